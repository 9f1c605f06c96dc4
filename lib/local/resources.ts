import {
  CreateArchiveCommand,
  CreateEventBusCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { eventNames } from '../catalogue/index.ts';
import { archivePatterns } from '../package/operations/archives.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const BUS = 'b24bus-local';
export const TABLE = 'b24bus-local-portals';
export const OCCURRENCES = 'b24bus-local-occurrences';
/** ARN of the key that encrypts the portals' tokens. */
export const TOKEN_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/b24b0000-10ca-4000-8000-000000000000`;
/** Holds the client id and the client secret of the application. */
export const PARAMETER = '/b24bus/local/application';
/** Before the name of the function. */
export const LOG_GROUP_PREFIX = '/aws/lambda/b24bus-local-';

/** The emulators take any. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export type TopicType = 'standard' | 'fifo';

export type QueueRole = 'bus' | 'topic' | 'undelivered' | 'undeliveredDeadLetters' | 'quarantine';

/** The subscribers of the bus and of the topic, the two queues of the receivers, and the dead letters of the first. */
export const queueNames = (topicType: TopicType): Readonly<Record<QueueRole, string>> => ({
  bus: 'b24bus-local-bus-subscriber',
  topic: `b24bus-local-topic-subscriber${topicType === 'fifo' ? '.fifo' : ''}`,
  undelivered: 'b24bus-local-undelivered',
  undeliveredDeadLetters: 'b24bus-local-undelivered-dead-letters',
  quarantine: 'b24bus-local-quarantine',
});

/** Makes a queue that keeps its messages for 14 days. */
export const createQueue = async (
  sqs: SQSClient,
  QueueName: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const fifo = QueueName.endsWith('.fifo');
  const Attributes = {
    MessageRetentionPeriod: '1209600',
    ...(fifo && { FifoQueue: 'true' }),
    ...attributes,
  };
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
};

/**
 * As serverless.yml sets up the undelivered queue; only, what a function could not postpone, because SQS was down,
 * comes back after a minute: nobody wants to wait for six.
 */
export const redriven = (deadLetters: string): Readonly<Record<string, string>> => ({
  DelaySeconds: '10',
  VisibilityTimeout: '60',
  RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(deadLetters), maxReceiveCount: 1000 }),
});

const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** The event bus with its archives, and a rule that sends everything on it to a queue. */
export const createBus = async (bridge: EventBridgeClient, subscriber: string): Promise<void> => {
  await bridge.send(new CreateEventBusCommand({ Name: BUS }));
  const rule = { EventBusName: BUS, Name: 'everything' };
  await bridge.send(
    new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [{ prefix: 'bitrix24.' }] }) }),
  );
  const { EventBusName, Name: Rule } = rule;
  const Targets = [{ Id: 'subscriber', Arn: queueArn(subscriber) }];
  await bridge.send(new PutTargetsCommand({ EventBusName, Rule, Targets }));
  for (const [name, pattern] of Object.entries(archivePatterns(eventNames))) {
    const EventSourceArn = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${BUS}`;
    const EventPattern = JSON.stringify(pattern);
    await bridge.send(
      new CreateArchiveCommand({ ArchiveName: `local-${name}`, EventSourceArn, EventPattern }),
    );
  }
};

/** The topic, with a queue subscribed to it; answers its ARN. */
export const createTopic = async (
  sns: SNSClient,
  topicType: TopicType,
  subscriber: string,
): Promise<string> => {
  const suffix = topicType === 'fifo' ? '.fifo' : '';
  const { TopicArn = '' } = await sns.send(
    new CreateTopicCommand({
      Name: `b24bus-local${suffix}`,
      ...(topicType === 'fifo' && { Attributes: { FifoTopic: 'true' } }),
    }),
  );
  const Endpoint = queueArn(subscriber);
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return TopicArn;
};
