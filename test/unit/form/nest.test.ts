import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DecodedObject } from '../../../lib/form/decoded.ts';
import { nest } from '../../../lib/form/nest.ts';
import { pairsOf } from '../../../lib/form/pairs.ts';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import { formOf, limits, meaningOf, sampleNames, throughPhp } from '../../samples.ts';

type Vector = { readonly name: string; readonly query: string; readonly decoded?: unknown };

const vectors = (file: string): Vector[] =>
  JSON.parse(readFileSync(new URL(`../../vectors/php/${file}`, import.meta.url), 'utf8')) as Vector[];

const decode = (query: string, maxDepth = 64): DecodedObject => nest(pairsOf(query), { maxDepth });

/** The way of a posted body, through middy's parser where it is ordinary. */
const decodeBody = (query: string): DecodedObject => decodeForm(query, { ...limits, maxDepth: 64 });

/** Contents without prototypes, for comparison with parsed JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Where PHP drops a pair that somebody sent without a word, we keep it or refuse the body; nowhere else we differ. */
const onPurpose: readonly RegExp[] = [
  // An append behind the largest integer.
  /^(?:empty key after the largest key|next index 2[123])$/,
  // Keys at which PHP suspects a forged cookie.
  /^cookie prefixes(?: (?:0[5-9]|1[0-7]|25|29))?$/,
  // More than 64 brackets.
  /^(?:depth 66 .*|deep nesting (?:0[346789]|1[0-356]|22|24))$/,
];

const deviates = ({ name }: Vector): boolean => onPurpose.some((pattern) => pattern.test(name));

const recorded = [...vectors('build-query.json'), ...vectors('parse-str.json')];
const comparable = recorded.filter(({ decoded }) => decoded !== undefined);

describe("PHP's parse_str, recorded", () => {
  test.each(comparable.filter((vector) => !deviates(vector)))(
    'decodes $name as PHP does',
    ({ query, decoded }) => {
      expect(plain(decode(query))).toEqual(decoded);
      expect(plain(decodeBody(query))).toEqual(decoded);
    },
  );

  test('is disagreed with in 36 of 995 cases, all of them on purpose', () => {
    const answerTo = (query: string): unknown => {
      try {
        return plain(decode(query));
      } catch (problem) {
        return problem;
      }
    };
    const differing = comparable.filter(({ query, decoded }) => !isDeepStrictEqual(answerTo(query), decoded));
    expect([comparable.length, differing.length]).toEqual([995, 36]);
    expect(differing).toEqual(comparable.filter(deviates));
  });

  test.each([
    ['a __Host- key', 'a[__Host-x]=1', { a: { '__Host-x': '1' } }],
    [
      'an append behind the largest integer',
      'a[9223372036854775807]=1&a[]=2',
      { a: { '9223372036854775807': '1', '9223372036854775808': '2' } },
    ],
  ])('keeps %s, which PHP drops', (_, query, decoded) => {
    expect(plain(decode(query))).toEqual(decoded);
  });
});

describe('the samples', () => {
  test.each(sampleNames)('decodes %s to what its author meant', (sample) => {
    expect(plain(decode(formOf(sample), 16))).toEqual(plain(throughPhp(meaningOf(sample).payload)));
  });
});

describe('depth', () => {
  const nested = (brackets: number): string => `a${'[b]'.repeat(brackets)}=1`;

  test('takes a key of 16 brackets', () => {
    expect(JSON.stringify(decode(nested(16), 16))).toBe(`{"a":${'{"b":'.repeat(16)}"1"${'}'.repeat(17)}`);
  });

  test('rejects a key nested deeper than 16, and says which', () => {
    expect(() => decode(`x=1&${nested(17)}`, 16)).toThrowError(
      expect.objectContaining({
        code: 'limit-exceeded',
        status: 413,
        message:
          'The key of pair 2 is nested deeper than 16. Raise MAX_DEPTH if the portal really sends this.',
      }),
    );
  });
});

describe('keys that are dangerous elsewhere', () => {
  test.each(['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])(
    'takes %s for a key like any other',
    (key) => {
      const decoded = decode(`${key}[polluted]=yes&a[${key}]=1&a[b][${key}][c]=2`);
      expect(Object.keys(decoded)).toEqual([key, 'a']);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(JSON.stringify(decoded)).toBe(
        `{"${key}":{"polluted":"yes"},"a":{"${key}":"1","b":{"${key}":{"c":"2"}}}}`,
      );
    },
  );

  test('makes no room for the indices below a huge one', () => {
    expect(JSON.stringify(decode('a[4294967294]=x&a[999999999999]=y'))).toBe(
      '{"a":{"4294967294":"x","999999999999":"y"}}',
    );
  });
});
