import { outcomes, type Row, type RowOutcome } from '../../protocol.ts';

/** Seconds that the charts look back, and seconds per point. */
export const WINDOW = 300;
export const STEP = 2;

/** What came in during a step. */
export type Step = {
  /** Unix seconds at which it begins. */
  readonly from: number;
  readonly events: number;
  readonly perSecond: number;
  /** Milliseconds to the answer; null where none is known. */
  readonly median: number | null;
  readonly p99: number | null;
};

/** How many there are of one kind, and their part of all, from 0 to 1. */
export type Share<Name> = { readonly name: Name; readonly count: number; readonly share: number };

export type Overview = {
  readonly total: number;
  /** Per second, over the last minute that is over. */
  readonly rate: number;
  /** Of all rows that say how long their answer took. */
  readonly median: number | null;
  readonly p99: number | null;
  /** Oldest first; the last one is over. */
  readonly steps: readonly Step[];
  readonly byOutcome: readonly Share<RowOutcome>[];
  /** Most frequent first. */
  readonly byEvent: readonly Share<string>[];
};

/** Sums up rows as they are at a time, in Unix milliseconds. */
export const overviewOf = (rows: readonly Row[], now: number): Overview => {
  const steps = stepsOf(rows, now);
  const lastMinute = steps.slice(-60 / STEP).reduce((sum, { events }) => sum + events, 0);
  const took = tookOf(rows);
  return {
    total: rows.length,
    rate: lastMinute / 60,
    median: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    steps,
    byOutcome: outcomes.map((name) =>
      shareOf(name, rows.filter(({ outcome }) => outcome === name).length, rows.length),
    ),
    byEvent: byEventOf(rows),
  };
};

const stepsOf = (rows: readonly Row[], now: number): readonly Step[] => {
  const count = WINDOW / STEP;
  const end = Math.floor(now / 1000 / STEP);
  const during = Map.groupBy(rows, ({ at }) => Math.floor(Date.parse(at) / 1000 / STEP));
  return Array.from({ length: count }, (_, index) => {
    const step = end - count + index;
    return stepOf(step * STEP, during.get(step) ?? []);
  });
};

const stepOf = (from: number, rows: readonly Row[]): Step => {
  const took = tookOf(rows);
  return {
    from,
    events: rows.length,
    perSecond: rows.length / STEP,
    median: percentile(took, 0.5),
    p99: percentile(took, 0.99),
  };
};

const tookOf = (rows: readonly Row[]): readonly number[] =>
  rows.flatMap(({ took }) => took ?? []).sort((one, other) => one - other);

/** The smallest value that so many of all do not exceed. */
const percentile = (sorted: readonly number[], part: number): number | null =>
  sorted[Math.ceil(sorted.length * part) - 1] ?? null;

const byEventOf = (rows: readonly Row[]): readonly Share<string>[] =>
  [...Map.groupBy(rows, ({ event }) => event)]
    .map(([name, ofEvent]) => shareOf(name, ofEvent.length, rows.length))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));

const shareOf = <Name>(name: Name, count: number, all: number): Share<Name> => ({
  name,
  count,
  share: all === 0 ? 0 : count / all,
});
