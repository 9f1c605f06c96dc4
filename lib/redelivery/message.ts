import type { SQSRecord } from 'aws-lambda';
import type { UndeliveredRecord, UnverifiedRecord } from '../publish/record.ts';
import { readRecord } from '../replay/stored-record.ts';

/** A message of the undelivered queue. Times in Unix milliseconds. */
export type Message = {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it has been received, this time included. */
  readonly receives: number;
  /** When this copy of it was put into the queue. */
  readonly enqueued: number;
};

/** A message that holds a record. */
export type Held<Record> = {
  readonly message: Message;
  readonly record: Record;
  /** When the event came in, Unix milliseconds. */
  readonly received: number;
};

/** What a message holds, or why nobody can read it. */
export type Read =
  | Held<UndeliveredRecord>
  | Held<UnverifiedRecord>
  | { readonly message: Message; readonly unreadable: string };

/** Reads a message as Lambda hands it over. */
export const readMessage = ({ messageId, receiptHandle, body, attributes }: SQSRecord): Read => {
  const message: Message = {
    id: messageId,
    receiptHandle,
    body,
    receives: Number(attributes.ApproximateReceiveCount),
    enqueued: Number(attributes.SentTimestamp),
  };
  const { record, unreadable } = readRecord(body);
  if (record === undefined) return { message, unreadable };
  switch (record.kind) {
    case 'undelivered':
      return { message, record, received: Date.parse(record.event.receivedtime) };
    case 'unverified':
      return { message, record, received: Date.parse(record.receivedtime) };
    case 'quarantined':
      return { message, unreadable: 'it belongs into the quarantine queue' };
  }
};
