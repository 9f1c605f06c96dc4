import type { Output } from '../output.ts';
import type { Period } from './logs.ts';
import type { Recovery } from './recovery.ts';

type Report = {
  readonly recovery: Recovery;
  readonly logGroups: readonly string[];
  readonly period: Period;
  readonly dryRun: boolean;
  /** The file that remembers. */
  readonly state: string;
};

const rfc3339 = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Tells what was found, and what was done with it. */
export const reportRecovery = (report: Report, output: Output): void => {
  const { recovery, logGroups, period, dryRun, state } = report;
  const { found, recoveredBefore, duplicates, recovered, unreadable, events, span } = recovery;
  const document = {
    dryRun,
    since: rfc3339(period.since),
    until: rfc3339(period.until),
    logGroups,
    found,
    ...(span && { first: rfc3339(span.first), last: rfc3339(span.last) }),
    events: Object.fromEntries(events),
    recovered,
    recoveredBefore,
    duplicates,
    unreadable: unreadable.map(({ timestamp, ...place }) => ({ ...place, time: rfc3339(timestamp) })),
    state,
  };
  output.result(document, () => textOf(report));
};

const textOf = ({ recovery, logGroups, period, dryRun, state }: Report): string => {
  const { found, recoveredBefore, duplicates, recovered, unreadable, events, span } = recovery;
  const groups = logGroups.length === 1 ? (logGroups[0] ?? '') : `${logGroups.length} log groups`;
  const searched = `${groups}, from ${rfc3339(period.since)} to ${rfc3339(period.until)}`;
  if (found === 0 || span === undefined) return `No UNDELIVERED record in ${searched}.\n`;
  const names = [...events].map(([name, count]) => `${name} ${count}`).join(', ');
  const put = dryRun ? 'would be put' : 'put';
  const lines = [
    `Searched ${searched}.`,
    `${counted(found, 'UNDELIVERED record')}, the first of ${rfc3339(span.first)}, the last of ${rfc3339(span.last)}: ${names}`,
    `${recovered.undelivered} ${put} into the undelivered queue, ${recovered.quarantine} into the quarantine queue`,
    ...(recoveredBefore > 0 ? [`${recoveredBefore} recovered by an earlier run`] : []),
    ...(duplicates > 0 ? [`${duplicates} the same as another`] : []),
    ...unreadable.map(
      ({ logGroup, logStream, timestamp, eventId }) =>
        `cannot be read: ${logGroup}, stream ${logStream}, ${rfc3339(timestamp)}, event ${eventId}`,
    ),
    ...(dryRun ? [] : [`What was done is remembered in ${state}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
