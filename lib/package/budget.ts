import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import type { Bundle } from './bundle.ts';

/** What a function weighs: bytes, and what it loads before it can answer. */
export type Weight = {
  readonly bundle: number;
  readonly zip: number;
  /** Files of ours and of packages. */
  readonly modules: number;
  /** Of Node. */
  readonly builtins: number;
};

/** By directory in `dist/`. */
export type Weights = Readonly<Record<string, Weight>>;

const FILE = fileURLToPath(new URL('./budget.json', import.meta.url));

/** Budgets are multiples of a step, with half of one to spare: what may be added before somebody has to notice. */
const STEP_BYTES = 1_000;

/** What built functions weigh. */
export const weightsOf = (bundles: readonly Bundle[], dist: string): Weights =>
  Object.fromEntries(
    bundles.map(({ directory, bytes, modules, builtins }) => [
      directory,
      {
        bundle: bytes,
        zip: zipBytes(join(dist, directory, 'index.mjs'), `dist/${directory}/index.mjs`),
        modules: modules.length,
        builtins: builtins.length,
      },
    ]),
  );

/** A zip with one file in it, as osls writes it: compressed at zlib's own level, two headers, and the end. */
const zipBytes = (file: string, name: string): number =>
  deflateRawSync(readFileSync(file)).length + 2 * name.length + 30 + 16 + 46 + 22;

/** The budget that is stored in the repository. */
export const storedBudget = (): Weights => JSON.parse(readFileSync(FILE, 'utf8')) as Weights;

/** Stores what functions weigh now as their budget: bytes with something to spare, modules exactly. */
export const storeBudget = (weights: Weights): void => {
  const budget = Object.entries(weights).map(([directory, weight]) => [
    directory,
    { ...weight, bundle: upToStep(weight.bundle), zip: upToStep(weight.zip) },
  ]);
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(budget), null, 2)}\n`);
};

const upToStep = (bytes: number): number => Math.ceil(bytes / STEP_BYTES + 0.5) * STEP_BYTES;

const measures = ['bundle', 'zip', 'modules', 'builtins'] as const;

/** What is heavier than its budget, or has none, or has one and is not there; empty if all is well. */
export const overBudget = (weights: Weights, budget: Weights): string[] => [
  ...Object.entries(weights).flatMap(([directory, weight]) => {
    const allowed = budget[directory];
    if (allowed === undefined) return [`${directory} has no budget`];
    return measures
      .filter((measure) => weight[measure] > allowed[measure])
      .map((measure) => `${directory}: ${measure} ${weight[measure]}, budget ${allowed[measure]}`);
  }),
  ...Object.keys(budget)
    .filter((directory) => weights[directory] === undefined)
    .map((directory) => `${directory} has a budget and is not there`),
];
