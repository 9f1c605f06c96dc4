import { serialise } from '../events/cloud-event.ts';
import { ACCOUNT, type AnyEvent, messageAttributesOf, REGION, uuidOf } from './aws.ts';

/** What a Lambda gets from a topic of SNS. */
export type SnsEvent = {
  Records: {
    EventSource: string;
    EventVersion: string;
    EventSubscriptionArn: string;
    Sns: SnsNotification & { SigningCertUrl: string; UnsubscribeUrl: string };
  }[];
};

type SnsNotification = {
  Type: string;
  MessageId: string;
  TopicArn: string;
  Message: string;
  Timestamp: string;
  SignatureVersion: string;
  Signature: string;
  MessageAttributes: Record<string, { Type: string; Value: string }>;
};

const HOST = `https://sns.${REGION}.amazonaws.com`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:b24bus`;
const SUBSCRIPTION = `${TOPIC}:${uuidOf('subscription')}`;
const CERTIFICATE = `${HOST}/SimpleNotificationService-00000000000000000000000000000000.pem`;
const UNSUBSCRIBE = `${HOST}/?Action=Unsubscribe&SubscriptionArn=${SUBSCRIPTION}`;

/** What a Lambda that is subscribed to the topic gets of an event. */
export const inSns = (event: AnyEvent): SnsEvent => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: SUBSCRIPTION,
      // Lambda spells them in its own way.
      Sns: { ...notificationOf(event), SigningCertUrl: CERTIFICATE, UnsubscribeUrl: UNSUBSCRIBE },
    },
  ],
});

/** What a queue that is subscribed to the topic without raw delivery gets of an event. */
export const snsEnvelope = (event: AnyEvent): object => ({
  ...notificationOf(event),
  SigningCertURL: CERTIFICATE,
  UnsubscribeURL: UNSUBSCRIBE,
});

const notificationOf = (event: AnyEvent): SnsNotification => ({
  Type: 'Notification',
  MessageId: uuidOf(`SNS ${event.id}`),
  TopicArn: TOPIC,
  Message: serialise(event),
  Timestamp: event.receivedtime,
  SignatureVersion: '1',
  Signature: 'EXAMPLE',
  MessageAttributes: Object.fromEntries(
    messageAttributesOf(event).map(({ name, type, value }) => [name, { Type: type, Value: value }]),
  ),
});
