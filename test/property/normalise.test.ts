import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { type Decoded, type DecodedObject, decodedObject } from '../../lib/form/decoded.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { eventOf, formOf, publishedSamples } from '../samples.ts';

const member = 'a223c6b3710f85df22e9377d6c4f7553';

const definitions = Object.values(catalogue);

/** Words of the wire and others, so that generated bodies come close to real ones. */
const key = fc.constantFrom(
  ...[
    'DATA',
    'MESSAGES',
    'CONNECTOR',
    'LINE',
    'connector',
    'line',
    'chat',
    'im',
    'message',
    'user',
    'session',
  ],
  ...['id', 'chat_id', 'message_id', 'user_id', 'connector_id', 'line_id', 'name', 'text', 'files', 'system'],
  ...['closed', 'parent_id', 'close_term', 'params', '0', '1', '7', 'other', '__proto__', 'constructor'],
);

const scalar = fc.oneof(
  fc.constantFrom('0', '1', '128', 'Y', 'N', '', 'undefined', 'livechat', '9007199254740993', '-1'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

const tree = fc.letrec<{ node: Decoded }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    scalar,
    fc.array(fc.tuple(key, tie('node')), { minLength: 1, maxLength: 6 }).map((entries) => {
      const object = decodedObject();
      for (const [name, value] of entries) object[name] = value;
      return object;
    }),
  ),
})).node;

const leaves = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];

/** Fields that are there and say nothing; only `chat` and `app` may be empty. */
const blanks = (value: object): string[] =>
  Object.entries(value).flatMap(([name, child]: [string, unknown]) => {
    if (child === null || child === undefined) return [name];
    if (typeof child !== 'object') return [];
    return Object.keys(child).length === 0 && !['chat', 'app'].includes(name) ? [name] : blanks(child);
  });

const envelopeWith = (event: string, data: Decoded) => {
  const body = { event, data, ts: '1773759161', auth: { member_id: member } } as unknown as DecodedObject;
  return { ...envelopeOf(body), memberId: member };
};

describe('normalising', () => {
  test('throws nothing and makes events of the contract only, whatever an authentic body holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...definitions), tree, (definition, data) => {
        const { valid, errors } = normalise(definition, envelopeWith(definition.name.toUpperCase(), data), 0);
        expect(valid.length + errors.length).toBeGreaterThan(0);
        for (const { event, json } of valid) {
          expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(event)));
          expect(event.id).toMatch(/^[\da-f]{32}$/);
          expect(event.type).toBe(definition.type);
          expect(blanks(event.data)).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('never changes what it reads', () => {
    fc.assert(
      fc.property(fc.constantFrom(...definitions), tree, (definition, data) => {
        const before = JSON.stringify(data);
        normalise(definition, envelopeWith(definition.name.toUpperCase(), data), 0);
        expect(JSON.stringify(data)).toBe(before);
      }),
    );
  });

  test.each(publishedSamples)('loses nothing that is added to %s, wherever it is put', (sample) => {
    const name = eventOf(sample);
    if (name === undefined) throw new Error('a sample of no event');
    const decoded = nest(pairsOf(formOf(sample)), { maxDepth: 16 });
    if (typeof decoded['data'] !== 'object') return expect(typeof decoded['data']).toBe('string');
    const containers = (value: Decoded, path: readonly string[]): (readonly string[])[] =>
      typeof value === 'string'
        ? []
        : [path, ...Object.entries(value).flatMap(([child, inner]) => containers(inner, [...path, child]))];
    // A list may not get a key that is no position: that would make it another shape.
    const places = containers(decoded['data'], []).filter(
      (path) => !/^(?:DATA|MESSAGES|files|id)$/.test(path.at(-1) ?? ''),
    );
    for (const path of places) {
      const copy = nest(pairsOf(formOf(sample)), { maxDepth: 16 });
      const parent = path.reduce<DecodedObject>(
        (at, step) => at[step] as DecodedObject,
        copy['data'] as DecodedObject,
      );
      parent['surprise'] = 'kept';
      const { valid, errors } = normalise(catalogue[name], { ...envelopeOf(copy), memberId: member }, 0);
      expect(errors).toEqual([]);
      expect(leaves(valid.map(({ event }) => event.data))).toContain('kept');
    }
  });
});

describe('the schemas', () => {
  test.each(definitions)('of $name refuse a field that is not theirs', ({ schema }) => {
    const { issues = [] } = v.safeParse(schema, { foreign: 'x' });
    expect(issues.map((issue) => v.getDotPath(issue))).toContain('foreign');
  });
});
