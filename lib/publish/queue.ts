import { batchFailures, numbered } from './batch-results.ts';
import { type BatchService, sendInBatches } from './batches.ts';
import { encodeRecord, type RecordStore } from './record.ts';
import type { QueueEntry, SendMessageBatch } from './transport.ts';

const MAX_MESSAGE_BYTES = 1024 * 1024;

type Entry = Omit<QueueEntry, 'Id'>;

/** Stores records as messages of an SQS queue. */
export const queueStore = (queueUrl: string, sendMessageBatch: SendMessageBatch): RecordStore => {
  const service: BatchService<Entry> = {
    maxEntries: 10,
    maxEntryBytes: MAX_MESSAGE_BYTES,
    maxCallBytes: MAX_MESSAGE_BYTES,
    concurrency: 8,
    call: async (entries, signal) =>
      batchFailures(entries.length, await sendMessageBatch(queueUrl, numbered(entries), signal)),
  };
  return {
    store: (records, signal) => {
      const messages = records.map((record) => encodeRecord(record, MAX_MESSAGE_BYTES));
      const entries = messages.map((body) => ({
        entry: { MessageBody: body },
        bytes: Buffer.byteLength(body),
      }));
      return sendInBatches(entries, service, signal);
    },
  };
};
