import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { EventPattern } from 'b24bus/consumer';
import type { Queue } from './queue.ts';

/** A rule that sends what matches the pattern from the bus of the local run to a queue. */
export const putRule = async (pattern: EventPattern, { name, arn }: Queue): Promise<void> => {
  const bridge = new EventBridgeClient();
  const rule = { EventBusName: process.env['EVENT_BUS_NAME'] };
  await bridge.send(new PutRuleCommand({ ...rule, Name: name, EventPattern: JSON.stringify(pattern) }));
  await bridge.send(new PutTargetsCommand({ ...rule, Rule: name, Targets: [{ Id: 'queue', Arn: arn }] }));
  bridge.destroy();
};
