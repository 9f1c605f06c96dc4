import {
  CreateEventBusCommand,
  type EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';
export const BUS = 'b24bus-local';
export const TABLE = 'b24bus-local-portals';
/** ARN of the key that encrypts the portals' tokens. */
export const TOKEN_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/b24b0000-10ca-4000-8000-000000000000`;
/** Holds the client id and the client secret of the application. */
export const PARAMETER = '/b24bus/local/application';

/** The emulators take any. */
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

export type TopicType = 'standard' | 'fifo';

export type QueueRole = 'bus' | 'topic' | 'undelivered' | 'quarantine';

/** The subscribers of the bus and of the topic, and the two queues of the receivers. */
export const queueNames = (topicType: TopicType): Readonly<Record<QueueRole, string>> => ({
  bus: 'b24bus-local-bus-subscriber',
  topic: `b24bus-local-topic-subscriber${topicType === 'fifo' ? '.fifo' : ''}`,
  undelivered: 'b24bus-local-undelivered',
  quarantine: 'b24bus-local-quarantine',
});

/** A queue that keeps its messages for 14 days. */
export const createQueue = async (sqs: SQSClient, QueueName: string): Promise<void> => {
  const fifo = QueueName.endsWith('.fifo');
  const Attributes = { MessageRetentionPeriod: '1209600', ...(fifo && { FifoQueue: 'true' }) };
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
};

const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

/** The event bus, and a rule that sends everything on it to a queue. */
export const createBus = async (bridge: EventBridgeClient, subscriber: string): Promise<void> => {
  await bridge.send(new CreateEventBusCommand({ Name: BUS }));
  const rule = { EventBusName: BUS, Name: 'everything' };
  await bridge.send(
    new PutRuleCommand({ ...rule, EventPattern: JSON.stringify({ source: [{ prefix: 'bitrix24.' }] }) }),
  );
  const { EventBusName, Name: Rule } = rule;
  const Targets = [{ Id: 'subscriber', Arn: queueArn(subscriber) }];
  await bridge.send(new PutTargetsCommand({ EventBusName, Rule, Targets }));
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
