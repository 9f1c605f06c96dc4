import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { invocationContext } from './api-gateway.ts';
import { asFunction } from './logs-tap.ts';
import { ACCOUNT, REGION } from './resources.ts';

/** A queue and the function that consumes it. */
export type EventSourceMapping = {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly functionName: string;
  /** With `ReportBatchItemFailures`. */
  readonly invoke: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;
};

/** A mapping that polls; `stop` waits for the invocation under way. */
export type EventSource = { stop(): Promise<void> };

const BATCH_SIZE = 10;

/** Seconds of one poll. A message whose delay ends is only seen by the next one (fauxqs 2.4). */
const POLL_SECONDS = 1;

/** Milliseconds after a poll that failed. */
const PAUSE_MS = 1000;

/**
 * Polls a queue and invokes a function with what it receives, one batch at a time, as Lambda's event source mapping
 * does: what the function does not report as failed is deleted, the rest comes back when its visibility timeout ends;
 * all of it where the function throws.
 */
export const startEventSource = (mapping: EventSourceMapping): EventSource => {
  const stopping = new AbortController();
  const polling = (async () => {
    while (!stopping.signal.aborted) {
      await pollOnce(mapping, stopping.signal).catch(() => sleep(PAUSE_MS));
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await polling;
    },
  };
};

const pollOnce = async (mapping: EventSourceMapping, abortSignal: AbortSignal): Promise<void> => {
  const { sqs, queueUrl: QueueUrl, functionName, invoke } = mapping;
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: BATCH_SIZE,
    WaitTimeSeconds: POLL_SECONDS,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await sqs.send(receive, { abortSignal });
  if (Messages.length === 0) return;
  const Records = Messages.map((message) => recordOf(message, QueueUrl));
  const { batchItemFailures } = await asFunction(functionName, () =>
    invoke({ Records }, invocationContext(functionName)),
  );
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = Messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
  if (done.length === 0) return;
  const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
};

/** A message as Lambda hands it over. */
const recordOf = (message: Message, queueUrl: string): SQSRecord => ({
  messageId: message.MessageId ?? '',
  receiptHandle: message.ReceiptHandle ?? '',
  body: message.Body ?? '',
  attributes: message.Attributes as unknown as SQSRecord['attributes'],
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue }]) => [
      name,
      { dataType: DataType as 'String', ...(StringValue !== undefined && { stringValue: StringValue }) },
    ]),
  ),
  md5OfBody: message.MD5OfBody ?? '',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:${queueUrl.slice(queueUrl.lastIndexOf('/') + 1)}`,
  awsRegion: REGION,
});
