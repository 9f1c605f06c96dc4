import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decoded, DecodedObject } from '../../../lib/form/decoded.ts';
import { nest } from '../../../lib/form/nest.ts';
import { pairsOf } from '../../../lib/form/pairs.ts';
import {
  asBody,
  asText,
  changesBetween,
  type Leaf,
  leavesOf,
  withLeaf,
} from '../../../lib/inspector/page/send/form-body.ts';

const wire = new URL('../../wire/', import.meta.url);

const samples = readdirSync(wire)
  .filter((name) => name.endsWith('.form'))
  .map((name) => [name, readFileSync(new URL(name, wire), 'utf8').trim()] as const);

const bodies = samples.map(([, body]) => body);

const decoded = (body: string): DecodedObject => nest(pairsOf(body), { maxDepth: 16 });

const leavesIn = (value: Decoded, path = ''): Leaf[] =>
  typeof value === 'string'
    ? [{ wire: path, value }]
    : Object.entries(value).flatMap(([key, child]) => leavesIn(child, path === '' ? key : `${path}.${key}`));

const someLeaf = fc
  .constantFrom(...bodies)
  .chain((body) => fc.tuple(fc.constant(body), fc.constantFrom(...leavesIn(decoded(body)))));

const someText = fc.string({ unit: 'grapheme' }).filter((text) => text.isWellFormed());

describe('a form body as text', () => {
  it('has a line for each pair, and is posted as it was', () => {
    expect(asText('a=1&b%5Bc%5D=x+y%0A')).toBe('a=1\n&b%5Bc%5D=x+y%0A');
    for (const body of bodies) expect(asBody(asText(body))).toBe(body);
  });

  it('is taken from a clipboard of Windows, too', () => {
    expect(asBody('a=1\r\n&b=2\r\n')).toBe('a=1&b=2');
  });

  it.each(samples)('has the leaves that b24bus decodes: %s', (_, body) => {
    expect(leavesOf(asText(body))).toEqual(leavesIn(decoded(body)));
  });

  it('has the last value of a key that comes twice', () => {
    expect(leavesOf('a=1&b=2&a=3')).toEqual([
      { wire: 'a', value: '3' },
      { wire: 'b', value: '2' },
    ]);
  });

  it('leaves a key alone that is no path', () => {
    expect(leavesOf('a[]=1&b[c=2&d.e=3')).toEqual([
      { wire: 'a[]', value: '1' },
      { wire: 'b[c', value: '2' },
      { wire: 'd.e', value: '3' },
    ]);
  });

  it('is changed in one leaf alone', () => {
    fc.assert(
      fc.property(someLeaf, someText, ([body, leaf], value) => {
        const changed = asBody(withLeaf(asText(body), { ...leaf, value }));
        const expected = leavesIn(decoded(body)).map((each) =>
          each.wire === leaf.wire ? { ...each, value } : each,
        );
        expect(leavesIn(decoded(changed))).toEqual(expected);
      }),
    );
  });

  it('takes a leaf that it has not had', () => {
    expect(withLeaf('a=1', { wire: 'data.DATA.line.name', value: 'Продажи & Co' })).toBe(
      'a=1\n&data%5BDATA%5D%5Bline%5D%5Bname%5D=%D0%9F%D1%80%D0%BE%D0%B4%D0%B0%D0%B6%D0%B8+%26+Co',
    );
  });
});

describe('the changes between two bodies', () => {
  it('are the leaves that are new or other', () => {
    expect(changesBetween('a=1&b[c]=2', 'a=1\n&b%5Bc%5D=3&d[e]=4')).toEqual([
      { wire: 'b.c', value: '3' },
      { wire: 'd.e', value: '4' },
    ]);
  });

  it('are none between a body and itself, however it is written', () => {
    expect(changesBetween('a=1&b%5Bc%5D=x+y', 'b[c]=x%20y\n&a=1')).toEqual([]);
  });

  it.each([
    ['something is gone', 'a=1&b=2', 'a=1'],
    ['a new key is no path', 'a=1', 'a=1&b[]=2'],
    ['a key with a dot could be taken for a path', 'a[b]=1', 'a[b]=1&a.b=2'],
  ])('are not to be had where %s', (_, before, after) => {
    expect(changesBetween(before, after)).toBeUndefined();
  });
});
