import { interleaved, median, range, type Samples, shown, type Table } from '../measure.ts';
import type { Body } from './bodies.ts';

export type Contestant = { readonly name: string; readonly run: (input: string) => unknown };

export const contestants = (runs: Readonly<Record<string, (input: string) => unknown>>): Contestant[] =>
  Object.entries(runs).map(([name, run]) => ({ name, run }));

/** Microseconds of CPU for one call, this process's other threads (garbage collection) included. */
export const cpuOf = (call: () => unknown, repeat = 1): number => {
  const before = process.cpuUsage();
  for (let count = 0; count < repeat; count++) call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / repeat;
};

/** What every contestant took for one body, and whose result is right. */
export type Comparison = {
  readonly body: Body;
  readonly samples: Samples;
  readonly right: ReadonlySet<string>;
};

/** Some ten milliseconds of calls at a time; qs takes seconds for 20,000 pairs. */
const planFor = ({ pairs }: Body, quick: boolean): { readonly repeat: number; readonly rounds: number } =>
  pairs > 1000
    ? { repeat: 1, rounds: quick ? 3 : 15 }
    : { repeat: Math.ceil(10_000 / pairs), rounds: quick ? 10 : 60 };

/** @param isRight Whether a contestant's result for the body is what it should be. */
export const compare = async (
  all: readonly Contestant[],
  body: Body,
  quick: boolean,
  input: string,
  isRight: (result: unknown) => boolean,
): Promise<Comparison> => {
  const { repeat, rounds } = planFor(body, quick);
  const right = all.filter(({ run }) => isRight(run(input))).map(({ name }) => name);
  for (const { run } of all) cpuOf(() => run(input), 3 * repeat);
  const samples = await interleaved(all, rounds, ({ run }) => cpuOf(() => run(input), repeat));
  return { body, samples, right: new Set(right) };
};

/** How many times as long as another one a contestant took: the median of the rounds. */
export const ratioOf = ({ samples }: Comparison, name: string, base: string): number => {
  const bases = samples.get(base) ?? [];
  return median((samples.get(name) ?? []).map((value, round) => value / (bases[round] ?? Number.NaN)));
};

/** A row for each contestant; for each body its time, its ratio to the first row, and whether its result is right. */
export const comparisonTable = (title: string, question: string, parts: readonly Comparison[]): Table => {
  const names = [...(parts[0]?.samples.keys() ?? [])];
  const cells = (part: Comparison, name: string): string[] => {
    const samples = part.samples.get(name) ?? [];
    return [
      `${shown(median(samples))} (${range(samples)})`,
      ratioOf(part, name, names[0] ?? '').toFixed(2),
      part.right.has(name) ? 'yes' : 'no',
    ];
  };
  return {
    title,
    heading: ['', ...parts.flatMap(({ body }) => [`${body.title}: µs`, 'ratio', question])],
    rows: names.map((name) => [name, ...parts.flatMap((part) => cells(part, name))]),
  };
};

/** One text for equal contents: lists are objects with their positions as keys. */
export const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const members = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`);
  return `{${members.sort().join(',')}}`;
};
