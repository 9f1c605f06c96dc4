import {
  EventBridgeClient,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { ListSubscriptionsByTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOf, type Environment } from './deployment.ts';

/** The rules, queues, and endpoints of subscriptions whose names have a word in them. */
export const temporaries = async (environment: Environment, word: string): Promise<string[]> => {
  const bridge = new EventBridgeClient(clientOf(environment, 'EVENTBRIDGE'));
  const sqs = new SQSClient(clientOf(environment, 'SQS'));
  const sns = new SNSClient(clientOf(environment, 'SNS'));
  const [{ Rules = [] }, { QueueUrls = [] }, { Subscriptions = [] }] = await Promise.all([
    bridge.send(new ListRulesCommand({ EventBusName: environment['EVENT_BUS_NAME'] })),
    sqs.send(new ListQueuesCommand({})),
    sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: environment['TOPIC_ARN'] })),
  ]);
  return [
    ...Rules.map(({ Name = '' }) => Name),
    ...QueueUrls,
    ...Subscriptions.map(({ Endpoint = '' }) => Endpoint),
  ].filter((name) => name.includes(word));
};

const arnOf = (queue: string): string => `arn:aws:sqs:eu-central-1:000000000000:${queue}`;

/** Makes what a run that was killed has left: a rule and a subscription with a queue each. */
export const leave = async (environment: Environment, name: string): Promise<void> => {
  const sqs = new SQSClient({ ...clientOf(environment, 'SQS'), useQueueUrlAsEndpoint: false });
  for (const QueueName of [`${name}-bus`, `${name}-topic`])
    await sqs.send(new CreateQueueCommand({ QueueName }));
  const bridge = new EventBridgeClient(clientOf(environment, 'EVENTBRIDGE'));
  const EventBusName = environment['EVENT_BUS_NAME'];
  await bridge.send(new PutRuleCommand({ EventBusName, Name: name, EventPattern: '{"source":["none"]}' }));
  const Targets = [{ Id: 'tap', Arn: arnOf(`${name}-bus`) }];
  await bridge.send(new PutTargetsCommand({ EventBusName, Rule: name, Targets }));
  const TopicArn = environment['TOPIC_ARN'];
  const sns = new SNSClient(clientOf(environment, 'SNS'));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arnOf(`${name}-topic`) }));
};

/** Who may send to a queue: the statement of its policy. */
export const senderTo = async (environment: Environment, QueueUrl: string): Promise<unknown> => {
  const sqs = new SQSClient({ ...clientOf(environment, 'SQS'), useQueueUrlAsEndpoint: false });
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] });
  const { Attributes } = await sqs.send(asked);
  return (JSON.parse(Attributes?.['Policy'] ?? '') as { Statement: unknown }).Statement;
};
