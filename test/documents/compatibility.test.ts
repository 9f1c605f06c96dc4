import { describe, expect, it, test } from 'vitest';
import { breakingChanges, explained } from '../../lib/documents/compatibility.ts';
import type { JsonSchema } from '../../lib/documents/json-schema.ts';

const type = 'com.bitrix24.imopenlines.session.started.v1';
const next = 'com.bitrix24.imopenlines.session.started.v2';

const NEW_VERSION = `give the changed event the type ${next}, and keep this one in \`earlier\` of its contract`;

/** A schema with one of everything that ours have. */
const released = (): Record<string, JsonSchema> => ({
  [type]: {
    $id: `urn:b24bus:event:${type}`,
    title: 'OnSessionStart',
    type: 'object',
    properties: {
      id: { type: 'string', pattern: '^[0-9a-f]{32}$' },
      type: { type: 'string', const: type },
      time: { type: 'string', format: 'date-time' },
      data: {
        type: 'object',
        properties: {
          line: {
            description: 'The Open Line.',
            type: 'object',
            properties: { id: { type: 'integer', minimum: 0 }, name: { type: 'string' } },
            required: ['id'],
          },
          direction: { type: 'string', enum: ['incoming', 'outgoing'] },
          files: {
            type: 'array',
            items: { type: 'object', properties: { size: { type: 'integer' } }, required: ['size'] },
          },
          externalIds: { type: 'array', items: { type: 'string' } },
          params: { $ref: '#/$defs/verbatim' },
          unmapped: { $ref: '#/$defs/unmapped' },
        },
        required: ['line'],
      },
    },
    required: ['id', 'type', 'data'],
    $defs: {
      verbatim: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/unmapped' }] },
      unmapped: { type: 'object', additionalProperties: { $ref: '#/$defs/verbatim' } },
    },
    examples: [{ id: '1' }],
  },
});

type Node = Record<string, unknown>;

/** The schema changed at a place: a path of keys, and what to do with what stands there. */
const changed = (path: string, change: (node: Node) => void): Record<string, JsonSchema> => {
  const schemas = structuredClone(released());
  let node = schemas[type] as unknown as Node;
  for (const key of path.split('/').filter((each) => each !== '')) node = node[key] as Node;
  change(node);
  return schemas;
};

const data = 'properties/data/properties';

const set = (key: string, value: unknown) => (node: Node) => {
  node[key] = value;
};

const drop = (key: string) => (node: Node) => {
  delete node[key];
};

describe('what breaks consumers', () => {
  test.each<[what: string, at: string, change: (node: Node) => void, path: string, found: string]>([
    [
      'a removed field',
      `${data}/line/properties`,
      drop('name'),
      'data.line.name',
      'has been removed or renamed',
    ],
    [
      'a required field that may be absent',
      'properties/data',
      drop('required'),
      'data.line',
      'may be absent now, was always there',
    ],
    [
      'an attribute that may be absent',
      '',
      set('required', ['id', 'data']),
      'type',
      'may be absent now, was always there',
    ],
    [
      'an optional field that is required',
      `${data}/line`,
      set('required', ['id', 'name']),
      'data.line.name',
      'is required now, but events from before may lack it',
    ],
    [
      'a new required field',
      `${data}/line`,
      (node) => {
        node['required'] = ['id', 'code'];
        (node['properties'] as Node)['code'] = { type: 'string' };
      },
      'data.line.code',
      'is new and required, but events from before may lack it',
    ],
    [
      'another type',
      `${data}/line/properties/id`,
      set('type', 'string'),
      'data.line.id',
      'is string, was integer',
    ],
    [
      'a wider type',
      `${data}/line/properties/id`,
      set('type', 'number'),
      'data.line.id',
      'is number, was integer',
    ],
    [
      'null beside a type',
      `${data}/line/properties/name`,
      set('type', ['string', 'null']),
      'data.line.name',
      'is string or null, was string',
    ],
    [
      'any type',
      `${data}/line/properties/name`,
      drop('type'),
      'data.line.name',
      'is of any type, was string',
    ],
    [
      'an object where text was',
      `${data}/line/properties`,
      set('name', { type: 'object', properties: { en: { type: 'string' } } }),
      'data.line.name',
      'is object, was string',
    ],
    [
      'a new value',
      `${data}/direction`,
      set('enum', ['incoming', 'outgoing', 'internal']),
      'data.direction',
      'may be "internal", which nobody who switches over the values expects',
    ],
    [
      'a value less',
      `${data}/direction`,
      set('enum', ['incoming']),
      'data.direction',
      'is never "outgoing" any more',
    ],
    [
      'any value',
      `${data}/direction`,
      drop('enum'),
      'data.direction',
      'has enum nothing, had ["incoming","outgoing"]',
    ],
    ['another constant', 'properties/type', set('const', 'x'), 'type', `has const "x", had "${type}"`],
    ['a constant that is none', 'properties/type', drop('const'), 'type', `has const nothing, had "${type}"`],
    [
      'a format that is none',
      'properties/time',
      drop('format'),
      'time',
      'has format nothing, had "date-time"',
    ],
    [
      'another format',
      'properties/time',
      set('format', 'date'),
      'time',
      'has format "date", had "date-time"',
    ],
    [
      'another pattern',
      'properties/id',
      set('pattern', '^[0-9a-f]{32,64}$'),
      'id',
      'has pattern "^[0-9a-f]{32,64}$", had "^[0-9a-f]{32}$"',
    ],
    [
      'a lower minimum',
      `${data}/line/properties/id`,
      set('minimum', -1),
      'data.line.id',
      'has minimum -1, had 0',
    ],
    [
      'a new limit',
      `${data}/line/properties/name`,
      set('maxLength', 10),
      'data.line.name',
      'has maxLength 10, had nothing',
    ],
    [
      'another type of items',
      `${data}/externalIds/items`,
      set('type', 'integer'),
      'data.externalIds[]',
      'is integer, was string',
    ],
    [
      'one where a list was',
      `${data}`,
      set('externalIds', { type: 'string' }),
      'data.externalIds',
      'is string, was array',
    ],
    [
      'a removed field of items',
      `${data}/files/items`,
      set('properties', {}),
      'data.files[].size',
      'has been removed or renamed',
    ],
    [
      'a field of items that may be absent',
      `${data}/files/items`,
      drop('required'),
      'data.files[].size',
      'may be absent now, was always there',
    ],
    [
      'items of any kind',
      `${data}/externalIds`,
      drop('items'),
      'data.externalIds[]',
      'is nothing, was {"type":"string"}',
    ],
    [
      'another alternative',
      '$defs/verbatim',
      (node) => (node['anyOf'] as unknown[]).push({ type: 'number' }),
      'data.params (alternative 3)',
      'is {"type":"number"}, was nothing',
    ],
    [
      'other values of an open object',
      '$defs/unmapped',
      set('additionalProperties', { type: 'number' }),
      'data.unmapped.*',
      'is number, was one of several types',
    ],
    [
      'an object that is closed',
      `${data}/line`,
      set('additionalProperties', false),
      'data.line.*',
      'is false, was nothing',
    ],
    [
      'a keyword that nobody has thought of',
      `${data}/line`,
      set('minProperties', 2),
      'data.line',
      'has minProperties 2, had nothing',
    ],
  ])('%s', (_, at, change, path, expected) => {
    const found = breakingChanges(released(), changed(at, change));
    expect(found).toContainEqual({ type, path, change: expected, cure: NEW_VERSION });
    expect(new Set(found.map((each) => each.change))).toEqual(new Set([expected]));
  });

  it('a renamed field, once', () => {
    const renamed = changed(`${data}/line/properties`, (node) => {
      node['title'] = node['name'];
      delete node['name'];
    });
    expect(breakingChanges(released(), renamed)).toEqual([
      { type, path: 'data.line.name', change: 'has been removed or renamed', cure: NEW_VERSION },
    ]);
  });

  it('all that has changed, not the first of it', () => {
    const both = changed(data, (node) => {
      delete node['direction'];
      delete node['files'];
    });
    expect(breakingChanges(released(), both).map(({ path }) => path)).toEqual([
      'data.direction',
      'data.files',
    ]);
  });
});

describe('what breaks nobody', () => {
  test.each<[what: string, at: string, change: (node: Node) => void]>([
    ['the same', '', () => undefined],
    ['a new optional field', data, set('user', { type: 'object', properties: { id: { type: 'integer' } } })],
    ['a new optional attribute', 'properties', set('traceparent', { type: 'string' })],
    ['a new optional field of items', `${data}/files/items/properties`, set('mime', { type: 'string' })],
    ['another description', `${data}/line`, set('description', 'The line.')],
    ['another title', '', set('title', 'SessionStarted')],
    ['other examples', '', set('examples', [])],
    ['another name of the schema', '', set('$id', 'urn:x')],
    ['values in another order', `${data}/direction`, set('enum', ['outgoing', 'incoming'])],
    ['required fields in another order', '', set('required', ['data', 'type', 'id'])],
    [
      'a definition written out where it is used',
      data,
      set('params', { anyOf: [{ type: 'string' }, { $ref: '#/$defs/unmapped' }] }),
    ],
    [
      'a definition of another name',
      '',
      (node) => {
        const text = JSON.stringify(node)
          .replaceAll('unmapped"}', 'container"}')
          .replace('"unmapped":{"type"', '"container":{"type"');
        Object.assign(node, JSON.parse(text));
      },
    ],
  ])('%s', (_, at, change) => {
    expect(breakingChanges(released(), changed(at, change))).toEqual([]);
  });

  it('a new event', () => {
    expect(breakingChanges({}, released())).toEqual([]);
  });
});

describe('versions', () => {
  const [schema = {}] = Object.values(released());
  const different: JsonSchema = { ...schema, properties: {}, required: [] };

  it('lets a new one stand beside the one before', () => {
    expect(breakingChanges({ [type]: schema }, { [type]: schema, [next]: different })).toEqual([]);
  });

  it('does not let one go that the last release published alone', () => {
    const cure = 'keep it in `earlier` of its contract until a release has had it and a newer version of it';
    const gone = { type, path: '', change: 'is not published any more', cure };
    expect(breakingChanges({ [type]: schema }, { [next]: different })).toEqual([gone]);
    expect(breakingChanges({ [type]: schema }, {})).toEqual([gone]);
  });

  it('lets one go that the last release published beside a newer one', () => {
    expect(breakingChanges({ [type]: schema, [next]: different }, { [next]: different })).toEqual([]);
  });

  it('does not let the newest go', () => {
    const found = breakingChanges({ [type]: schema, [next]: different }, { [type]: schema });
    expect(found.map((each) => [each.type, each.change])).toEqual([[next, 'is not published any more']]);
  });

  it('takes no other event for a newer version', () => {
    const other = 'com.bitrix24.imopenlines.session.finished.v2';
    const found = breakingChanges({ [type]: schema, [other]: different }, { [other]: different });
    expect(found.map((each) => each.type)).toEqual([type]);
  });

  it('counts them as numbers', () => {
    const [nine, ten] = [type.replace('v1', 'v9'), type.replace('v1', 'v10')];
    expect(breakingChanges({ [nine]: schema, [ten]: schema }, { [ten]: schema })).toEqual([]);
    expect(breakingChanges({ [nine]: schema, [ten]: schema }, { [nine]: schema })).toHaveLength(1);
  });

  it('wants an earlier one to stay as it was', () => {
    const [found] = breakingChanges({ [type]: schema }, { [type]: different, [next]: different });
    expect(found).toEqual({
      type,
      path: 'id',
      change: 'has been removed or renamed',
      cure: `let \`earlier\` have ${type} as it was released: it is the newer version that may differ`,
    });
  });
});

describe('in words', () => {
  it('names the type, the field, the change and the cure', () => {
    const [found] = breakingChanges(released(), changed(`${data}/line/properties`, drop('name')));
    expect(found && explained(found)).toBe(
      `${type}: data.line.name has been removed or renamed.\n  Cure: ${NEW_VERSION}.`,
    );
  });

  it('names the event where it is the event', () => {
    const [found] = breakingChanges(released(), {});
    expect(found && explained(found)).toMatch(`${type}: the event is not published any more.\n`);
  });
});
