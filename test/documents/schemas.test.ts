import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it, test } from 'vitest';
import { breakingChanges, explained } from '../../lib/documents/compatibility.ts';
import { documents } from '../../lib/documents/documents.ts';
import { RELEASED, readSchemas, staleFiles } from '../../lib/documents/files.ts';
import type { JsonSchema } from '../../lib/documents/json-schema.ts';
import type { Contract } from '../../lib/schemas/contract.ts';
import { contracts } from '../../lib/schemas/index.ts';
import { expectedOf, meaningOf, publishedSamples, sampleSecrets } from '../samples.ts';

const { schemas, files } = documents();

const types = Object.values<Contract>(contracts).map((each) => each.type);

const schemaOf = (type: string): JsonSchema => {
  const schema = schemas[type];
  if (schema === undefined) throw new Error(`${type} has no schema`);
  return schema;
};

const ajv = addFormats.default(new Ajv2020({ strict: true, allErrors: true }));

/** What is wrong with an event, as a path and a keyword. */
const faultsOf = (type: string, event: unknown): string[] => {
  const id = String(schemaOf(type).$id);
  const validate = ajv.getSchema(id) ?? ajv.compile(schemaOf(type));
  validate(event);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};

type Event = Readonly<Record<string, unknown>> & { readonly id: string; readonly data: object };

const examplesOf = (type: string): Event[] => schemaOf(type).examples as Event[];

const isMadeUp = (sample: string): boolean => {
  const meaning = meaningOf(sample);
  return 'origin' in meaning && meaning.origin === 'synthetic';
};

describe('docs/schemas and docs/events.md', () => {
  it('are current; if not, run npm run schemas', () => {
    expect(staleFiles(files)).toEqual([]);
  });

  it('break no consumer of the last release', () => {
    expect(breakingChanges(readSchemas(RELEASED), schemas).map(explained)).toEqual([]);
  });

  it('have no secret in them', () => {
    for (const secret of sampleSecrets) expect(JSON.stringify(files)).not.toContain(secret);
  });
});

describe('the schemas', () => {
  it('are one of each event', () => {
    expect(Object.keys(schemas).toSorted()).toEqual(types.toSorted());
  });

  test.each(types)('%s takes its examples, and fields that a later release adds anywhere', (type) => {
    expect(examplesOf(type).length).toBeGreaterThan(0);
    for (const example of examplesOf(type)) {
      expect(faultsOf(type, example)).toEqual([]);
      expect(faultsOf(type, withMore(example))).toEqual([]);
    }
  });

  test.each(types)('%s says of every field what it means', (type) => {
    expect(described(schemaOf(type), '')).toEqual([]);
  });

  test.each(types)('%s refuses an event of another type, another version, and no event at all', (type) => {
    const [example] = examplesOf(type);
    const other = type.replace(/1$/, '2');
    expect(faultsOf(type, { ...example, type: other })).toEqual(['/type const']);
    expect(faultsOf(type, { ...example, dataschema: `urn:b24bus:schema:${other}` })).toEqual([
      '/dataschema const',
    ]);
    expect(faultsOf(type, { ...example, specversion: '0.3' })).toEqual(['/specversion const']);
    expect(faultsOf(type, { ...example, data: undefined })).toEqual([' required']);
    expect(faultsOf(type, 'event')).toEqual([' type']);
  });

  test.each<[fault: string, change: object]>([
    ['/id pattern', { id: 'A'.repeat(32) }],
    ['/time format', { time: 'today' }],
    ['/receivedtime format', { receivedtime: '2026' }],
    ['/source pattern', { source: 'urn:bitrix24:portal:' }],
    ['/data/line/id type', { data: { line: { id: '107' } } }],
    ['/data/line/id minimum', { data: { line: { id: -1 } } }],
    ['/data/line/id maximum', { data: { line: { id: 2 ** 53 } } }],
    ['/data/line required', { data: { line: {} } }],
    ['/data/unmapped type', { data: { line: { id: 107 }, unmapped: 'text' } }],
    ['/data/unmapped/deep/er type', { data: { line: { id: 107 }, unmapped: { deep: { er: 1 } } } }],
  ])('find %s', (fault, change) => {
    const type = 'com.bitrix24.imconnector.line.deleted.v1';
    expect(faultsOf(type, { ...examplesOf(type)[0], ...change })).toContain(fault);
  });

  it('take what was taken over from the wire, however deep', () => {
    const type = 'com.bitrix24.imconnector.line.deleted.v1';
    const wire = { A: 'text', B: { 0: { C: '' } } };
    expect(faultsOf(type, { ...examplesOf(type)[0], data: { line: { id: 1 }, unmapped: wire } })).toEqual([]);
  });

  test.each(publishedSamples.filter((sample) => !isMadeUp(sample)))(
    '%s is an example of its event, as published',
    (sample) => {
      for (const { type, ...published } of expectedOf(sample)) {
        expect(examplesOf(type)).toContainEqual(expect.objectContaining(published));
      }
    },
  );

  test.each(publishedSamples.filter(isMadeUp))('%s, which was made up, is no example', (sample) => {
    const examples = types.flatMap(examplesOf).map(({ data }) => data);
    for (const { data } of expectedOf(sample)) expect(examples).not.toContainEqual(data);
  });

  it('have each event once among the examples', () => {
    const ids = types.flatMap(examplesOf).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Fields that hold what was on the wire, which has no fields of ours. */
const fromTheWire = ['unmapped', 'params', 'attachments', 'query'];

/** The same with a field more in every object. */
const withMore = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== 'object' || value === null) return value;
  const more = Object.entries(value).map(([key, child]) => [
    key,
    fromTheWire.includes(key) ? child : withMore(child),
  ]);
  return { ...Object.fromEntries(more), addedLater: true };
};

/** Paths of the fields without a description. */
const described = ({ properties = {}, items }: JsonSchema, path: string): string[] => [
  ...(items ? described(items, path) : []),
  ...Object.entries(properties).flatMap(([name, schema]) => [
    ...(schema.description ? [] : [`${path}${name}`]),
    ...described(schema, `${path}${name}.`),
  ]),
];
