import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DecodedObject } from '../../../lib/form/decoded.ts';
import { nest } from '../../../lib/form/nest.ts';
import { pairsOf } from '../../../lib/form/pairs.ts';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import { formOf, meaningOf, sampleNames, throughPhp } from '../../samples.ts';

type Vector = { readonly name: string; readonly query: string; readonly decoded?: unknown };

const vectors = (file: string): Vector[] =>
  JSON.parse(readFileSync(new URL(`../../vectors/php/${file}`, import.meta.url), 'utf8')) as Vector[];

const decode = (query: string, maxDepth = 64): DecodedObject => nest(pairsOf(query), { maxDepth });

/** The way of a posted body, through middy's parser where it is ordinary. */
const decodeBody = (query: string): DecodedObject =>
  decodeForm(query, { maxBodyBytes: 1024 * 1024, maxDepth: 64, maxPairs: 20_000 });

/** Contents without prototypes, for comparison with parsed JSON. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/**
 * Where PHP drops a pair that somebody sent, we keep it or refuse the body: keys that look like prefixed cookies,
 * an append behind the largest integer, more than 64 brackets.
 */
const deviates = (query: string): boolean => {
  const decoded = query.replaceAll(/%5b/gi, '[').replaceAll('%2E', '.');
  return /Host-|Secure-|922337203685477580[67]/.test(decoded) || decoded.split('[').length > 64;
};

describe("PHP's http_build_query and parse_str (recorded)", () => {
  test.each(vectors('build-query.json').filter(({ query }) => !deviates(query)))(
    'decodes $name as PHP does',
    ({ query, decoded }) => {
      expect(plain(decode(query))).toEqual(decoded);
      expect(plain(decodeBody(query))).toEqual(decoded);
    },
  );
});

describe("PHP's parse_str on what http_build_query never makes (recorded)", () => {
  const comparable = vectors('parse-str.json').filter(({ decoded }) => decoded !== undefined);

  test.each(comparable.filter(({ query }) => !deviates(query)))(
    'decodes $name as PHP does',
    ({ query, decoded }) => {
      expect(plain(decode(query))).toEqual(decoded);
      expect(plain(decodeBody(query))).toEqual(decoded);
    },
  );

  test('leaves few vectors to deviations on purpose', () => {
    expect(comparable.length).toBeGreaterThan(600);
    expect(comparable.filter(({ query }) => deviates(query)).length).toBeLessThan(60);
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
    expect(plain(decodeBody(query))).toEqual(decoded);
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
