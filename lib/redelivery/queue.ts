import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchRequestEntry,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientSettings } from '../publish/client-settings.ts';
import { encodeRecord, type StoredRecord } from '../publish/record.ts';
import type { Message } from './message.ts';

/** What redelivery does with the undelivered queue and its dead letters. None of it rejects. */
export interface RedeliveryQueue {
  /** Puts a record into the queue, to be received after a delay. @returns whether the queue took it. */
  send(record: StoredRecord, delaySeconds: number): Promise<boolean>;
  /** Puts a message among the dead letters as it is. @returns whether that queue took it. */
  bury(message: Message, reason: string): Promise<boolean>;
  /**
   * Has messages come back later.
   *
   * @returns how many of them the queue did not hear of; these come back after its own visibility timeout.
   */
  postpone(messages: readonly Postponed[]): Promise<number>;
}

/** A message, and in how many seconds it shall come back. */
export type Postponed = { readonly message: Message; readonly seconds: number };

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Room for the attribute with the reason. */
const REASON_BYTES = 1024;

const CALL_MS = 5_000;

/** The queue and its dead letters in SQS. */
export const redeliveryQueue = (queueUrl: string, deadLetterQueueUrl: string): RedeliveryQueue => {
  const sqs = new SQSClient(clientSettings);
  const post = async (input: SendMessageCommandInput): Promise<boolean> => {
    const abortSignal = AbortSignal.timeout(CALL_MS);
    return sqs.send(new SendMessageCommand(input), { abortSignal }).then(
      () => true,
      () => false,
    );
  };
  return {
    send: (record, delaySeconds) =>
      post({
        QueueUrl: queueUrl,
        MessageBody: encodeRecord(record, MAX_MESSAGE_BYTES),
        DelaySeconds: delaySeconds,
      }),
    bury: ({ body }, reason) =>
      post({
        QueueUrl: deadLetterQueueUrl,
        MessageBody: body,
        ...(Buffer.byteLength(body) <= MAX_MESSAGE_BYTES - REASON_BYTES && {
          MessageAttributes: { reason: { DataType: 'String', StringValue: reason.slice(0, 500) } },
        }),
      }),
    postpone: async (messages) => {
      if (messages.length === 0) return 0;
      const Entries = messages.map(entryOf);
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries });
      const abortSignal = AbortSignal.timeout(CALL_MS);
      return sqs.send(command, { abortSignal }).then(
        ({ Failed = [] }) => Failed.length,
        () => messages.length,
      );
    },
  };
};

/** Ten at most, as many as the mapping hands over. */
const entryOf = (
  { message, seconds }: Postponed,
  index: number,
): ChangeMessageVisibilityBatchRequestEntry => ({
  Id: String(index),
  ReceiptHandle: message.receiptHandle,
  VisibilityTimeout: seconds,
});
