import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { Problem } from '../../lib/errors.ts';
import { type Decoded, type DecodedObject, decodedObject } from '../../lib/form/decoded.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import { limits } from '../samples.ts';

const text = fc.string({ unit: 'grapheme' }).filter((value) => value.isWellFormed());

/** Keys that survive PHP's own way of nesting: no closing bracket, no NUL, not empty or white space alone. */
const key = fc.oneof(
  fc.constantFrom('0', '1', '12', '-3', '01', '__proto__', 'constructor', 'DATA', 'chat_id', 'toString'),
  text.filter((value) => /^[^\]\0]+$/.test(value) && !/^\s?$/.test(value)),
);

/** The first part of a key has fewer characters left to it. */
const topKey = key.filter((value) => /^[^[\]. \0]+$/.test(value));

const container = (
  children: fc.Arbitrary<Decoded>,
  keys: fc.Arbitrary<string>,
): fc.Arbitrary<DecodedObject> =>
  fc
    .array(fc.tuple(keys, children), { minLength: 1, maxLength: 5 })
    .map((entries) =>
      entries.reduce((all, [name, value]) => Object.assign(all, { [name]: value }), decodedObject()),
    )
    .map((object) => (Object.hasOwn(object, '__proto__') ? object : object));

const tree: fc.Arbitrary<Decoded> = fc.letrec<{ node: Decoded }>((tie) => ({
  node: fc.oneof({ maxDepth: 5 }, text, container(tie('node'), key)),
})).node;

const body = container(tree, topKey);

describe('decoding', () => {
  test('is the inverse of http_build_query', () => {
    fc.assert(
      fc.property(body, (value) => {
        const query = buildQuery(value);
        expect(JSON.stringify(decodeForm(query, limits))).toBe(JSON.stringify(nest(pairsOf(query), limits)));
        expect(decodeForm(query, limits)).toEqual(value);
      }),
    );
  });

  const noise = fc
    .array(
      fc.constantFrom(
        'a',
        'b',
        '[',
        ']',
        '%5B',
        '%5d',
        '%',
        '%zz',
        '%D0',
        '%9F',
        '+',
        '.',
        '=',
        '&',
        '0',
        '-1',
        '__proto__',
        '%00',
        'я',
        '🙂',
      ),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join(''));

  test('agrees with itself whichever way a body takes, on any noise', () => {
    fc.assert(
      fc.property(noise, (query) => {
        expect(JSON.stringify(decodeForm(query, limits))).toBe(JSON.stringify(nest(pairsOf(query), limits)));
      }),
      { numRuns: 2000 },
    );
  });

  test('throws nothing but its own problems', () => {
    fc.assert(
      fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), fc.nat(4), (query, maxDepth) => {
        try {
          decodeForm(query, { ...limits, maxDepth });
        } catch (fault) {
          expect(fault).toBeInstanceOf(Problem);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
