import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { paginateListSubscriptionsByTopic, SNSClient, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { DeleteQueueCommand, ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { Config } from '../../config.ts';
import { clientSettings } from '../../portals/client-settings.ts';
import { awsFault } from '../aws-fault.ts';
import { removeRule } from '../tap/bus-tap.ts';
import { temporaryQueueClient } from '../tap/temporary-queue.ts';
import { isLeftover, PREFIX } from './names.ts';

/** What was removed, and why the rest was not, in words for people. */
type Removal = { readonly removed: readonly string[]; readonly hindrances: readonly string[] };

/** Removes one, and says what it was. */
type Remove = (now: number) => AsyncGenerator<string>;

/**
 * Removes what runs that were killed have left here more than a day ago. Never rejects: watching does not depend on
 * it.
 */
export const removeLeftovers = async (
  { DESTINATIONS, EVENT_BUS_NAME, TOPIC_ARN }: Config,
  now: number,
): Promise<Removal> => {
  const kinds = [
    ...(DESTINATIONS.includes('eventbridge') ? [rulesOf(EVENT_BUS_NAME)] : []),
    ...(DESTINATIONS.includes('sns') ? [subscriptionsOf(TOPIC_ARN)] : []),
    // Last: what sends to them is gone then.
    queues,
  ];
  const removed: string[] = [];
  const hindrances: string[] = [];
  for (const kind of kinds) {
    try {
      for await (const what of kind(now)) removed.push(what);
    } catch (fault) {
      hindrances.push(awsFault('What earlier runs may have left is not removed', fault).message);
    }
  }
  return { removed, hindrances };
};

const rulesOf = (EventBusName: string): Remove =>
  async function* (now) {
    const client = new EventBridgeClient(clientSettings);
    const { Rules = [] } = await client.send(new ListRulesCommand({ EventBusName, NamePrefix: PREFIX }));
    for (const { Name = '' } of Rules) {
      if (!isLeftover(Name, now)) continue;
      await removeRule(client, EventBusName, Name);
      yield `the rule ${Name}`;
    }
  };

const subscriptionsOf = (TopicArn: string): Remove =>
  async function* (now) {
    const client = new SNSClient(clientSettings);
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      for (const { SubscriptionArn, Endpoint = '' } of Subscriptions) {
        if (!isLeftover(Endpoint.split(':').at(-1) ?? '', now)) continue;
        await client.send(new UnsubscribeCommand({ SubscriptionArn }));
        yield `the subscription ${SubscriptionArn}`;
      }
    }
  };

const queues: Remove = async function* (now) {
  const client = temporaryQueueClient();
  const { QueueUrls = [] } = await client.send(new ListQueuesCommand({ QueueNamePrefix: PREFIX }));
  for (const QueueUrl of QueueUrls) {
    if (!isLeftover(QueueUrl.split('/').at(-1) ?? '', now)) continue;
    await client.send(new DeleteQueueCommand({ QueueUrl }));
    yield `the queue ${QueueUrl}`;
  }
};
