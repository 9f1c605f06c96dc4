import { describe, expect, test } from 'vitest';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import { limits } from '../../samples.ts';

const pairs = (count: number): string =>
  Array.from({ length: count }, (_, index) => `data[k${index}]=${index}`).join('&');

describe('a body of many pairs', () => {
  test.each([999, 1000, 1001, 5000, 20_000])('is decoded whole: %i pairs', (count) => {
    const { data } = decodeForm(pairs(count), limits);
    expect(Object.keys(data as object)).toHaveLength(count);
    expect((data as Record<string, string>)[`k${count - 1}`]).toBe(String(count - 1));
  });

  test('is refused over the limit, with the count', () => {
    expect(() => decodeForm(pairs(20_001), limits)).toThrowError(
      expect.objectContaining({
        code: 'limit-exceeded',
        message:
          'The body has 20001 pairs, the limit is 20000. Raise MAX_PAIRS if the portal really sends this.',
      }),
    );
  });

  test.each([
    ['a&b', 2],
    ['a=1&b=2&c', 3],
    ['&&&a&&&&b&&', 2],
    ['&&&&', 0],
  ])('may have as many pairs as the limit says, and no more: %s', (body, pairs) => {
    expect(() => decodeForm(body, { ...limits, maxPairs: pairs })).not.toThrow();
    expect(() => decodeForm(`${body}&x`, { ...limits, maxPairs: pairs })).toThrowError(
      expect.objectContaining({ status: 413, message: expect.stringContaining(`has ${pairs + 1} pairs`) }),
    );
  });

  test('does not count the emptiness between ampersands', () => {
    expect(decodeForm(`${'&'.repeat(30_000)}a=1`, limits)).toEqual({ a: '1' });
  });
});

describe('a body that is not ordinary', () => {
  test.each([
    ['keeps the order of duplicates', 'a=1&a[b]=2&a=3', { a: '3' }],
    ['keeps the order of a name that is a number', '0[a]=1&0=2', { 0: '2' }],
    ['appends by the order of the body', 'a[]=1&a[5]=2&a[]=3', { a: { 0: '1', 5: '2', 6: '3' } }],
    ['reads raw UTF-8 beside a bad escape', 'a=Привет %D0', { a: 'Привет \ufffd' }],
    ['leaves percent signs that escape nothing', 'a=100%&b=%zz&c=%4', { a: '100%', b: '%zz', c: '%4' }],
    [
      'knows every digit of an escape, and no other sign',
      'a=%ff&b=%30%39%41%46%61%66%5A%5a&c=%/0%:0%@0%G0%`0%g0%0/%0:%0@%0G%0`%0g',
      { a: '\ufffd', b: '09AFafZZ', c: '%/0%:0%@0%G0%`0%g0%0/%0:%0@%0G%0`%0g' },
    ],
    [
      'decodes what follows a bad escape as before it',
      'a=%D0%9F&b=%zz&c=%D0%9F+%F0%9F%99%82&%D0%9F%5Bx%5D=+%00%EF%BB%BF',
      { a: 'П', b: '%zz', c: 'П 🙂', П: { x: ' \0\ufeff' } },
    ],
    ['replaces bytes that are not UTF-8', 'a=%D0%9F%D0&b=%ff', { a: 'П\ufffd', b: '\ufffd' }],
    ['splits at ampersands only', 'a=1;b=2', { a: '1;b=2' }],
    ['splits at the first equals sign', 'a==b=c', { a: '=b=c' }],
    ['drops pairs without a name', '=1&[]=2&a=3', { a: '3' }],
    ['is empty', '', {}],
  ])('%s', (_, body, decoded) => {
    expect(decodeForm(body, limits)).toEqual(decoded);
  });
});
