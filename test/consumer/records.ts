import { contracts, type PublishedEvent } from '../../lib/schemas/index.ts';
import { expectedOf, publishedSamples } from '../samples.ts';

const PORTAL = 'a223c6b3710f85df22e9377d6c4f7553';

/** The events of a sample as they are on the bus. */
export const eventsOf = (sample: string): PublishedEvent[] =>
  expectedOf(sample).map((expected, index) => ({
    specversion: '1.0',
    id: `${index}`.padStart(32, '84d56545b3ab646a10b766eba0fec324'),
    source: `urn:bitrix24:portal:${PORTAL}`,
    datacontenttype: 'application/json',
    dataschema: `urn:b24bus:schema:${expected.type}`,
    portaldomain: 'some-domain.bitrix24.com',
    receivedtime: '2026-11-22T14:33:39.002Z',
    ...(expected as Pick<PublishedEvent, 'type' | 'time' | 'partitionkey' | 'data'>),
  }));

/** The events of all samples. */
export const sampleEvents = publishedSamples.flatMap(eventsOf);

export const sessionStart = (id = '84d56545b3ab646a10b766eba0fec324') => {
  const [event] = eventsOf('seed-session-start');
  return { ...event, id } as PublishedEvent<'OnSessionStart'>;
};

const nameOf = ({ type }: PublishedEvent): string =>
  Object.values(contracts).find((contract) => contract.type === type)?.name ?? 'OnSomething';

// What AWS hands over, as documented in "Events and event patterns" of EventBridge, "Using Lambda with Amazon SQS" and
// "with Amazon SNS", "Parsing message formats" of SNS, and "Amazon SNS raw message delivery".

export const inEventBridge = (event: PublishedEvent) => ({
  version: '0',
  id: '6ccdc6ca-0349-4140-b8d7-579fc6aab69f',
  'detail-type': nameOf(event),
  source: `bitrix24.${event.type.split('.')[2]}`,
  account: '111122223333',
  time: event.time,
  region: 'eu-central-1',
  resources: [event.source],
  detail: event,
});

export const notificationOf = (message: string) => ({
  Type: 'Notification',
  MessageId: '95df01b4-ee98-5cb9-9903-4c221d41eb5e',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:b24bus-prod',
  Message: message,
  Timestamp: '2026-11-22T14:33:39.120Z',
  SignatureVersion: '1',
  Signature: 'tcc6faL2yUC6dgZdmrwh1Y4cGa/ebXEkAi6RibDsvpi=',
  SigningCertURL: 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-ac565b8b.pem',
  UnsubscribeURL: 'https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe',
  MessageAttributes: { event: { Type: 'String', Value: 'OnSessionStart' } },
});

export const snsRecord = (message: string) => ({
  EventVersion: '1.0',
  EventSubscriptionArn:
    'arn:aws:sns:eu-central-1:111122223333:b24bus-prod:21be56ed-a058-49f5-8c98-aedd2564c486',
  EventSource: 'aws:sns',
  // In a record of Lambda two keys are spelled otherwise than in the notification.
  Sns: { ...notificationOf(message), SigningCertUrl: 'EXAMPLE', UnsubscribeUrl: 'EXAMPLE', Subject: null },
});

export const sqsRecord = (body: string, messageId = '059f36b4-87a3-44ab-83d2-661975830a7d') => ({
  messageId,
  receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1795358019120',
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ApproximateFirstReceiveTimestamp: '1795358019125',
  },
  messageAttributes: {},
  md5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:worker',
  awsRegion: 'eu-central-1',
});

/** A record of a FIFO queue. */
export const fifoRecord = (body: string, messageId: string, group: string) => {
  const record = sqsRecord(body, messageId);
  return {
    ...record,
    attributes: { ...record.attributes, MessageGroupId: group, MessageDeduplicationId: messageId },
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:worker.fifo',
  };
};

/** What the SDK's ReceiveMessage answers. */
const receivedMessage = (Body: string) => ({
  MessageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
  ReceiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
  MD5OfBody: 'e4e68fb7bd0e697a0ae8f1bb342846b3',
  Body,
});

type Way = readonly [name: string, wrap: (event: PublishedEvent) => unknown, path: string];

/** Every way on which an event comes, and where in the record it then is. */
export const ways: readonly Way[] = [
  ['EventBridge', inEventBridge, 'detail'],
  ['SQS behind EventBridge', (event) => sqsRecord(JSON.stringify(inEventBridge(event))), 'body.detail'],
  [
    'SQS behind SNS',
    (event) => sqsRecord(JSON.stringify(notificationOf(JSON.stringify(event)))),
    'body.Message',
  ],
  ['SQS behind SNS, delivered raw', (event) => sqsRecord(JSON.stringify(event)), 'body'],
  [
    'SQS behind SNS behind EventBridge',
    (event) => sqsRecord(JSON.stringify(notificationOf(JSON.stringify(inEventBridge(event))))),
    'body.Message.detail',
  ],
  [
    'a batch of one record of SQS',
    (event) => ({ Records: [sqsRecord(JSON.stringify(event))] }),
    'Records.0.body',
  ],
  ["SQS's own API", (event) => receivedMessage(JSON.stringify(inEventBridge(event))), 'Body.detail'],
  ['SNS', (event) => snsRecord(JSON.stringify(event)), 'Sns.Message'],
  [
    'a batch of one record of SNS',
    (event) => ({ Records: [snsRecord(JSON.stringify(event))] }),
    'Records.0.Sns.Message',
  ],
  ['a notification of SNS', (event) => notificationOf(JSON.stringify(event)), 'Message'],
  ['the CloudEvent itself', (event) => event, ''],
];
