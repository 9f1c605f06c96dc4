import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import * as v from 'valibot';
import { ACCOUNT, REGION } from '../../../lib/local/resources.ts';
import type { Invoked } from './runtime-api.ts';

const answer = v.object({ batchItemFailures: v.array(v.object({ itemIdentifier: v.string() })) });

type EventSource = {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  /** Batches at a time, `maximumConcurrency` of the event source mapping. */
  readonly concurrency: number;
  readonly invoke: (payload: string) => Promise<Invoked>;
  /** Told of a batch that was handled and could not be deleted: it comes again. */
  readonly undeleted: (payload: string) => void;
};

/**
 * Feeds a function with a queue as the event source mapping of Lambda does: batches of 10, and what is not among the
 * `batchItemFailures` is deleted. Where the invocation fails as a whole, nothing is.
 *
 * Source: "Using Lambda with Amazon SQS", AWS Lambda Developer Guide.
 */
export const startPoller = (source: EventSource): { close(): Promise<void> } => {
  const closing = new AbortController();
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const messages = await receive(source, closing.signal);
      if (messages.length > 0) await handle(source, messages);
    }
  };
  const loops = Array.from({ length: source.concurrency }, loop);
  return {
    close: async () => {
      closing.abort();
      await Promise.all(loops);
    },
  };
};

const receive = async ({ sqs, queueUrl }: EventSource, signal: AbortSignal): Promise<Message[]> => {
  try {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1,
        MessageSystemAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    return Messages;
  } catch {
    await sleep(200);
    return [];
  }
};

const handle = async (source: EventSource, messages: readonly Message[]): Promise<void> => {
  const payload = JSON.stringify(eventOf(messages, source.queueUrl));
  const failed = failedIn(await source.invoke(payload));
  const done = messages.filter(({ MessageId = '' }) => failed !== 'all' && !failed.has(MessageId));
  if (done.length === 0) return;
  try {
    const Entries = done.map(({ ReceiptHandle }, position) => ({ Id: String(position), ReceiptHandle }));
    const { Failed = [] } = await source.sqs.send(
      new DeleteMessageBatchCommand({ QueueUrl: source.queueUrl, Entries }),
    );
    for (const { Id } of Failed) source.undeleted(done[Number(Id)]?.Body ?? '');
  } catch {
    source.undeleted(payload);
  }
};

const failedIn = (invoked: Invoked): ReadonlySet<string> | 'all' => {
  if (invoked.kind !== 'answered') return 'all';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), answer), invoked.payload);
  if (!parsed.success) return 'all';
  return new Set(parsed.output.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
};

const eventOf = (messages: readonly Message[], queueUrl: string): SQSEvent => ({
  Records: messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
      ...Attributes,
    },
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queueUrl.slice(queueUrl.lastIndexOf('/') + 1)}`,
    awsRegion: REGION,
  })),
});
