import { readFileSync } from 'node:fs';
import type { Contract } from '../schemas/contract.ts';
import { contracts } from '../schemas/index.ts';
import { asyncApi } from './asyncapi.ts';
import { readDocComments } from './doc-comments.ts';
import { eventSchema } from './event-schema.ts';
import { eventVersions } from './event-version.ts';
import { eventsPage } from './events-page/page.ts';
import { type EventSchemas, type Files, filesOf, jsonFile, RELEASED, readSchemas, SCHEMAS } from './files.ts';
import { healthExamples } from './health-example.ts';
import { readSamples } from './samples.ts';

/** The version of b24bus. */
export const releaseVersion = (): string =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

/**
 * What consumers read of the contracts: the schemas of all types, and the files that `npm run schemas` writes. The
 * same contracts and samples make the same bytes.
 *
 * @throws Error that names what has no doc comment.
 */
export const documents = (): { readonly schemas: EventSchemas; readonly files: Files } => {
  const comments = readDocComments();
  const samples = readSamples();
  const versions = eventVersions(inOrder(Object.values(contracts), Object.keys(comments.events)), {
    comments: comments.events,
    publications: [...samples.flatMap(({ published }) => published), ...healthExamples()],
    released: readSchemas(RELEASED),
  });
  const events = versions.map((version) => ({ version, schema: eventSchema(version, comments.attributes) }));
  const schemas = Object.fromEntries(events.map(({ version: { type }, schema }) => [type, schema]));
  return {
    schemas,
    files: {
      ...filesOf(schemas, SCHEMAS),
      [`${SCHEMAS}asyncapi.json`]: jsonFile(asyncApi(events, releaseVersion())),
      'docs/events.md': eventsPage(events, samples),
    },
  };
};

const families = ['imconnector', 'imopenlines', 'app'];

/** By family, and in it as declared: a module's own order of exports depends on who loads it. */
const inOrder = (events: readonly Contract[], declared: readonly string[]): Contract[] =>
  events.toSorted(
    (one, other) =>
      families.indexOf(one.family) - families.indexOf(other.family) ||
      declared.indexOf(one.name) - declared.indexOf(other.name),
  );
