import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { vi } from 'vitest';
import { invocationContext } from '../../lib/local/api-gateway.ts';
import { type LocalCloud, startCloud } from '../../lib/local/cloud.ts';
import { credentials, queueNames, REGION } from '../../lib/local/resources.ts';
import { decodeRecord, encodeRecord, type StoredRecord } from '../../lib/publish/record.ts';
import { redeliverFromQueue } from '../../lib/redelivery/redeliver.ts';

export const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
export const token = '51856fefc120afa4b628cc82d3935cce';

type Handler = ReturnType<typeof redeliverFromQueue>;

/** The emulators, the function, and a hand that plays Lambda's event source mapping and the clock. */
export type Stage = {
  readonly cloud: LocalCloud;
  readonly environment: Readonly<Record<string, string>>;
  /** What was logged since the last `clear`. */
  readonly lines: string[];
  /** A new container. */
  container(settings?: Record<string, string>): Handler;
  /** Has the clock of later containers and of this one go on, in milliseconds. */
  wait(milliseconds: number): void;
  put(...records: readonly (StoredRecord | string)[]): Promise<void>;
  receive(): Promise<SQSEvent>;
  /** One batch as Lambda runs it; what failed is visible again at once. */
  round(handler: Handler, event?: SQSEvent): Promise<SQSBatchResponse>;
  /** Rounds until the queue is empty; their number. */
  drain(handler: Handler, pause: number): Promise<number>;
  undelivered(): Promise<StoredRecord[]>;
  deadLetters(): Promise<{ body: string; reason: string | undefined }[]>;
  /** Ids by where they have arrived, sorted. */
  arrived(): Promise<{ bus: string[]; topic: string[] }>;
  /** Seconds after which each message in flight is visible again. */
  postponed(): Promise<number[]>;
  summary(): Record<string, unknown>;
  clear(): Promise<void>;
  stop(): Promise<void>;
};

export const startStage = async (): Promise<Stage> => {
  const cloud = await startCloud('standard');
  const environment = {
    ...cloud.environment,
    DESTINATIONS: 'eventbridge,sns',
    PORTALS: `${memberId}:${token}`,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const endpoint = cloud.environment['AWS_ENDPOINT_URL_STS'] ?? '';
  const sqs = new SQSClient({ endpoint, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const names = queueNames('standard');
  const urlOf = (name: string) => `${endpoint}/000000000000/${name}`;
  const QueueUrl = urlOf(names.undelivered);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '0' } }));
  const lines: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  let waited = 0;
  const receiveFrom = async (queue: string) => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages;
  };
  const stage: Stage = {
    cloud,
    environment,
    lines,
    container: (settings = {}) =>
      redeliverFromQueue(
        { ...environment, ...settings },
        { now: () => Date.now() + waited, random: () => 0 },
      ),
    wait: (milliseconds) => {
      waited += milliseconds;
    },
    put: async (...records) => {
      for (const record of records) {
        const MessageBody = typeof record === 'string' ? record : encodeRecord(record, 1024 * 1024);
        await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      }
    },
    receive: async () => ({
      Records: (await receiveFrom(QueueUrl)).map(
        ({ MessageId = '', ReceiptHandle = '', Body = '', Attributes }) =>
          ({
            messageId: MessageId,
            receiptHandle: ReceiptHandle,
            body: Body,
            attributes: Attributes,
          }) as unknown as SQSRecord,
      ),
    }),
    round: async (handler, given) => {
      const event = given ?? (await stage.receive());
      const response = await handler(event, invocationContext('Redeliver'));
      const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId, receiptHandle: ReceiptHandle } of event.Records) {
        const again = { QueueUrl, ReceiptHandle, VisibilityTimeout: 0 };
        await (failed.has(messageId)
          ? sqs.send(new ChangeMessageVisibilityCommand(again))
          : sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
      }
      return response;
    },
    drain: async (handler, pause) => {
      let rounds = 0;
      for (; (await cloud.inspect('undelivered')).length > 0; rounds++) {
        if (rounds > 50) throw new Error('the queue does not get empty');
        await stage.round(handler);
        stage.wait(pause);
      }
      return rounds;
    },
    undelivered: async () => (await cloud.inspect('undelivered')).map(({ body }) => decodeRecord(body)),
    deadLetters: async () =>
      (await receiveFrom(urlOf(names.undeliveredDeadLetters))).map(({ Body = '', MessageAttributes }) => ({
        body: Body,
        reason: MessageAttributes?.['reason']?.StringValue,
      })),
    arrived: async () => ({
      bus: (await cloud.inspect('bus')).map(({ body }) => JSON.parse(body).detail.id).sort(),
      topic: (await cloud.inspect('topic')).map(({ body }) => JSON.parse(JSON.parse(body).Message).id).sort(),
    }),
    postponed: async () => {
      const response = await fetch(`${endpoint}/_fauxqs/queues/${names.undelivered}`);
      const { messages } = (await response.json()) as {
        messages: { inflight: { visibilityDeadline: number }[] };
      };
      return messages.inflight.map(({ visibilityDeadline }) => (visibilityDeadline - Date.now()) / 1000);
    },
    summary: () => {
      const summaries = lines.filter((line) => line.includes('"message":"redelivery"'));
      return JSON.parse(summaries.at(-1) ?? '{}') as Record<string, unknown>;
    },
    clear: async () => {
      cloud.setFaults({});
      waited = 0;
      lines.length = 0;
      for (const queue of ['bus', 'topic', 'undelivered', 'undeliveredDeadLetters', 'quarantine'] as const) {
        await cloud.purge(queue);
      }
    },
    stop: async () => {
      sqs.destroy();
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      await cloud.close();
    },
  };
  return stage;
};
