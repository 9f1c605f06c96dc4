import { median, quantile } from '../measure.ts';
import { inMode, type RuntimeFigures } from '../results.ts';
import type { ColdResult } from '../runtime/cold.ts';
import { type Chart, svgOf } from './chart.ts';
import { named } from './ratios.ts';
import { isOurs, titleOf } from './runtime-part.ts';

const coldChart = (
  results: readonly ColdResult[],
  title: string,
  mark: { most: number; label: string },
): Chart => ({
  title,
  unit: 'ms',
  segments: ['until it asks for its first invocation', 'until it has answered that'],
  mark: { value: median(named(results, 'floor').wall) * mark.most, label: mark.label },
  bars: results.map((result) => {
    const { wall } = result;
    const init = Math.min(median(result.init), median(wall));
    return {
      label: titleOf(result.name),
      segments: [init, median(wall) - init],
      range: [quantile(wall, 0.1), quantile(wall, 0.9)],
      ours: isOurs(result.name),
    };
  }),
});

/** File names and contents of the charts. */
export const runtimeCharts = ({
  cold,
  warm,
  roundTrips,
}: RuntimeFigures): Readonly<Record<string, string>> => {
  const charts: Record<string, string> = {};
  const full = inMode(cold, 'plain');
  const small = inMode(cold, 'plain', 256);
  if (full.length > 0)
    charts['cold-start.svg'] = svgOf(
      coldChart(full, 'Cold start to the first answer, full CPU', { most: 1.8, label: '1.8 x the floor' }),
    );
  if (small.length > 0)
    charts['cold-start-256.svg'] = svgOf(
      coldChart(small, 'Cold start to the first answer, 256 MB', { most: 2, label: '2 x the floor' }),
    );
  const [trip] = inMode(roundTrips, 'plain');
  const answers = inMode(warm, 'plain').filter(({ name }) => name !== 'floor');
  if (trip !== undefined && answers.length > 0)
    charts['warm.svg'] = svgOf({
      title: "Warm invocation, full CPU: median above the stub's own round trip",
      unit: 'ms',
      segments: ['median'],
      mark: { value: 1.5, label: '1.5 ms' },
      bars: answers.map(({ name, p10, p50, p90 }) => ({
        label: titleOf(name),
        segments: [Math.max(0, p50 - trip.p50)],
        range: [Math.max(0, p10 - trip.p50), Math.max(0, p90 - trip.p50)],
        ours: isOurs(name),
      })),
    });
  return charts;
};
