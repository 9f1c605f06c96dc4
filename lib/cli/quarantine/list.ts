import type { QuarantineRecord } from '../../publish/record.ts';
import { ageOf, ageSeconds } from '../age.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { quarantineQueues } from '../queue/target-queues.ts';
import { unreadableLine } from '../queue/unreadable-line.ts';
import { textTable } from '../text-table.ts';
import { eventOf, type Filters, matcherOf } from './filters.ts';
import { heldBodies } from './held-bodies.ts';

type Row = Pick<
  QuarantineRecord,
  'reference' | 'reason' | 'errors' | 'items' | 'route' | 'memberId' | 'receivedtime'
> & { readonly event: string };

/** Lists what is in quarantine, oldest first. @throws Failure, PortalsFault, SettingsError */
export const listQuarantine = async (
  filters: Filters,
  { target, output }: CommandContext,
): Promise<number> => {
  const matches = matcherOf(filters);
  const rows: Row[] = [];
  let unreadable = 0;
  const stopped = interruption('everything is as it was.');
  await untilInterrupted(async (interrupted) => {
    for await (const page of heldBodies(quarantineQueues(target), matches, output, interrupted)) {
      rows.push(...page.bodies.map(({ record }) => rowOf(record)));
      unreadable += page.unreadable;
    }
    interrupted.throwIfAborted();
  }, stopped);
  rows.sort((one, other) => Date.parse(one.receivedtime) - Date.parse(other.receivedtime));
  const now = Date.now();
  const quarantined = rows.map((row) => ({
    ...row,
    ageSeconds: ageSeconds(Date.parse(row.receivedtime), now),
  }));
  output.result(
    { quarantined, unreadable },
    () => tableOf(rows, Object.keys(filters).length > 0, now) + unreadableLine(unreadable),
  );
  return exitCodes.ok;
};

const rowOf = (record: QuarantineRecord): Row => {
  const { reference, reason, errors, items, route, memberId, receivedtime } = record;
  return { reference, reason, event: eventOf(record), route, memberId, receivedtime, errors, items };
};

const heading = ['AGE', 'REFERENCE', 'EVENT', 'PORTAL', 'REASON', 'FIRST ERROR'];

const tableOf = (rows: readonly Row[], isFiltered: boolean, now: number): string => {
  if (rows.length === 0) {
    return isFiltered ? 'Nothing in quarantine is of this kind.\n' : 'Nothing is in quarantine.\n';
  }
  const cells = rows.map(({ reference, event, route, memberId, reason, errors, receivedtime }) => [
    ageOf(Date.parse(receivedtime), now),
    reference,
    event === route ? event : `${event} at ${route}`,
    memberId,
    reason,
    firstOf(errors),
  ]);
  return textTable([heading, ...cells]);
};

const firstOf = (errors: QuarantineRecord['errors']): string => {
  const [first] = errors;
  if (first === undefined) return '';
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${first.path} ${first.message}${more}`;
};
