import { randomUUID } from 'node:crypto';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { isQueued } from '../ingest/is-queued.ts';
import { type Answer, jsonAnswer } from '../middleware/answer.ts';
import { startEventSource } from './event-source.ts';
import { ACCOUNT, credentials, REGION } from './resources.ts';

const PREFIX = 'b24bus-local-ingest-';
const DEAD_LETTERS = 'dead-letters';

type IngestOptions = {
  /** Where SQS is. */
  readonly endpoint: string;
  /** The function of an event, called with messages of its queue. */
  readonly consume: (name: EventName, event: SQSEvent) => Promise<SQSBatchResponse>;
  /** Seconds until a message that was not taken comes again; 60 in serverless.yml. */
  readonly visibilitySeconds?: number;
  /** How often until it goes to the dead letters; 1000 in serverless.yml. */
  readonly maxReceives?: number;
};

/** `ingest: queued` as API Gateway and Lambda play it. */
export type LocalIngest = {
  /** The event at whose route a request goes into a queue. */
  queuedAt(method: string, path: string): EventName | undefined;
  /** What API Gateway does and answers. */
  write(name: EventName, body: Buffer): Promise<Answer>;
  queueUrlOf(name: EventName): string;
  readonly deadLetterQueueUrl: string;
  stop(): Promise<void>;
};

/** Makes a queue per event, with one for dead letters behind them, and starts to hand over their messages. */
export const startIngest = async ({
  endpoint,
  consume,
  visibilitySeconds = 60,
  maxReceives = 1000,
}: IngestOptions): Promise<LocalIngest> => {
  const sqs = new SQSClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
  const urlOf = (role: string): string => `${endpoint}/${ACCOUNT}/${PREFIX}${role}`;
  await createQueue(sqs, DEAD_LETTERS, {});
  const deadLetterTargetArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${PREFIX}${DEAD_LETTERS}`;
  const attributes = {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives }),
  };
  const names = eventNames.filter((name) => isQueued(catalogue[name]));
  await Promise.all(names.map((name) => createQueue(sqs, name, attributes)));
  const sources = names.map((functionName) =>
    startEventSource({
      sqs,
      queueUrl: urlOf(functionName),
      functionName,
      invoke: (event) => consume(functionName, event),
    }),
  );
  return {
    queuedAt: (method, path) =>
      method === 'POST' ? names.find((name) => catalogue[name].route === path) : undefined,
    write: (name, body) => write(sqs, urlOf(name), body),
    queueUrlOf: urlOf,
    deadLetterQueueUrl: urlOf(DEAD_LETTERS),
    stop: async () => {
      await Promise.all(sources.map((source) => source.stop()));
      sqs.destroy();
    },
  };
};

const createQueue = async (
  sqs: SQSClient,
  role: string,
  attributes: Record<string, string>,
): Promise<void> => {
  const Attributes = { MessageRetentionPeriod: '1209600', ...attributes };
  await sqs.send(new CreateQueueCommand({ QueueName: `${PREFIX}${role}`, Attributes }));
};

const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** HTTP APIs tell the time of a request in seconds (observed). */
const write = async (sqs: SQSClient, QueueUrl: string, body: Buffer): Promise<Answer> => {
  const command = new SendMessageCommand({
    QueueUrl,
    MessageBody: body.toString('utf8'),
    MessageAttributes: {
      requestId: text(randomUUID()),
      requestTime: text(String(Math.floor(Date.now() / 1000))),
    },
  });
  try {
    const { MessageId = '' } = await sqs.send(command, { abortSignal: AbortSignal.timeout(29_000) });
    return { statusCode: 200, headers: { 'content-type': 'text/xml' }, body: accepted(MessageId) };
  } catch (fault) {
    return refusal(fault);
  }
};

/** What SQS answers, API Gateway passes on. */
const accepted = (messageId: string): string =>
  `<?xml version="1.0"?><SendMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><SendMessageResult><MessageId>${messageId}</MessageId></SendMessageResult></SendMessageResponse>`;

const refusal = (fault: unknown): Answer => {
  const status = isMeta(fault) ? fault.$metadata.httpStatusCode : undefined;
  return status !== undefined && status < 500
    ? jsonAnswer(status, { message: 'Bad Request' })
    : jsonAnswer(status === undefined ? 503 : 500, {
        message: status === undefined ? 'Service Unavailable' : 'Internal Server Error',
      });
};

const isMeta = (fault: unknown): fault is { $metadata: { httpStatusCode?: number } } =>
  typeof fault === 'object' && fault !== null && '$metadata' in fault;
