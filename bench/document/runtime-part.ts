import { median, range, shown, type Table, tableText } from '../measure.ts';
import { inMode, type RuntimeFigures } from '../results.ts';
import type { ColdResult } from '../runtime/cold.ts';
import { contestants } from '../runtime/contestants.ts';
import { named, ratioTo } from './ratios.ts';

const titles = new Map(contestants.map(({ name, title }) => [name, title]));
export const titleOf = (name: string): string => titles.get(name) ?? name;
export const isOurs = (name: string): boolean => name.startsWith('ours');

const bold = (name: string): string => (isOurs(name) ? `**${titleOf(name)}**` : titleOf(name));

const modeOf = (memory: number | undefined, protocol: string): string =>
  `${memory === undefined ? 'full CPU' : `${memory} MB`}${protocol === 'tls' ? ', TLS' : ''}`;

/** Every mode that was measured, the full CPU first. */
const modesOf = (
  results: readonly { readonly memory?: number | undefined; readonly protocol: 'plain' | 'tls' }[],
) => {
  const keys = new Map(
    results.map(({ memory, protocol }) => [modeOf(memory, protocol), { memory, protocol }]),
  );
  return [...keys.values()].sort(
    (one, other) => one.protocol.localeCompare(other.protocol) || (other.memory ?? 1e6) - (one.memory ?? 1e6),
  );
};

const coldTable = (results: readonly ColdResult[]): Table => {
  const floor = named(results, 'floor');
  const [first] = results;
  return {
    title: modeOf(first?.memory, first?.protocol ?? 'plain'),
    heading: [
      '',
      'ms',
      'p10–p90',
      'of the floor',
      'p10–p90',
      'init, ms',
      'first answer, ms',
      'CPU, ms',
      'CPU of the floor',
    ],
    rows: results.map((result) => {
      const { wall, init, first, cpu } = result;
      const { ratio, low, high } = ratioTo(floor, result, 'wall');
      return [
        bold(result.name),
        shown(median(wall)),
        range(wall),
        ratio.toFixed(2),
        `${low.toFixed(2)}–${high.toFixed(2)}`,
        shown(median(init)),
        shown(median(first)),
        shown(median(cpu)),
        ratioTo(floor, result, 'cpu').ratio.toFixed(2),
      ];
    }),
  };
};

/** The tables of cold starts, one per mode, as Markdown. */
export const coldPart = ({ cold }: RuntimeFigures): string =>
  modesOf(cold)
    .map(({ memory, protocol }) => coldTable(inMode(cold, protocol, memory)))
    .map((table) => `### Cold start, ${table.title}\n\n${tableText(table)}`)
    .join('\n\n');

const warmTable = (
  { warm, roundTrips }: RuntimeFigures,
  memory: number | undefined,
  protocol: 'plain' | 'tls',
): Omit<Table, 'title'> => {
  const [trip] = inMode(roundTrips, protocol, memory);
  const [alone, aloneWorst] = [trip?.p50 ?? Number.NaN, trip?.p99 ?? Number.NaN];
  // The floor calls nobody, so there is nothing that it could be above of.
  const above = (name: string, value: number): string => (name === 'floor' ? '' : (value - alone).toFixed(2));
  return {
    heading: ['', 'p50 above', 'p99 above', 'p50, ms', 'p10–p90', 'p99, ms', 'CPU, ms'],
    rows: [
      ['the stub alone, by a bare client', '', '', shown(alone), '', shown(aloneWorst), ''],
      ...inMode(warm, protocol, memory).map(({ name, p10, p50, p90, p99, cpu }) => [
        bold(name),
        above(name, p50),
        above(name, p99),
        shown(p50),
        `${shown(p10)}–${shown(p90)}`,
        shown(p99),
        cpu.toFixed(2),
      ]),
    ],
  };
};

/** The tables of warm invocations, one per mode, as Markdown. */
export const warmPart = (figures: RuntimeFigures): string =>
  modesOf(figures.warm)
    .map(({ memory, protocol }) => {
      const heading = `### Warm, ${modeOf(memory, protocol)}`;
      return `${heading}\n\n${tableText(warmTable(figures, memory, protocol))}`;
    })
    .join('\n\n');

/** What the contestants weigh, as Markdown. */
export const sizesPart = ({ sizes, warm }: RuntimeFigures): string => {
  const memory = inMode(warm, 'plain');
  return tableText({
    heading: ['', 'bundle, KiB', 'zip, KiB', 'memory after 100 events, MB'],
    rows: sizes.map(({ name, bytes, zipBytes }) => [
      bold(name),
      (bytes / 1024).toFixed(1),
      (zipBytes / 1024).toFixed(1),
      memory.find((each) => each.name === name)?.memory100.toFixed(1) ?? '',
    ]),
  });
};

/** The packages of each contestant, as Markdown. */
export const versionsPart = ({ sizes }: RuntimeFigures): string =>
  sizes
    .filter(({ versions }) => Object.keys(versions).length > 0)
    .map(({ name, versions }) => {
      const packages = Object.entries(versions).map(([of, version]) => `${of} ${version}`);
      return `- ${titleOf(name)}: ${packages.join(', ')}`;
    })
    .join('\n');
