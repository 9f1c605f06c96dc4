/** A bar of a chart: what it is made of, and within which range the whole lies. */
export type Bar = {
  readonly label: string;
  readonly segments: readonly number[];
  /** 10th and 90th percentile of the whole. */
  readonly range?: readonly [low: number, high: number];
  readonly ours: boolean;
};

export type Chart = {
  readonly title: string;
  readonly unit: string;
  /** What the segments are, in their order; one has no need of a name. */
  readonly segments: readonly string[];
  readonly bars: readonly Bar[];
  /** A line across all bars, such as a target. */
  readonly mark?: { readonly value: number; readonly label: string };
};

const WIDTH = 760;
const LABELS = 250;
const VALUES = 60;
const ROW = 26;
const BAR = 14;
const TOP = 70;

// Both schemes: an SVG in a page cannot see the page's own, only the reader's.
const STYLE = `
text { font: 12px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 14px; font-weight: 600 }
.ours { font-weight: 700 }
.axis { stroke: #d1d9e0 }
.mark { stroke: #1a7f37; stroke-dasharray: 4 3 }
.range { stroke: #1f2328; fill: none }
.s0 { fill: #6f8fb3 } .s1 { fill: #d99a3d }
.o0 { fill: #1f6feb } .o1 { fill: #bc4c00 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .axis { stroke: #3d444d }
  .mark { stroke: #3fb950 }
  .range { stroke: #e6edf3 }
  .s0 { fill: #557aa6 } .s1 { fill: #b37d2e }
  .o0 { fill: #58a6ff } .o1 { fill: #f0883e }
}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const totalOf = ({ segments }: Bar): number => segments.reduce((sum, value) => sum + value, 0);

/** The largest of 1, 2 or 5 times a power of ten that gives at least four steps. */
export const stepOf = (largest: number): number => {
  const power = 10 ** Math.floor(Math.log10(largest));
  const steps = [5, 2, 1, 0.5, 0.2].map((factor) => factor * power);
  return steps.find((step) => largest / step >= 4) ?? power;
};

const number = (value: number): string => String(Number(value.toPrecision(3)));

const at = (value: number): string => value.toFixed(1);

/** Horizontal bars, from the top in their order, with whiskers from p10 to p90. */
export const svgOf = ({ title, unit, segments, bars, mark }: Chart): string => {
  const largest = Math.max(
    ...bars.map((bar) => Math.max(totalOf(bar), bar.range?.[1] ?? 0)),
    mark?.value ?? 0,
  );
  const x = (value: number): number => LABELS + (value / largest) * (WIDTH - LABELS - VALUES);
  const bottom = TOP + bars.length * ROW;
  const lines = [
    `<text class="title" x="0" y="16">${escaped(title)}</text>`,
    ...legend(segments),
    ...axis(largest, unit, bottom, x),
    ...bars.flatMap((bar, index) => rowOf(bar, TOP + index * ROW, x)),
    ...(mark === undefined ? [] : markOf(mark, bottom, x)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + 24}" viewBox="0 0 ${WIDTH} ${bottom + 24}" role="img" aria-label="${escaped(title)}">
<style>${STYLE}
</style>
${lines.join('\n')}
</svg>
`;
};

const legend = (segments: readonly string[]): string[] =>
  segments.length < 2
    ? []
    : segments.map((name, index) => {
        const left = index * 300;
        return `<rect class="s${index}" x="${left}" y="28" width="10" height="10"/><text x="${left + 16}" y="37">${escaped(name)}</text>`;
      });

const axis = (largest: number, unit: string, bottom: number, x: (value: number) => number): string[] => {
  const step = stepOf(largest);
  const ticks = Array.from({ length: Math.floor(largest / step) + 1 }, (_, index) => index * step);
  return ticks.map(
    (tick) =>
      `<line class="axis" x1="${at(x(tick))}" x2="${at(x(tick))}" y1="${TOP - 6}" y2="${bottom}"/>` +
      `<text x="${at(x(tick))}" y="${bottom + 14}" text-anchor="middle">${number(tick)}${tick === 0 ? ` ${escaped(unit)}` : ''}</text>`,
  );
};

const rowOf = (bar: Bar, top: number, x: (value: number) => number): string[] => {
  let from = 0;
  const parts = bar.segments.map((value, index) => {
    const left = x(from);
    from += value;
    return `<rect class="${bar.ours ? 'o' : 's'}${index}" x="${at(left)}" y="${top}" width="${at(x(from) - left)}" height="${BAR}"/>`;
  });
  const middle = top + BAR / 2;
  const [low, high] = bar.range ?? [from, from];
  const whisker =
    bar.range === undefined
      ? []
      : [`<path class="range" d="M${at(x(low))} ${middle - 4}v8m0-4H${at(x(high))}m0-4v8"/>`];
  return [
    `<text${bar.ours ? ' class="ours"' : ''} x="0" y="${top + 11}">${escaped(bar.label)}</text>`,
    ...parts,
    ...whisker,
    `<text x="${at(x(Math.max(from, high)) + 6)}" y="${top + 11}">${number(totalOf(bar))}</text>`,
  ];
};

const markOf = (
  { value, label }: { readonly value: number; readonly label: string },
  bottom: number,
  x: (value: number) => number,
): string[] => [
  `<line class="mark" x1="${at(x(value))}" x2="${at(x(value))}" y1="${TOP - 6}" y2="${bottom}"/>`,
  `<text x="${at(x(value))}" y="${TOP - 10}" text-anchor="middle">${escaped(label)}</text>`,
];
