import { PurgeQueueCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { encodeRecord, type StoredRecord } from '../../lib/publish/record.ts';
import { clientOf, type Environment } from './deployment.ts';

type QueueSetting = 'UNDELIVERED_QUEUE_URL' | 'UNDELIVERED_DEAD_LETTER_QUEUE_URL' | 'QUARANTINE_QUEUE_URL';

/** Puts texts into a queue, visible at once. */
export const putTexts = async (
  environment: Environment,
  queue: QueueSetting,
  texts: readonly string[],
): Promise<void> => {
  const sqs = new SQSClient(clientOf(environment, 'SQS'));
  for (let at = 0; at < texts.length; at += 10) {
    const Entries = texts
      .slice(at, at + 10)
      .map((MessageBody, index) => ({ Id: String(index), MessageBody, DelaySeconds: 0 }));
    const sent = await sqs.send(new SendMessageBatchCommand({ QueueUrl: environment[queue], Entries }));
    if (sent.Failed !== undefined && sent.Failed.length > 0) throw new Error(JSON.stringify(sent.Failed));
  }
  sqs.destroy();
};

export const putRecords = (
  environment: Environment,
  queue: QueueSetting,
  records: readonly StoredRecord[],
): Promise<void> =>
  putTexts(
    environment,
    queue,
    records.map((record) => encodeRecord(record, 1024 * 1024)),
  );

export const emptyQueue = async (environment: Environment, queue: QueueSetting): Promise<void> => {
  const sqs = new SQSClient(clientOf(environment, 'SQS'));
  await sqs.send(new PurgeQueueCommand({ QueueUrl: environment[queue] }));
  sqs.destroy();
};
