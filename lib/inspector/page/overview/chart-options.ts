import type uPlot from 'uplot';

type Scheme = 'light' | 'dark';

export type Line = {
  readonly label: string;
  readonly color: 'blue' | 'orange';
  /** Told apart without its colour, too. */
  readonly dashed?: boolean;
  readonly filled?: boolean;
};

export type Look = {
  readonly lines: readonly Line[];
  /** The name of the axis of time. */
  readonly time: string;
  /** Unix seconds as people read them. */
  readonly timeOf: (seconds: number) => string;
  readonly valueOf: (value: number) => string;
};

const HEIGHT = 200;
/** Pixels that a time needs not to touch the next. */
const TIME_WIDTH = 80;
const FONT = '12px system-ui, sans-serif';

// A canvas knows nothing of CSS variables.
const palette = {
  light: {
    text: '#495057',
    grid: '#e9ecef',
    blue: '#1864ab',
    orange: '#a83200',
    area: 'rgb(24 100 171 / 12%)',
  },
  dark: {
    text: '#c9c9c9',
    grid: '#3b3b3b',
    blue: '#74c0fc',
    orange: '#ffa94d',
    area: 'rgb(116 192 252 / 15%)',
  },
} as const satisfies Record<Scheme, object>;

/** What uPlot needs to know of a chart, except its data. */
export const optionsOf = (look: Look, scheme: Scheme, width: number): uPlot.Options => {
  const colors = palette[scheme];
  const axis = {
    stroke: colors.text,
    font: FONT,
    grid: { stroke: colors.grid },
    ticks: { stroke: colors.grid },
  };
  return {
    width,
    height: HEIGHT,
    legend: { markers: { dash: (_, series) => (look.lines[series - 1]?.dashed ? 'dashed' : 'solid') } },
    // Minutes are too little to zoom into.
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: fromZero } },
    axes: [
      { ...axis, space: TIME_WIDTH, values: (_, splits) => splits.map(look.timeOf) },
      { ...axis, values: (_, splits) => splits.map(look.valueOf) },
    ],
    series: [
      { label: look.time, value: (_, seconds) => told(seconds, look.timeOf) },
      ...look.lines.map(({ label, color, dashed, filled }) => ({
        label,
        stroke: colors[color],
        width: 2,
        ...(dashed && { dash: [6, 4] }),
        ...(filled && { fill: colors.area }),
        value: (_: uPlot, value: number) => told(value, look.valueOf),
      })),
    ],
  };
};

const fromZero: uPlot.Range.Config = {
  min: { pad: 0, soft: 0, mode: 1 },
  max: { pad: 0.1, soft: 1, mode: 1 },
};

/** uPlot says null where the pointer is nowhere, whatever its types say. */
const told = (value: number | null, text: (value: number) => string): string =>
  value === null ? '–' : text(value);
