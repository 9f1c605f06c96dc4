import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overviewOf, STEP, WINDOW } from '../../../lib/inspector/page/overview/aggregate.ts';
import { outcomes, type Row } from '../../../lib/inspector/protocol.ts';

const NOW = Date.UTC(2026, 10, 22, 10);

/** A row that came so many seconds ago. */
const rowOf = (ago: number, differs: Partial<Row> = {}): Row => ({
  seq: 1,
  at: new Date(NOW - ago * 1000).toISOString(),
  event: 'OnSessionStart',
  outcome: 'published',
  ...differs,
});

const QUIET = { events: 0, perSecond: 0, median: null, p99: null };

/** The steps in which something came, by how long ago they began. */
const busySteps = (rows: readonly Row[], now = NOW) =>
  overviewOf(rows, now)
    .steps.filter(({ events }) => events > 0)
    .map(({ from, ...step }) => ({ ...step, ago: NOW / 1000 - from }));

describe('the overview', () => {
  it('of nothing is quiet', () => {
    expect(overviewOf([], NOW)).toStrictEqual({
      total: 0,
      rate: 0,
      median: null,
      p99: null,
      steps: Array.from({ length: WINDOW / STEP }, (_, index) => ({
        from: NOW / 1000 - WINDOW + index * STEP,
        ...QUIET,
      })),
      byOutcome: outcomes.map((name) => ({ name, count: 0, share: 0 })),
      byEvent: [],
    });
  });

  it('sums up outcomes and events', () => {
    const rows = [
      rowOf(1),
      rowOf(2, { event: 'OnOpenLineMessageAdd' }),
      rowOf(3, { event: 'OnOpenLineMessageAdd', outcome: 'refused' }),
      rowOf(9999, { event: 'OnAppTest' }),
    ];
    const { total, byOutcome, byEvent } = overviewOf(rows, NOW);
    expect({ total, byOutcome, byEvent }).toStrictEqual({
      total: 4,
      byOutcome: [
        { name: 'published', count: 3, share: 0.75 },
        { name: 'stored', count: 0, share: 0 },
        { name: 'quarantined', count: 0, share: 0 },
        { name: 'undelivered', count: 0, share: 0 },
        { name: 'refused', count: 1, share: 0.25 },
      ],
      byEvent: [
        { name: 'OnOpenLineMessageAdd', count: 2, share: 0.5 },
        { name: 'OnAppTest', count: 1, share: 0.25 },
        { name: 'OnSessionStart', count: 1, share: 0.25 },
      ],
    });
  });

  it('puts rows into steps of two seconds, of the last five minutes only', () => {
    const rows = [0.5, 2, 3, 3.9, 4, 300, 300.001].map((ago) => rowOf(ago));
    expect(busySteps(rows)).toStrictEqual([
      { ...QUIET, events: 1, perSecond: 0.5, ago: 300 },
      { ...QUIET, events: 3, perSecond: 1.5, ago: 4 },
      { ...QUIET, events: 2, perSecond: 1, ago: 2 },
    ]);
  });

  it('shows a step when it is over', () => {
    expect(busySteps([rowOf(-1)])).toStrictEqual([]);
    expect(busySteps([rowOf(-1)], NOW + 1999)).toStrictEqual([]);
    expect(busySteps([rowOf(-1)], NOW + 2000)).toStrictEqual([
      { ...QUIET, events: 1, perSecond: 0.5, ago: 0 },
    ]);
  });

  it('has the rate of the last minute', () => {
    const rows = [1, 30, 60, 61, 299].map((ago) => rowOf(ago));
    expect(overviewOf(rows, NOW).rate).toBe(3 / 60);
  });

  it.each<[string, (number | undefined)[], number | null, number | null]>([
    ['none is known', [undefined, undefined], null, null],
    ['one', [7], 7, 7],
    ['two', [9, 5], 5, 9],
    ['rows that do not tell do not count', [undefined, 3, undefined, 1, 2], 2, 3],
    ['a hundred', Array.from({ length: 100 }, (_, index) => index + 1), 50, 99],
    ['a hundred and one', Array.from({ length: 101 }, (_, index) => index + 1), 51, 100],
  ])('knows how long answers took: %s', (_, took, median, p99) => {
    const rows = took.map((ms) => rowOf(1, ms === undefined ? {} : { took: ms }));
    const overview = overviewOf(rows, NOW);
    expect([overview.median, overview.p99]).toStrictEqual([median, p99]);
    expect(busySteps(rows)).toStrictEqual([
      { events: took.length, perSecond: took.length / 2, median, p99, ago: 2 },
    ]);
  });

  it('counts every row once', () => {
    const rows = fc.array(
      fc.record({ ago: fc.integer({ min: 1, max: 300 }), outcome: fc.constantFrom(...outcomes) }),
    );
    fc.assert(
      fc.property(rows, (given) => {
        const { steps, byOutcome, byEvent } = overviewOf(
          given.map(({ ago, outcome }) => rowOf(ago, { outcome })),
          NOW,
        );
        for (const counts of [steps.map(({ events }) => events), ...[byOutcome, byEvent].map(countsOf)])
          expect(counts.reduce((sum, count) => sum + count, 0)).toBe(given.length);
      }),
    );
  });
});

const countsOf = (shares: readonly { readonly count: number }[]): number[] =>
  shares.map(({ count }) => count);
