import type { QuarantineRecord } from '../../publish/record.ts';
import { readRecord } from '../../replay/stored-record.ts';
import type { Output } from '../output.ts';
import { type Message, QueueReader } from '../queue/queue-reader.ts';
import type { NamedQueue } from '../queue/target-queues.ts';

/** A body in quarantine, and the message that it is in. */
export type HeldBody = { readonly record: QuarantineRecord; readonly message: Message };

/** A page of a queue: the bodies that match, and how many messages are no record of a body. */
export type HeldPage = {
  readonly reader: QueueReader;
  readonly bodies: readonly HeldBody[];
  readonly unreadable: number;
};

/**
 * Goes through what is in quarantine, and makes it visible again at the end, also when the reader of the pages has
 * seen enough.
 *
 * @throws PortalsFault
 */
export const heldBodies = async function* (
  queues: readonly NamedQueue[],
  matches: (record: QuarantineRecord) => boolean,
  output: Pick<Output, 'progress'>,
  interrupted: AbortSignal,
): AsyncGenerator<HeldPage> {
  let seen = 0;
  for (const queue of queues) {
    const reader = new QueueReader(queue);
    try {
      for await (const messages of reader.pages(interrupted)) {
        seen += messages.length;
        output.progress(`${seen} messages looked at …`);
        yield { reader, ...sorted(messages, matches) };
      }
    } finally {
      output.progress('');
      await reader.release();
    }
  }
};

const sorted = (messages: readonly Message[], matches: (record: QuarantineRecord) => boolean) => {
  const bodies: HeldBody[] = [];
  let unreadable = 0;
  for (const message of messages) {
    const { record } = readRecord(message.body);
    if (record?.kind !== 'quarantined') unreadable += 1;
    else if (matches(record)) bodies.push({ record, message });
  }
  return { bodies, unreadable };
};
