/** `npm run bench`: measures, and writes docs/performance.md, its charts and its figures. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCurve } from './curve.ts';
import { documentOf } from './document/document.ts';
import { coldPart, sizesPart, warmPart } from './document/runtime-part.ts';
import { measureLoad } from './load/load.ts';
import { print, ROOT } from './measure.ts';
import { measureRuntime } from './measure-runtime.ts';
import { measurePurePath } from './pure-path.ts';
import type { Machine, Results, Section } from './results.ts';

const { values: options } = parseArgs({
  options: {
    /** Five rounds instead of twenty, 200 invocations instead of 2,000 (500 at a share of a CPU), 1,000 events instead of 10,000. */
    quick: { type: 'boolean', default: false },
    /** Parts to measure, separated by commas; the others stay as they were. */
    only: { type: 'string', default: 'runtime,curve,pure-path,load' },
    /** Only makes the document anew, of the figures that are there. */
    document: { type: 'boolean', default: false },
    /** Some contestants only; prints, and writes nothing. */
    contestants: { type: 'string', default: '' },
    /** Cold starts of each contestant in each mode. */
    rounds: { type: 'string' },
    /** `duty-cycle` to do without control groups. */
    throttle: { type: 'string', default: 'best' },
    /** Where our bundles are; built unless given. */
    dist: { type: 'string' },
    /** The directory that gets performance.md and performance/. */
    out: { type: 'string', default: join(ROOT, 'docs') },
  },
});

const listed = (text: string): string[] => text.split(',').filter((name) => name !== '');

const started = performance.now();

const progress = (text: string): void => {
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  process.stderr.write(`${seconds.padStart(5)} s  ${text}\n`);
};

const { quick } = options;

if (options.throttle !== 'best' && options.throttle !== 'duty-cycle')
  throw new Error('--throttle must be best or duty-cycle');
const throttle: 'best' | 'duty-cycle' = options.throttle;

const machine = (): Machine => ({
  cpu: cpus()[0]?.model ?? 'unknown CPU',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
  node: process.versions.node,
  loadBefore: loadavg()[0] ?? Number.NaN,
});

const section = async <Figures>(measure: () => Promise<Figures>): Promise<Section<Figures>> => {
  const circumstances = { date: new Date().toISOString(), quick, machine: machine() };
  return { ...circumstances, figures: await measure() };
};

const runtime = () => {
  const rounds = options.rounds === undefined ? undefined : Number(options.rounds);
  const plan = { quick, chosen: listed(options.contestants), rounds, throttle, dist: options.dist };
  return section(() => measureRuntime(plan, progress));
};

type Part = readonly [name: string, measure: () => Promise<Results>];

/** What takes the machine least comes last. */
const parts: readonly Part[] = [
  ['runtime', async () => ({ runtime: await runtime() })],
  ['curve', async () => ({ curve: await section(measureCurve) })],
  [
    'pure-path',
    async () => {
      progress('the pure path');
      return { purePath: await section(() => measurePurePath(quick)) };
    },
  ],
  [
    'load',
    async () => ({
      load: await section(() => measureLoad(quick ? 1000 : 10_000, (name) => progress(`load: ${name}`))),
    }),
  ],
];

const stored = join(options.out, 'performance/results.json');

const before = (): Results => (existsSync(stored) ? JSON.parse(readFileSync(stored, 'utf8')) : {});

/** Figures of three digits behind the point say all that there is to say. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toFixed(3)) : value;

const write = (results: Results): void => {
  mkdirSync(dirname(stored), { recursive: true });
  writeFileSync(stored, JSON.stringify(results, rounded, 2));
  // As the formatter wants every JSON file here.
  spawnSync(process.execPath, [
    join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
    'format',
    '--write',
    stored,
  ]);
  const { markdown, charts } = documentOf(before());
  for (const [file, svg] of Object.entries(charts)) writeFileSync(join(dirname(stored), file), svg);
  writeFileSync(join(options.out, 'performance.md'), markdown);
  print(`${join(options.out, 'performance.md')} is written.`);
};

/** Each part is kept as soon as it is there: the next takes long, and may fail. */
const measure = async (): Promise<void> => {
  const only = listed(options.only);
  const names = parts.map(([name]) => name);
  const unknown = only.filter((part) => !names.includes(part));
  if (unknown.length > 0)
    throw new Error(`There is no part ${unknown.join(', ')}. There are: ${names.join(', ')}`);
  for (const [name, part] of parts) if (only.includes(name)) write({ ...before(), ...(await part()) });
};

if (options.document) write(before());
else if (options.contestants === '') await measure();
else {
  const { figures } = await runtime();
  for (const part of [coldPart(figures), warmPart(figures), sizesPart(figures)]) print(`\n${part}`);
}
