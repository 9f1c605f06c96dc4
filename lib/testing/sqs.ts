import { createHash } from 'node:crypto';
import { serialise } from '../events/cloud-event.ts';
import { ACCOUNT, type AnyEvent, messageAttributesOf, REGION, uuidOf } from './aws.ts';
import { inEventBridge } from './eventbridge.ts';
import { snsEnvelope } from './sns.ts';

/** What a Lambda gets from a queue of SQS. */
export type SqsEvent = { Records: SqsRecord[] };

type SqsRecord = {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: {
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    SenderId: string;
    ApproximateFirstReceiveTimestamp: string;
    SequenceNumber?: string;
    MessageGroupId?: string;
    MessageDeduplicationId?: string;
  };
  messageAttributes: Record<string, { stringValue: string; dataType: string }>;
  md5OfBody: string;
  eventSource: string;
  eventSourceARN: string;
  awsRegion: string;
};

type Delivery = {
  /** What stands between b24bus and the queue: a rule, or a subscription without raw delivery; else with it. */
  readonly wrappedBy?: 'eventbridge' | 'sns';
  /** Whether it is a FIFO queue; its message groups are those of b24bus's FIFO topic. */
  readonly fifo?: boolean;
};

/**
 * What a Lambda that consumes a queue gets of some events, in one batch. The same event may be in it twice.
 *
 * @throws TypeError where `wrappedBy` is neither of the two.
 */
export const inSqs = (events: readonly AnyEvent[], delivery: Delivery = {}): SqsEvent => ({
  Records: events.map((event, index) => recordOf(event, index, delivery)),
});

const recordOf = (event: AnyEvent, index: number, { wrappedBy, fifo = false }: Delivery): SqsRecord => {
  const body = bodyOf(event, wrappedBy);
  const messageId = uuidOf(`SQS ${index} ${event.id}`);
  const sent = Date.parse(event.receivedtime);
  return {
    messageId,
    receiptHandle: `receipt of ${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(sent),
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: String(sent + 1),
      ...(fifo && orderOf(event, index)),
    },
    messageAttributes: wrappedBy === undefined ? rawAttributesOf(event) : {},
    md5OfBody: createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT}:b24bus-events${fifo ? '.fifo' : ''}`,
    awsRegion: REGION,
  };
};

const bodyOf = (event: AnyEvent, wrappedBy: Delivery['wrappedBy']): string => {
  if (wrappedBy === undefined) return serialise(event);
  if (wrappedBy === 'eventbridge') return JSON.stringify(inEventBridge(event));
  if (wrappedBy === 'sns') return JSON.stringify(snsEnvelope(event));
  throw new TypeError(`wrappedBy is ${wrappedBy}; it may be eventbridge, sns, or left out for raw delivery.`);
};

const orderOf = ({ id, partitionkey }: AnyEvent, index: number) => ({
  SequenceNumber: String(index + 1).padStart(20, '0'),
  MessageGroupId: messageGroupOf(partitionkey),
  MessageDeduplicationId: id,
});

/** As b24bus publishes to a FIFO topic: 128 characters at most, else a digest of them. */
const messageGroupOf = (partitionKey: string): string =>
  /^[!-~]{1,128}$/.test(partitionKey)
    ? partitionKey
    : createHash('sha256').update(partitionKey).digest('hex');

/** Raw delivery hands on the attributes of the message. */
const rawAttributesOf = (event: AnyEvent): SqsRecord['messageAttributes'] =>
  Object.fromEntries(
    messageAttributesOf(event).map(({ name, type, value }) => [name, { stringValue: value, dataType: type }]),
  );
