import { describe, expect, it } from 'vitest';
import { type Chart, stepOf, svgOf } from '../../bench/document/chart.ts';

const chart: Chart = {
  title: 'Cold & warm',
  unit: 'ms',
  segments: ['init', 'first'],
  bars: [
    { label: 'floor', segments: [40, 10], range: [45, 60], ours: false },
    { label: '<ours>', segments: [80, 20], ours: true },
  ],
  mark: { value: 90, label: '1.8 x' },
};

/** The attributes of every element of a kind. */
const elements = (svg: string, name: string): string[] =>
  [...svg.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g'))].map(([, attributes = '']) => attributes);

describe('charts', () => {
  it.each([
    { largest: 100, step: 20 },
    { largest: 55, step: 10 },
    { largest: 9, step: 2 },
    { largest: 2300, step: 500 },
    { largest: 0.03, step: 0.005 },
  ])('ticks an axis to $largest every $step', ({ largest, step }) => {
    expect(stepOf(largest)).toBeCloseTo(step);
  });

  it('draws each segment where the last one ends', () => {
    const [legendOfInit, legendOfFirst, ...bars] = elements(svgOf(chart), 'rect');
    expect([legendOfInit, legendOfFirst]).toStrictEqual([
      'class="s0" x="0" y="28" width="10" height="10"',
      'class="s1" x="300" y="28" width="10" height="10"',
    ]);
    // 450 pixels are 100 ms.
    expect(bars).toStrictEqual([
      'class="s0" x="250.0" y="70" width="180.0" height="14"',
      'class="s1" x="430.0" y="70" width="45.0" height="14"',
      'class="o0" x="250.0" y="96" width="360.0" height="14"',
      'class="o1" x="610.0" y="96" width="90.0" height="14"',
    ]);
  });

  it('draws the range of a bar that has one', () => {
    expect(elements(svgOf(chart), 'path')).toStrictEqual(['class="range" d="M452.5 73v8m0-4H520.0m0-4v8"']);
  });

  it('marks a value across all bars', () => {
    expect(elements(svgOf(chart), 'line').filter((line) => line.includes('mark'))).toStrictEqual([
      'class="mark" x1="655.0" x2="655.0" y1="64" y2="122"',
    ]);
  });

  it('needs no legend for one segment', () => {
    const { title, unit } = chart;
    const bars = [{ label: 'one', segments: [1], ours: false }];
    expect(svgOf({ title, unit, segments: ['median'], bars })).not.toContain('median');
  });

  it('escapes what people wrote, and is readable in light and dark', () => {
    const svg = svgOf(chart);
    expect(svg).toContain('Cold &amp; warm');
    expect(svg).toContain('&lt;ours&gt;');
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });
});
