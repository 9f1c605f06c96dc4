import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import type { EventName } from '../../../catalogue/index.ts';
import { clientSettings } from '../../../portals/client-settings.ts';
import { awsFault } from '../../aws-fault.ts';
import type { Cleanup } from './cleanup.ts';
import { temporaryQueue } from './temporary-queue.ts';

/** What is looked for: the event of `event.test` with one value among its parameters. */
export type Sought = { readonly parameter: string; readonly value: string };

/** The queue in which what a destination delivers arrives. */
export type Tap = { readonly receive: () => Promise<readonly string[]> };

const EVENT: EventName = 'OnAppTest';

const leaveOut = 'or leave the round trip out with --no-round-trip.';

/** Listens on the bus, as a service of yours does: with a rule. @throws PortalsFault */
export const tapBus = async (bus: string, { parameter, value }: Sought, cleanup: Cleanup): Promise<Tap> => {
  const bridge = new EventBridgeClient(clientSettings);
  const Name = `b24bus-doctor-${value}`;
  const rule = { EventBusName: bus, Name };
  const EventPattern = JSON.stringify({
    'detail-type': [EVENT],
    detail: { data: { app: { query: { [parameter]: [value] } } } },
  });
  const fault = (given: unknown): never => {
    const cure = `Allow yourself events:PutRule, PutTargets, RemoveTargets and DeleteRule on ${bus}/b24bus-doctor-*, ${leaveOut}`;
    throw awsFault('A temporary rule for the round trip cannot be made', given, {
      AccessDeniedException: cure,
    });
  };
  const { RuleArn = '' } = await bridge.send(new PutRuleCommand({ ...rule, EventPattern })).catch(fault);
  cleanup.after(`the rule ${Name}`, () => bridge.send(new DeleteRuleCommand(rule)));
  const queue = await temporaryQueue(`${Name}-bus`, { service: 'events', arn: RuleArn }, cleanup);
  const target = { EventBusName: bus, Rule: Name };
  const Targets = [{ Id: 'doctor', Arn: queue.arn }];
  await bridge.send(new PutTargetsCommand({ ...target, Targets })).catch(fault);
  cleanup.after(`the target of the rule ${Name}`, () =>
    bridge.send(new RemoveTargetsCommand({ ...target, Ids: ['doctor'] })),
  );
  return queue;
};

/** Listens on the topic, as a subscriber. @throws PortalsFault */
export const tapTopic = async (TopicArn: string, { value }: Sought, cleanup: Cleanup): Promise<Tap> => {
  const sns = new SNSClient(clientSettings);
  const sender = { service: 'sns', arn: TopicArn } as const;
  const queue = await temporaryQueue(`b24bus-doctor-${value}-topic`, sender, cleanup);
  const command = new SubscribeCommand({
    TopicArn,
    Protocol: 'sqs',
    Endpoint: queue.arn,
    Attributes: { FilterPolicy: JSON.stringify({ event: [EVENT] }) },
    ReturnSubscriptionArn: true,
  });
  const { SubscriptionArn } = await sns.send(command).catch((given: unknown) => {
    const cure = `Allow yourself sns:Subscribe and Unsubscribe on ${TopicArn}, ${leaveOut}`;
    throw awsFault('A temporary subscription for the round trip cannot be made', given, {
      AuthorizationErrorException: cure,
    });
  });
  cleanup.after(`the subscription ${SubscriptionArn}`, () =>
    sns.send(new UnsubscribeCommand({ SubscriptionArn })),
  );
  return queue;
};
