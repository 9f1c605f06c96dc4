import { existsSync, readFileSync } from 'node:fs';
import { type ListPrices, readListPrices } from '../cost.ts';
import type { LoadResult } from '../load/load.ts';
import { shown, type Table, tableText } from '../measure.ts';
import type { Results, Section } from '../results.ts';
import { costChart, costPart } from './cost-part.ts';
import { methodPart } from './method-part.ts';
import { runtimeCharts } from './runtime-charts.ts';
import { coldPart, sizesPart, versionsPart, warmPart } from './runtime-part.ts';
import { targetsOf } from './targets.ts';

/** docs/performance.md, and the charts beside it, by file name. */
type PerformanceDocument = {
  readonly markdown: string;
  readonly charts: Readonly<Record<string, string>>;
};

const circumstances = <Figures>({ date, quick, machine }: Section<Figures>): string => {
  const { cpu, cores, memoryGb, kernel, node, loadBefore } = machine;
  const busy =
    loadBefore > 1.5 ? ' **The machine was busy: trust CPU time and ratios, not milliseconds.**' : '';
  return `${date.slice(0, 16).replace('T', ' ')} UTC${quick ? ', `--quick`' : ''}: ${cpu}, ${cores} cores, ${memoryGb} GB, Linux ${kernel}, Node ${node}; load ${loadBefore.toFixed(1)} before.${busy}`;
};

const targetsPart = (results: Results): string =>
  tableText({
    heading: ['target', 'wanted', 'measured', 'met'],
    rows: targetsOf(results).map(({ what, wanted, measured, met }) => [
      what,
      wanted,
      measured,
      met ? 'yes' : '**no**',
    ]),
  });

const runtimePart = ({ runtime }: Results, prices: ListPrices): string[] => {
  if (runtime === undefined) return [];
  const { figures } = runtime;
  return [
    `## In Lambda's runtime`,
    `${circumstances(runtime)} ${figures.client}; ${figures.rounds} rounds. "Of the floor" is the ratio to the first row: of the medians, and from the 10th to the 90th percentile of the rounds' own ratios.`,
    '![Cold start, full CPU](performance/cold-start.svg)',
    '![Cold start, 256 MB](performance/cold-start-256.svg)',
    coldPart(figures),
    `Milliseconds of one invocation at the Runtime API, above the stub's median round trip and in all. The floor's row is what the runtime client and the Runtime API take by themselves.`,
    '![Warm invocations](performance/warm.svg)',
    warmPart(figures),
    '### Size and memory',
    sizesPart(figures),
    '## Cost',
    costPart(figures, prices),
  ];
};

const curvePart = ({ curve }: Results): string[] =>
  curve === undefined
    ? []
    : [
        '## The catalogue grows',
        'A receiver like that of OnSessionStart, built in a catalogue of made-up event types.',
        tableText({
          heading: ['event types', 'bundle, bytes', 'zip, bytes', 'modules in it'],
          rows: curve.figures.map(({ types, bytes, zipBytes, modules }) =>
            [types, bytes, zipBytes, modules].map((count) => count.toLocaleString('en-US')),
          ),
        }),
      ];

const titled = (table: Table): string => `### ${table.title}\n\n${tableText(table)}`;

const purePart = ({ purePath }: Results): string[] =>
  purePath === undefined
    ? []
    : ['## From bytes to events', circumstances(purePath), ...purePath.figures.tables.map(titled)];

const count = (value: number): string => value.toLocaleString('en-US');

/** Which errors there were, where there were some. */
const errorsOf = (loads: readonly LoadResult[]): string[] =>
  loads
    .filter(({ errors }) => errors > 0)
    .map(({ name, kinds }) => {
      const each = Object.entries(kinds).map(([kind, times]) => `${kind} (${count(times)})`);
      return `Errors with ${name}: ${each.join(', ')}.`;
    });

const loadPart = ({ load }: Results): string[] =>
  load === undefined
    ? []
    : [
        '## Under load',
        `${circumstances(load)} The local run (\`npm start\`): one process has all functions and the emulated AWS in it, so what is measured is one CPU, where Lambda gives each event in flight a process of its own. The senders are in another process. Every event is another one. Stored: answered 202 because the emulated bus was slower than the deadline, and published by redelivery. Lost: answered 2xx and not with a subscriber of the bus two minutes later.`,
        tableText({
          heading: [
            '',
            'events',
            'connections',
            'events/s',
            'p50, ms',
            'p99, ms',
            'stored',
            'errors',
            'lost',
          ],
          rows: load.figures.map(({ name, events, senders, perSecond, p50, p99, stored, errors, lost }) => [
            name,
            ...[events, senders].map(count),
            ...[perSecond, p50, p99].map(shown),
            ...[stored, errors, lost].map(count),
          ]),
        }),
        ...errorsOf(load.figures),
      ];

const TRIED = new URL('../tried.md', import.meta.url);

/** Written by hand: what was tried, what each attempt gave, and what limits it. */
const triedPart = (): string[] => (existsSync(TRIED) ? [readFileSync(TRIED, 'utf8').trim()] : []);

const versions = ({ runtime }: Results): string[] =>
  runtime === undefined ? [] : ['### Versions', versionsPart(runtime.figures)];

/** Makes the document and its charts of stored results, without measuring anything. */
export const documentOf = (results: Results): PerformanceDocument => {
  const prices = readListPrices();
  const parts = [
    '# Performance',
    'Written by `npm run bench`; nothing here is typed by hand but the last part. Figures: [results.json](performance/results.json).',
    '## Targets',
    targetsPart(results),
    ...runtimePart(results, prices),
    ...curvePart(results),
    ...purePart(results),
    ...loadPart(results),
    methodPart(results),
    ...versions(results),
    ...triedPart(),
  ];
  const charts =
    results.runtime === undefined
      ? {}
      : { ...runtimeCharts(results.runtime.figures), ...costChart(results.runtime.figures, prices) };
  return { markdown: `${withCharts(parts.join('\n\n'), charts)}\n`, charts };
};

/** Without the charts that there are no figures for. */
const withCharts = (markdown: string, charts: Readonly<Record<string, string>>): string =>
  markdown.replaceAll(/!\[[^\]]*\]\(performance\/([^)]+)\)\n\n/g, (image, file: string) =>
    file in charts ? image : '',
  );
