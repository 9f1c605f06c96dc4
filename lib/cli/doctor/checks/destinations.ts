import { DescribeEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '../../../portals/client-settings.ts';
import { awsFault } from '../../aws-fault.ts';
import { type Check, known } from '../check.ts';

export const eventBus: Check = {
  name: 'event bus',
  needs: ['settings', 'AWS credentials'],
  applies: ({ config }) => config?.DESTINATIONS.includes('eventbridge') ?? true,
  run: async (facts) => {
    const Name = known(facts, 'config').EVENT_BUS_NAME;
    const bridge = new EventBridgeClient(clientSettings);
    const { Arn = Name } = await bridge
      .send(new DescribeEventBusCommand({ Name }))
      .catch((fault: unknown) => {
        throw awsFault(`The event bus ${Name} cannot be found`, fault, {
          // PutEvents answers with an EventId for a bus that does not exist.
          ResourceNotFoundException: `Events are being lost: EventBridge accepts them for a bus that is missing. ${facts.target.rebuild}`,
          AccessDeniedException: 'Allow yourself events:DescribeEventBus on it.',
        });
      });
    return { status: 'ok', seen: Arn };
  },
};

export const topic: Check = {
  name: 'topic',
  needs: ['settings', 'AWS credentials'],
  applies: ({ config }) => config?.DESTINATIONS.includes('sns') ?? true,
  run: async (facts) => {
    const { TOPIC_ARN: TopicArn } = known(facts, 'config');
    const sns = new SNSClient(clientSettings);
    const answer = await sns.send(new GetTopicAttributesCommand({ TopicArn })).catch((fault: unknown) => {
      throw awsFault(`The topic ${TopicArn} cannot be found`, fault, {
        NotFoundException: `${facts.target.rebuild} What it would have taken lies in the undelivered queue.`,
        NotFound: `${facts.target.rebuild} What it would have taken lies in the undelivered queue.`,
        AuthorizationErrorException: 'Allow yourself sns:GetTopicAttributes on it.',
      });
    });
    return {
      status: 'ok',
      seen: `${TopicArn}, ${answer.Attributes?.['SubscriptionsConfirmed'] ?? 0} subscriptions`,
    };
  },
};
