import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The project's directory. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

export const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

/** What the figures were measured on. */
export const printMachine = (): void => {
  const [cpu] = cpus();
  print(`${cpu?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${process.platform} ${process.arch}`);
  print(`Node ${process.versions.node}, V8 ${process.versions.v8}`);
  print();
};

/** The value below which a share of the samples lies. */
export const quantile = (samples: readonly number[], share: number): number => {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);

/** Between which values the true median lies, with 95 % confidence (order statistics). */
export const medianInterval = (samples: readonly number[]): readonly [number, number] => {
  const sorted = samples.toSorted((one, other) => one - other);
  const reach = 0.98 * Math.sqrt(sorted.length);
  const at = (rank: number): number =>
    sorted[Math.max(0, Math.min(sorted.length - 1, Math.round(rank)))] ?? Number.NaN;
  return [at(sorted.length / 2 - reach - 1), at(sorted.length / 2 + reach)];
};

/** A copy in random order (Fisher and Yates). */
export const shuffled = <Item>(items: readonly Item[]): Item[] => {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(Math.random() * rest.length), 1));
};

/** Measurements by contestant, in the order in which the contestants were named. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/** Measures every contestant once per round, in an order of its own each round. */
export const interleaved = async <Contestant extends { readonly name: string }, Measured>(
  contestants: readonly Contestant[],
  rounds: number,
  measure: (contestant: Contestant) => Measured | Promise<Measured>,
): Promise<ReadonlyMap<string, readonly Measured[]>> => {
  const results = new Map<string, Measured[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contestant of shuffled(contestants)) {
      const measured = await measure(contestant);
      results.get(contestant.name)?.push(measured);
    }
  }
  return results;
};

/** A table as it is printed, and as docs/performance.md has it. */
export type Table = {
  readonly title: string;
  /** Every column but the first is aligned to the right. */
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** Median, p10 to p90, and the ratio of medians to the first contestant. */
export const samplesTable = (title: string, heading: string, unit: string, samples: Samples): Table => {
  const [first = []] = samples.values();
  const base = median(first);
  return {
    title,
    heading: [heading, `median ${unit}`, 'p10–p90', 'ratio'],
    rows: [...samples].map(([name, values]) => [
      name,
      shown(median(values)),
      range(values),
      (median(values) / base).toFixed(2),
    ]),
  };
};

/** From the 10th to the 90th percentile. */
export const range = (samples: readonly number[]): string =>
  `${shown(quantile(samples, 0.1))}–${shown(quantile(samples, 0.9))}`;

export const printSamples = (heading: string, unit: string, samples: Samples): void => {
  const { heading: columns, rows } = samplesTable('', heading, unit, samples);
  printTable(columns, rows);
};

/** Three significant digits. */
export const shown = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);

/** A table in Markdown that is legible on a terminal, too. */
export const tableText = ({ heading, rows }: Omit<Table, 'title'>): string => {
  const lines = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`,
  );
  return [row(heading), `|${rule.join('|')}|`, ...rows.map(row)].join('\n');
};

export const printTable = (heading: readonly string[], rows: readonly (readonly string[])[]): void => {
  print(tableText({ heading, rows }));
  print();
};

/**
 * Installs packages to compare with outside of the project, in the directory for temporary files, and answers
 * where. They are no dependencies of this project and never become some.
 */
export const installed = (purpose: string, ...packages: readonly string[]): string => {
  const directory = join(tmpdir(), `b24bus-bench-${purpose}`);
  mkdirSync(directory, { recursive: true });
  const { status } = spawnSync(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--silent', '--prefix', directory, ...packages],
    { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`npm could not install ${packages.join(', ')} into ${directory}`);
  return directory;
};

/** Imports a package that `installed` has put into a directory. */
export const importFrom = async (directory: string, name: string): Promise<Record<string, unknown>> => {
  const path = createRequire(join(directory, 'package.json')).resolve(name);
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
};
