import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message as ReceivedMessage,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { exitCodes, Failure } from '../failure.ts';
import { queueClient, queueFault } from './queue-client.ts';
import type { NamedQueue } from './target-queues.ts';

export type Message = {
  readonly id: string;
  readonly body: string;
  /** Unix milliseconds. */
  readonly sentAt: number;
};

/** Most that a call of SQS takes. */
const PAGE = 10;

/** Seconds that a message is hidden from others if this process cannot release it any more. */
const HIDDEN_S = 300;

/** Pages without anything new before the rest of a queue counts as seen. */
const BARREN_PAGES = 3;

/**
 * Reads a queue without emptying it: SQS shows a message only by handing it out, so what was received is hidden
 * from others until it is released.
 */
export class QueueReader {
  readonly queue: NamedQueue;
  readonly #sqs: SQSClient = queueClient();
  readonly #seen = new Set<string>();
  /** Receipt handles of what is to be released, by message id. */
  readonly #held = new Map<string, string>();

  constructor(queue: NamedQueue) {
    this.queue = queue;
  }

  /**
   * Pages of at most ten messages, each message once, until there is nothing new.
   *
   * @throws PortalsFault
   */
  async *pages(interrupted: AbortSignal): AsyncGenerator<readonly Message[]> {
    for (let barren = 0; barren < BARREN_PAGES && !interrupted.aborted; ) {
      const received = await this.#receive();
      // A long poll asks all of the queue's servers: nothing is nothing.
      if (received.length === 0) return;
      const fresh = received.filter(({ MessageId = '' }) => !this.#seen.has(MessageId));
      for (const { MessageId = '', ReceiptHandle = '' } of received) {
        this.#seen.add(MessageId);
        this.#held.set(MessageId, ReceiptHandle);
      }
      barren = fresh.length === 0 ? barren + 1 : 0;
      if (fresh.length > 0) yield fresh.map(messageOf);
    }
  }

  /** Deletes messages. @throws PortalsFault, Failure */
  async remove(messages: readonly Message[]): Promise<void> {
    for (const page of pagesOf(messages.map(({ id }) => id))) {
      const command = new DeleteMessageBatchCommand({
        QueueUrl: this.queue.url,
        Entries: this.#entries(page),
      });
      const { Failed = [] } = await this.#sqs.send(command).catch((fault: unknown) => {
        throw queueFault(this.queue, fault);
      });
      for (const id of page) this.#held.delete(id);
      if (Failed.length > 0) throw notDeleted(Failed.length, Failed[0]?.Code ?? 'Unknown', this.queue);
    }
  }

  /** Makes visible again what was not deleted. Where that fails, SQS does it after five minutes. */
  async release(): Promise<void> {
    for (const page of pagesOf([...this.#held.keys()])) {
      const Entries = this.#entries(page).map((entry) => ({ ...entry, VisibilityTimeout: 0 }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.queue.url, Entries });
      await this.#sqs.send(command).catch(() => undefined);
    }
    this.#held.clear();
    this.#sqs.destroy();
  }

  #entries(ids: readonly string[]) {
    return ids.map((id, at) => ({ Id: String(at), ReceiptHandle: this.#held.get(id) ?? '' }));
  }

  async #receive(): Promise<readonly ReceivedMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.queue.url,
      MaxNumberOfMessages: PAGE,
      VisibilityTimeout: HIDDEN_S,
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['SentTimestamp'],
    });
    const { Messages = [] } = await this.#sqs.send(command).catch((fault: unknown) => {
      throw queueFault(this.queue, fault);
    });
    return Messages;
  }
}

const messageOf = ({ MessageId = '', Body = '', Attributes }: ReceivedMessage): Message => ({
  id: MessageId,
  body: Body,
  sentAt: Number(Attributes?.SentTimestamp ?? 0),
});

const pagesOf = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, at) => ids.slice(at * PAGE, (at + 1) * PAGE));

const notDeleted = (count: number, code: string, { name }: NamedQueue): Failure =>
  new Failure(
    exitCodes.unreachable,
    'NOT_DELETED',
    `${count} of the messages that are done could not be deleted from the ${name}: ${code}`,
    'Run it again: they are done once more, under the same ids.',
  );
