import { createHash } from 'node:crypto';
import { portalOf, routingIdsOf } from '../events/cloud-event.ts';
import { batchFailures, numbered } from './batch-results.ts';
import { type BatchService, type Sized, sendInBatches } from './batches.ts';
import type { Destination, Publication } from './destination.ts';
import type { PublishBatch, TopicEntry } from './transport.ts';

type Entry = Omit<TopicEntry, 'Id'>;
type Attributes = TopicEntry['MessageAttributes'];

/** One call carries as much as the largest message that SNS can be set to take. */
const MAX_CALL_BYTES = 1024 * 1024;

/**
 * Publishes to an SNS topic with PublishBatch; to a FIFO topic (its name ends in `.fifo`) with the partition key
 * as message group and the event id for deduplication.
 *
 * @param maxMessageBytes of body and attributes: 256 KiB unless the topic is set to more.
 */
export const snsDestination = (
  topicArn: string,
  maxMessageBytes: number,
  publishBatch: PublishBatch,
): Destination => {
  const fifo = topicArn.endsWith('.fifo');
  const service: BatchService<Entry> = {
    maxEntries: 10,
    maxEntryBytes: maxMessageBytes,
    maxCallBytes: Math.min(maxMessageBytes, MAX_CALL_BYTES),
    concurrency: fifo ? 1 : 8,
    call: async (entries, signal) =>
      batchFailures(entries.length, await publishBatch(topicArn, numbered(entries), signal)),
  };
  return {
    name: 'sns',
    publish: (publications, signal) =>
      sendInBatches(
        publications.map((publication) => topicEntryOf(publication, fifo)),
        service,
        signal,
      ),
  };
};

/** The entry of an event but for its `Id`, which is its position in the call, and its size. */
export const topicEntryOf = (publication: Publication, fifo: boolean): Sized<Entry> => {
  const { event, json } = publication;
  const attributes = attributesOf(publication);
  const entry: Entry = {
    Message: json,
    MessageAttributes: attributes,
    ...(fifo && { MessageGroupId: messageGroupId(event.partitionkey), MessageDeduplicationId: event.id }),
  };
  return { entry, bytes: Buffer.byteLength(json) + attributeBytes(attributes) };
};

/** For filter policies. An attribute that SNS would refuse, and the message with it, is left out. */
const attributesOf = ({ name, event }: Publication): Attributes => {
  const { connector = '', line = '' } = routingIdsOf(event.data);
  const attributes: [string, Attributes[string]][] = [
    ['event', { DataType: 'String', StringValue: name }],
    ['type', { DataType: 'String', StringValue: event.type }],
    ['portal', { DataType: 'String', StringValue: portalOf(event) }],
    ['connector', { DataType: 'String', StringValue: connector }],
    ['line', { DataType: 'Number', StringValue: String(line) }],
  ];
  return Object.fromEntries(attributes.filter(([, { StringValue }]) => isSendable(StringValue)));
};

/** SNS and SQS take the characters of XML 1.0 only. */
const isSendable = (value: string): boolean =>
  value !== '' && !/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(value);

const attributeBytes = (attributes: Attributes): number =>
  Object.entries(attributes)
    .flatMap(([name, { DataType, StringValue }]) => [name, DataType, StringValue])
    .reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);

/** Up to 128 ASCII letters, digits and punctuation marks (SNS PublishBatchRequestEntry); else a digest of it. */
const messageGroupId = (partitionKey: string): string =>
  /^[!-~]{1,128}$/.test(partitionKey)
    ? partitionKey
    : createHash('sha256').update(partitionKey).digest('hex');
