import type { QuarantineRecord } from '../../publish/record.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import type { Output } from '../output.ts';
import { quarantineQueues } from '../queue/target-queues.ts';
import type { Target } from '../target/target.ts';
import { textTable } from '../text-table.ts';
import { markedBody } from './body-text.ts';
import { eventOf, matcherOf } from './filters.ts';
import { heldBodies } from './held-bodies.ts';

/** Shows what is wrong with a body beside the body, which was stored without its secrets. @throws Failure, PortalsFault */
export const showQuarantined = async (
  reference: string,
  { target, output }: CommandContext,
): Promise<number> => {
  const matches = matcherOf({ references: [reference] });
  const record = await untilInterrupted(async (interrupted) => {
    for await (const { bodies } of heldBodies(quarantineQueues(target), matches, output, interrupted)) {
      const [found] = bodies;
      if (found !== undefined) return found.record;
    }
    interrupted.throwIfAborted();
    throw notInQuarantine([reference], target);
  }, interruption('everything is as it was.'));
  const { kind: _kind, version: _version, ...document } = record;
  output.result({ ...document, event: eventOf(record) }, () => textOf(record, output));
  return exitCodes.ok;
};

/** Of references that no body has. */
export const notInQuarantine = (references: readonly string[], { name, options }: Target): Failure =>
  new Failure(
    exitCodes.problem,
    'NOT_IN_QUARANTINE',
    `${references.join(', ')} ${references.length === 1 ? 'is' : 'are'} not in the quarantine of ${name}.`,
    `See what is: npx b24bus quarantine list${options}`,
  );

const textOf = (record: QuarantineRecord, output: Output): string => {
  const { reference, reason, route, memberId, receivedtime, items, errors, body } = record;
  const event = eventOf(record);
  const rows = [
    ['reference', reference],
    ['reason', reason],
    ['event', event],
    ...(event === route ? [] : [['posted to', route]]),
    ['portal', memberId],
    ['received', receivedtime],
    ...(items.length === 0 ? [] : [['not published', items.join(', ')]]),
  ];
  const wrong = errors.length === 1 ? '1 error' : `${errors.length} errors`;
  return `${textTable(rows)}\n${wrong}, in the body without its secrets:\n${markedBody(body, errors, output)}`;
};
