import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs';
import { batchFailures, numbered } from './batch-results.ts';
import { type BatchService, sendInBatches } from './batches.ts';
import { clientSettings } from './client-settings.ts';
import { encodeRecord, type RecordStore } from './record.ts';

const MAX_MESSAGE_BYTES = 1024 * 1024;

type Entry = Omit<SendMessageBatchRequestEntry, 'Id'>;

let client: SQSClient | undefined;

/** One client for both queues, made by the first failure that needs it. */
const sqs = (): SQSClient => {
  client ??= new SQSClient(clientSettings);
  return client;
};

/** Stores records as messages of an SQS queue. */
export const queueStore = (queueUrl: string): RecordStore => {
  const service: BatchService<Entry> = {
    maxEntries: 10,
    maxEntryBytes: MAX_MESSAGE_BYTES,
    maxCallBytes: MAX_MESSAGE_BYTES,
    concurrency: 8,
    call: async (entries, signal) => {
      const command = new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: numbered(entries) });
      return batchFailures(entries.length, await sqs().send(command, { abortSignal: signal }));
    },
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
