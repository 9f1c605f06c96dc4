import { describe, expect, it } from 'vitest';
import { ratioTo } from '../../bench/document/ratios.ts';
import { lostOf } from '../../bench/load/load.ts';
import { median, medianInterval, quantile, range, samplesTable, tableText } from '../../bench/measure.ts';
import type { ColdResult } from '../../bench/runtime/cold.ts';
import { atMost } from '../../bench/target.ts';

const oneToHundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe('statistics of the bench', () => {
  it.each([
    { share: 0, value: 1 },
    { share: 0.1, value: 11 },
    { share: 0.5, value: 51 },
    { share: 0.99, value: 100 },
    { share: 1, value: 100 },
  ])('finds the value at $share of the samples', ({ share, value }) => {
    expect(quantile(oneToHundred, share)).toBe(value);
  });

  it('has no quantile of nothing', () => {
    expect(quantile([], 0.5)).toBeNaN();
  });

  it('leaves the samples in their order', () => {
    const samples = [3, 1, 2];
    expect([median(samples), samples]).toStrictEqual([2, [3, 1, 2]]);
  });

  it('knows between which samples the true median lies', () => {
    expect(medianInterval(oneToHundred)).toStrictEqual([40, 61]);
  });

  it('tells a range in three digits', () => {
    expect(range([0.1234, 1.234, 12.34, 123.4])).toBe('0.123–123');
  });

  it('compares with the first contestant', () => {
    const samples = new Map([
      ['floor', [1, 2, 3]],
      ['other', [2, 5, 8]],
    ]);
    expect(samplesTable('Cold start', '', 'ms', samples)).toStrictEqual({
      title: 'Cold start',
      heading: ['', 'median ms', 'p10–p90', 'ratio'],
      rows: [
        ['floor', '2.00', '1.00–3.00', '1.00'],
        ['other', '5.00', '2.00–8.00', '2.50'],
      ],
    });
  });

  it('writes a table that is legible without being rendered', () => {
    expect(
      tableText({
        heading: ['', 'ms'],
        rows: [
          ['floor', '1'],
          ['b24bus', '10.5'],
        ],
      }),
    ).toBe(['|        |   ms |', '|--------|-----:|', '| floor  |    1 |', '| b24bus | 10.5 |'].join('\n'));
  });

  const starts = (walls: readonly number[]): ColdResult => ({
    name: '',
    protocol: 'plain',
    memory: undefined,
    wall: walls,
    cpu: [],
    init: [],
    first: [],
  });

  it('takes the ratio of the medians, and its spread from the rounds', () => {
    // The second round was slow for both.
    expect(ratioTo(starts([10, 100, 20]), starts([20, 150, 60]), 'wall')).toStrictEqual({
      ratio: 3,
      low: 1.5,
      high: 3,
    });
  });

  it.each([
    { measured: 1.79, met: true },
    { measured: 1.8, met: true },
    { measured: 1.81, met: false },
    { measured: Number.NaN, met: false },
  ])('says of $measured whether it meets 1.8', ({ measured, met }) => {
    expect(atMost('ratio', measured, 1.8, String)).toStrictEqual({
      what: 'ratio',
      wanted: 'at most 1.8',
      measured: String(measured),
      met,
    });
  });

  it('counts what was promised and did not arrive', () => {
    expect(lostOf(['a', 'b', 'c'], ['c', 'a', 'a', 'd'])).toBe(1);
  });
});
