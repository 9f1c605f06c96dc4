import { readdirSync, readFileSync } from 'node:fs';
import type { EventDefinition } from '../lib/catalogue/definition.ts';
import { catalogue, type EventName, eventNames } from '../lib/catalogue/index.ts';
import { type Decoded, type DecodedObject, decodedObject } from '../lib/form/decoded.ts';

const folder = new URL('./wire/', import.meta.url);

const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** The limits of the contract. */
export const limits = { maxBodyBytes: 1024 * 1024, maxDepth: 16, maxPairs: 20_000 };

/** What a sample says it is, before PHP encoded it. */
type Meaning = {
  readonly name: string;
  readonly event: string;
  readonly note: string;
  readonly payload: unknown;
};

export const sampleNames = readdirSync(folder)
  .filter((file) => file.endsWith('.form'))
  .map((file) => file.slice(0, -'.form'.length));

/** The body as Bitrix24 posts it. */
export const formOf = (sample: string): string => read(`${sample}.form`);

export const meaningOf = (sample: string): Meaning => JSON.parse(read(`${sample}.json`)) as Meaning;

/** What is published of it: one entry per event. */
export const expectedOf = (sample: string): ExpectedEvent[] =>
  JSON.parse(read(`${sample}.expected.json`)) as ExpectedEvent[];

type ExpectedEvent = {
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly partitionkey: string;
  readonly data: object;
};

/** The event of the catalogue that a sample is of, if it is of one. */
export const eventOf = (sample: string): EventName | undefined =>
  eventNames.find((name) => {
    const { event } = meaningOf(sample);
    const definition: EventDefinition = catalogue[name];
    return name.toUpperCase() === event || definition.aliases?.includes(event);
  });

/** Samples that are published. */
export const publishedSamples = sampleNames.filter(
  (sample) => eventOf(sample) !== undefined && sample !== 'edge.auth-absent',
);

/** A PHP value as it comes out of `http_build_query` and `parse_str`: null and empty arrays are gone. */
export const throughPhp = (value: unknown): Decoded | undefined => {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'object') return String(value);
  const nested: DecodedObject = decodedObject();
  for (const [key, child] of Object.entries(value)) {
    const decoded = throughPhp(child);
    if (decoded !== undefined) nested[key] = decoded;
  }
  return Object.keys(nested).length === 0 ? undefined : nested;
};

/** Every secret of the samples: none of them may be seen behind the decoder. */
export const sampleSecrets = [
  '51856fefc120afa4b628cc82d3935cce',
  'fa4eacce55000000000000000000000000000000000000000000000000000000000000',
  'fa4e4ef4e5000000000000000000000000000000000000000000000000000000000000',
  's6p6eclrvim6da22ft9ch94ekreb52lv',
  '4s386p3q0tr8dy89xvmt96234v3dljg8',
  '0000e4070000c99a0000e4af00000000',
];
