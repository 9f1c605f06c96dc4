import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { clientSettings } from '../../portals/client-settings.ts';
import type { Cleanup } from './cleanup.ts';
import { type Purpose, temporaryFault } from './purpose.ts';
import { type Tap, temporaryQueue } from './temporary-queue.ts';

/** A bus, and which of its events are meant, as a rule has it. */
type Selection = { readonly EventBusName: string; readonly pattern: object };

/** The rule's only target. */
const TARGET = 'tap';

/** Listens on the bus, as a service of yours does: with a rule. @throws PortalsFault */
export const tapBus = async (
  { EventBusName, pattern }: Selection,
  purpose: Purpose,
  cleanup: Cleanup,
): Promise<Tap> => {
  const bridge = new EventBridgeClient(clientSettings);
  const { name: Name, what } = purpose;
  const failed = (action: string) => (given: unknown) => {
    throw temporaryFault('rule', `events:${action}`, purpose, given);
  };
  const command = new PutRuleCommand({
    EventBusName,
    Name,
    Description: `Temporary, for ${what}: b24bus removes it.`,
    EventPattern: JSON.stringify(pattern),
  });
  const { RuleArn = '' } = await bridge.send(command).catch(failed('PutRule'));
  cleanup.after(`the rule ${Name}`, () => removeRule(bridge, EventBusName, Name));
  const queue = await temporaryQueue(`${Name}-bus`, { service: 'events', arn: RuleArn }, purpose, cleanup);
  const Targets = [{ Id: TARGET, Arn: queue.arn }];
  const put = new PutTargetsCommand({ EventBusName, Rule: Name, Targets });
  const { FailedEntries: [refused] = [] } = await bridge.send(put).catch(failed('PutTargets'));
  if (refused) {
    const fault = Object.assign(new Error(refused.ErrorMessage), { name: refused.ErrorCode ?? 'Unknown' });
    failed('PutTargets')(fault);
  }
  return queue;
};

/** Removes a rule that `tapBus` has made. */
export const removeRule = async (
  bridge: EventBridgeClient,
  EventBusName: string,
  Name: string,
): Promise<void> => {
  await bridge.send(new RemoveTargetsCommand({ EventBusName, Rule: Name, Ids: [TARGET] }));
  await bridge.send(new DeleteRuleCommand({ EventBusName, Name }));
};
