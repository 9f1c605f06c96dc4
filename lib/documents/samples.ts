import { readdirSync, readFileSync } from 'node:fs';
import type { EventDefinition } from '../catalogue/definition.ts';
import { catalogue } from '../catalogue/index.ts';
import { normalise } from '../events/normalise.ts';
import type { DecodedObject } from '../form/decoded.ts';
import { envelopeOf } from '../form/envelope.ts';
import { decodeForm } from '../middleware/decode.ts';
import type { Publication } from '../publish/destination.ts';
import { publicationsOf } from '../publish/publications.ts';

/** A body that a portal posts, or is documented to post, and what b24bus makes of it. */
export type Sample = {
  readonly name: string;
  /** Where the shape is known from. */
  readonly origin: 'documented' | 'observed';
  /** The event of the catalogue. */
  readonly event: string;
  /** Decoded, without its secrets. */
  readonly body: DecodedObject;
  readonly published: readonly Publication[];
};

const folder = new URL('../../test/wire/', import.meta.url);

const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

type Meaning = { readonly event: string; readonly origin: string };

const origins: Readonly<Record<string, Sample['origin']>> = {
  doc: 'documented',
  'old-doc': 'documented',
  code: 'observed',
  capture: 'observed',
};

/** What b24bus takes from the posting of an event to its arrival. */
const TRANSIT_MS = 412;

/** The recorded samples of test/wire that are events of the catalogue. What was made up to test with is none. */
export const readSamples = (): Sample[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.form'))
    .toSorted()
    .flatMap((file) => sampleOf(file.slice(0, -'.form'.length)));

const sampleOf = (name: string): Sample[] => {
  const { event, origin } = JSON.parse(read(`${name}.json`)) as Meaning;
  const definition = definitionOf(event);
  const known = origins[origin];
  if (definition === undefined || known === undefined) return [];
  const limits = { maxBodyBytes: 2 ** 20, maxDepth: 16, maxPairs: 20_000 };
  const envelope = envelopeOf(decodeForm(read(`${name}.form`), limits));
  const { memberId = '', ts } = envelope;
  const { valid } = normalise(definition, { ...envelope, memberId }, Number(ts) * 1000 + TRANSIT_MS);
  const published = valid.flatMap(publicationsOf(definition, 'all'));
  return [{ name, origin: known, event: definition.name, body: envelope.body, published }];
};

const definitionOf = (event: string): EventDefinition | undefined =>
  Object.values<EventDefinition>(catalogue).find(
    ({ name, aliases = [] }) => name.toUpperCase() === event || aliases.includes(event),
  );
