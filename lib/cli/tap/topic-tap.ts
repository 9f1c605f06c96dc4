import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { clientSettings } from '../../portals/client-settings.ts';
import type { Cleanup } from './cleanup.ts';
import { type Purpose, temporaryFault } from './purpose.ts';
import { type Tap, temporaryQueue } from './temporary-queue.ts';

/** A topic, and which of its events are meant: all without a policy. */
type Selection = { readonly TopicArn: string; readonly filterPolicy?: object };

/** Listens on the topic, as a subscriber; of a FIFO topic in its order. @throws PortalsFault */
export const tapTopic = async (
  { TopicArn, filterPolicy }: Selection,
  purpose: Purpose,
  cleanup: Cleanup,
): Promise<Tap> => {
  const sns = new SNSClient(clientSettings);
  const suffix = TopicArn.endsWith('.fifo') ? '.fifo' : '';
  const sender = { service: 'sns', arn: TopicArn } as const;
  const queue = await temporaryQueue(`${purpose.name}-topic${suffix}`, sender, purpose, cleanup);
  const command = new SubscribeCommand({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queue.arn,
    ...(filterPolicy && { Attributes: { FilterPolicy: JSON.stringify(filterPolicy) } }),
    ReturnSubscriptionArn: true,
  });
  const { SubscriptionArn } = await sns.send(command).catch((given: unknown) => {
    throw temporaryFault('subscription', 'sns:Subscribe', purpose, given);
  });
  cleanup.after(`the subscription ${SubscriptionArn}`, () =>
    sns.send(new UnsubscribeCommand({ SubscriptionArn })),
  );
  return queue;
};
