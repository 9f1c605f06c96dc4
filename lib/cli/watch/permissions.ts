import type { Config } from '../../config.ts';
import { PREFIX } from './names.ts';

/** A statement of an IAM policy. */
type Statement = {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
};

const allow = (Resource: string, ...Action: readonly string[]): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** What watching needs besides looking up the stack, as a policy says it. */
export const permissionsFor = ({ DESTINATIONS, EVENT_BUS_NAME, TOPIC_ARN }: Config): readonly Statement[] => {
  const [partition, account] = placeOf(TOPIC_ARN);
  const queues = allow(
    `arn:${partition}:sqs:${account}:${PREFIX}*`,
    ...['CreateQueue', 'GetQueueAttributes', 'ReceiveMessage', 'DeleteMessage', 'DeleteQueue'].map(
      (action) => `sqs:${action}`,
    ),
  );
  if (!DESTINATIONS.includes('eventbridge')) {
    return [
      allow(TOPIC_ARN, 'sns:Subscribe', 'sns:ListSubscriptionsByTopic'),
      queues,
      allow('*', 'sns:Unsubscribe', 'sqs:ListQueues'),
    ];
  }
  const rules = `arn:${partition}:events:${account}:rule/${EVENT_BUS_NAME}/${PREFIX}*`;
  return [
    allow(rules, 'events:PutRule', 'events:PutTargets', 'events:RemoveTargets', 'events:DeleteRule'),
    queues,
    allow('*', 'events:ListRules', 'sqs:ListQueues'),
  ];
};

/** Partition, and region with account, where an ARN tells them: every stack has a topic. */
const placeOf = (arn: string): readonly [partition: string, account: string] => {
  const [, partition = 'aws', account = '*:*'] = /^arn:([^:]+):sns:([^:]+:\d{12}):/.exec(arn) ?? [];
  return [partition, account];
};
