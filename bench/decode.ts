/**
 * Decoders of PHP forms: who agrees with PHP, and what a body costs.
 * `node bench/decode.ts [rounds]`
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import querystring from 'node:querystring';
import { nest } from '../lib/form/nest.ts';
import { type Pair, pairsOf } from '../lib/form/pairs.ts';
import { decodeForm } from '../lib/middleware/decode.ts';
import { formOf, meaningOf, sampleNames, throughPhp } from '../test/samples.ts';
import {
  importFrom,
  installed,
  interleaved,
  print,
  printMachine,
  printSamples,
  printTable,
  ROOT,
} from './measure.ts';

const QS_VERSION = '6.17.1';
const allRounds = Number(process.argv[2] ?? 60);
const limits = { maxBodyBytes: 2 ** 20, maxDepth: 64, maxPairs: 20_000 };

type Decoder = { readonly name: string; readonly decode: (text: string) => unknown };
type QsParse = (text: string, options?: Readonly<Record<string, unknown>>) => unknown;

const qsModule = await importFrom(installed('decode', `qs@${QS_VERSION}`), 'qs');
const parse = (qsModule['default'] as { readonly parse: QsParse }).parse;

const raisedLimits = { depth: 64, arrayLimit: 20_000, parameterLimit: 20_000 };
const asObjects = { ...raisedLimits, parseArrays: false, plainObjects: true, duplicates: 'last' };

const ours: Decoder = { name: 'b24bus (`decodeForm`)', decode: (text) => decodeForm(text, limits) };
const qsDecoders: readonly Decoder[] = [
  { name: 'qs, defaults', decode: (text) => parse(text) },
  { name: 'qs, depth, arrayLimit, parameterLimit raised', decode: (text) => parse(text, raisedLimits) },
  {
    name: 'qs, the same, parseArrays off, plainObjects, last duplicate',
    decode: (text) => parse(text, asObjects),
  },
];

// --- Correctness -----------------------------------------------------------------------------------------------

type Vector = { readonly query: string; readonly decoded?: unknown };

const vectorsIn = (file: string): Vector[] =>
  JSON.parse(readFileSync(join(ROOT, 'test/vectors/php', file), 'utf8')) as Vector[];

/**
 * One text for equal contents: keys sorted, lists as objects with their positions as keys, holes absent. So no
 * decoder is counted as wrong for making arrays.
 */
const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  const members = Object.entries(value)
    .filter(([, child]) => child !== undefined)
    .map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`);
  return `{${members.sort().join(',')}}`;
};

const agrees = ({ decode }: Decoder, { query, decoded }: Vector): boolean => {
  try {
    return canonical(decode(query)) === canonical(decoded);
  } catch {
    return false;
  }
};

/** What `nest` decides otherwise on purpose: it keeps, or refuses aloud, what PHP drops without a word. */
const deviates = ({ query }: Vector): boolean => {
  const decoded = query.replaceAll(/%5b/gi, '[').replaceAll('%2E', '.');
  return /Host-|Secure-|922337203685477580[67]/.test(decoded) || decoded.split('[').length > 64;
};

const files = [
  { title: '`http_build_query`', vectors: vectorsIn('build-query.json') },
  { title: 'raw queries', vectors: vectorsIn('parse-str.json') },
  {
    title: 'sample bodies',
    vectors: sampleNames.map((sample) => ({
      query: formOf(sample),
      decoded: throughPhp(meaningOf(sample).payload),
    })),
  },
].map(({ title, vectors }) => ({ title, vectors: vectors.filter(({ decoded }) => decoded !== undefined) }));

const printCorrectness = (): void => {
  print(`qs ${QS_VERSION}; every contestant's lists are compared as objects with position keys.`);
  print();
  printTable(
    ['agrees with PHP', ...files.map(({ title, vectors }) => `${title} (${vectors.length})`)],
    [ours, ...qsDecoders].map((decoder) => [
      decoder.name,
      ...files.map(({ vectors }) => String(vectors.filter((vector) => agrees(decoder, vector)).length)),
    ]),
  );
  const wrong = files.flatMap(({ vectors }) => vectors).filter((vector) => !agrees(ours, vector));
  print(
    `b24bus differs from PHP on ${wrong.length}, on ${wrong.filter(deviates).length} of them on purpose.`,
  );
  for (const { query } of wrong.filter((vector) => !deviates(vector))) print(`not on purpose: ${query}`);
  print();
};

// --- Completeness ----------------------------------------------------------------------------------------------

const leaves = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, child) => sum + leaves(child), 0)
    : 1;

// --- Time ------------------------------------------------------------------------------------------------------

/** A body like OnImConnectorMessageAdd's as PHP encodes it, with nearly this many pairs; `M` for MESSAGES keeps it within 1 MiB. */
const messagesBody = (pairs: number): string => {
  const item = (index: number): string =>
    [
      ['im][chat_id', '1807'],
      ['im][message_id', String(40_000 + index)],
      ['message][user_id', '1'],
      ['message][text', '%D0%94%D0%B0+%26+ok'],
      ['chat][id', 'x%2F7'],
    ]
      .map(([key, value]) =>
        `data[M][${index}][${key}]=${value}`.replaceAll('[', '%5B').replaceAll(']', '%5D'),
      )
      .join('&');
  return [
    'event=ONIMCONNECTORMESSAGEADD',
    ...Array.from({ length: Math.floor(pairs / 5) }, (_, at) => item(at)),
  ]
    .slice(0, Math.floor(pairs / 5))
    .join('&');
};

const flatPairs = (text: string): Pair[] =>
  Object.entries(querystring.parse(text, '&', '=', { maxKeys: 0 })).map(([key, value]) => [
    key,
    String(value),
  ]);

const decoders: readonly Decoder[] = [
  {
    name: 'querystring.parse alone (flat, maxKeys 0)',
    decode: (text) => querystring.parse(text, '&', '=', { maxKeys: 0 }),
  },
  ours,
  { name: 'querystring (maxKeys 0) + `nest`', decode: (text) => nest(flatPairs(text), limits) },
  { name: '`pairsOf` + `nest`', decode: (text) => nest(pairsOf(text), limits) },
  ...qsDecoders,
];

const bodies = [
  {
    title: 'seed-dialog-start.form',
    text: readFileSync(join(ROOT, 'test/wire/seed-dialog-start.form'), 'utf8'),
    repeat: 1000,
    rounds: allRounds,
  },
  { title: '500 pairs', text: messagesBody(500), repeat: 50, rounds: allRounds },
  // qs with raised limits takes seconds for it.
  { title: '20,000 pairs', text: messagesBody(20_000), repeat: 1, rounds: Math.ceil(allRounds / 5) },
];

/** Milliseconds of CPU per body, this process's other threads (garbage collection) included. */
const cpuPerBody = (decoder: Decoder, text: string, repeat: number): number => {
  const before = process.cpuUsage();
  for (let count = 0; count < repeat; count++) decoder.decode(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / repeat;
};

printMachine();
printCorrectness();
for (const { title, text, repeat, rounds } of bodies) {
  const pairs = pairsOf(text).length;
  for (const decoder of decoders) cpuPerBody(decoder, text, repeat);
  const samples = await interleaved(decoders, rounds, (decoder) => cpuPerBody(decoder, text, repeat) * 1000);
  print(
    `${title}: ${Buffer.byteLength(text)} bytes, ${pairs} pairs; ${rounds} rounds of ${repeat} decodings`,
  );
  print();
  printSamples('CPU per body', 'µs', samples);
  for (const decoder of decoders) {
    const kept = leaves(decoder.decode(text));
    if (kept !== pairs) print(`${decoder.name} kept ${kept} of ${pairs} values`);
  }
  print();
}
