import type { StoredRecord } from '../../publish/record.ts';
import { readRecord } from '../../replay/stored-record.ts';
import type { Message } from '../queue/queue-reader.ts';

/** What is shown of a message of the undelivered queue, or of its dead-letter queue. */
export type UndeliveredView = {
  readonly kind: StoredRecord['kind'] | 'unreadable';
  readonly queue: 'undelivered' | 'dead-letter';
  /** When the event came in; when the message did where nobody can tell. RFC 3339. */
  readonly since: string;
  /** Of the event; a body whose sender is to be checked first has none yet. */
  readonly id?: string;
  readonly event?: string;
  readonly portal?: string;
  /** That have not accepted it. */
  readonly destinations?: readonly string[];
  /** Why, by destination. */
  readonly codes?: readonly string[];
};

const PORTAL = 'urn:bitrix24:portal:';

/** The view of a message; whatever it holds. */
export const undeliveredView = (message: Message, queue: UndeliveredView['queue']): UndeliveredView => {
  const { record } = readRecord(message.body);
  const since = new Date(message.sentAt).toISOString();
  if (record === undefined) return { kind: 'unreadable', queue, since };
  if (record.kind !== 'undelivered') {
    const { kind, receivedtime, route, memberId } = record;
    return { kind, queue, since: receivedtime, event: route, portal: memberId };
  }
  const { kind, name, event, rejections } = record;
  return {
    kind,
    queue,
    since: event.receivedtime,
    id: event.id,
    event: name,
    portal: event.source.replace(PORTAL, ''),
    destinations: Object.keys(rejections),
    codes: Object.values(rejections).map(({ code }) => code),
  };
};
