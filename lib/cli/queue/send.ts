import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { batchFailures, numbered } from '../../publish/batch-results.ts';
import { type BatchService, sendInBatches } from '../../publish/batches.ts';
import type { Verdicts } from '../../publish/destination.ts';
import { queueClient } from './queue-client.ts';
import type { NamedQueue } from './target-queues.ts';

const MAX_MESSAGE_BYTES = 1024 * 1024;

/** Milliseconds for all of it. */
const PATIENCE_MS = 60_000;

/** Puts texts into a queue. Never rejects; a verdict per text, undefined where the queue took it. */
export const sendAll = async (queue: NamedQueue, bodies: readonly string[]): Promise<Verdicts> => {
  if (bodies.length === 0) return [];
  const sqs = queueClient();
  const service: BatchService<{ MessageBody: string }> = {
    maxEntries: 10,
    maxEntryBytes: MAX_MESSAGE_BYTES,
    maxCallBytes: MAX_MESSAGE_BYTES,
    concurrency: 4,
    call: async (entries, abortSignal) => {
      const command = new SendMessageBatchCommand({ QueueUrl: queue.url, Entries: numbered(entries) });
      return batchFailures(entries.length, await sqs.send(command, { abortSignal }));
    },
  };
  const sized = bodies.map((body) => ({ entry: { MessageBody: body }, bytes: Buffer.byteLength(body) }));
  try {
    return await sendInBatches(sized, service, AbortSignal.timeout(PATIENCE_MS));
  } finally {
    sqs.destroy();
  }
};
