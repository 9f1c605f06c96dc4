import { describe, expect, test } from 'vitest';
import { itemsUnder } from '../../../lib/events/items.ts';
import {
  externalKind,
  flagKind,
  idKind,
  quantityKind,
  textKind,
  type WireKind,
} from '../../../lib/events/wire-kinds.ts';
import { WireReader } from '../../../lib/events/wire-reader.ts';
import type { DecodedObject } from '../../../lib/form/decoded.ts';
import { throughPhp } from '../../samples.ts';

describe('how a wire scalar is understood', () => {
  test.each<[string, WireKind, Record<'value' | 'nothing' | 'unknown', readonly string[]>]>([
    ['free text', textKind, { value: ['x', '0', 'undefined', ' '], nothing: [''], unknown: [] }],
    [
      'an external identifier',
      externalKind,
      { value: ['x', '0', 'Undefined'], nothing: [''], unknown: ['undefined'] },
    ],
    [
      'a Bitrix24 identifier',
      idKind,
      { value: ['1', 'abc', '-1', '00'], nothing: ['', '0'], unknown: ['undefined'] },
    ],
    [
      'a quantity',
      quantityKind,
      {
        value: ['0', '12', '999999999999999'],
        nothing: [''],
        unknown: ['1000000000000000', '12px', 'x12', '-1', '1.5', 'undefined'],
      },
    ],
    [
      'a flag',
      flagKind,
      { value: ['Y', 'n', '1', '0'], nothing: [''], unknown: ['YES', 'yn', 'on', '2', 'undefined'] },
    ],
  ])('as %s', (_, kind, readings) => {
    for (const [reading, wires] of Object.entries(readings)) {
      expect(wires.map((wire) => [wire, kind(wire)])).toEqual(wires.map((wire) => [wire, reading]));
    }
  });
});

/** A reader of the first item under DATA. */
const readerOf = (data: unknown): WireReader => {
  const [item] = itemsUnder('DATA')(throughPhp(data));
  if (item === undefined) throw new Error('there is no item');
  return new WireReader(item);
};

describe('a reader', () => {
  test('takes the first that is known, spends what agrees and leaves what does not', () => {
    const wire = readerOf({ DATA: { a: '', b: 'undefined', c: 'x', d: 'x', e: 'y', f: '' }, G: 'x', H: 'z' });
    wire.external('field', 'a', 'b', 'c', 'd', 'e', 'f', '^G', '^H');
    expect(wire.draft).toEqual({ field: 'x' });
    expect(wire.unmapped()).toEqual({ b: 'undefined', e: 'y', H: 'z' });
    expect(wire.sources.get('field')).toBe('data.DATA.c');
    expect(wire.candidates.get('field')).toEqual([
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((key) => `data.DATA.${key}`),
      'data.G',
      'data.H',
    ]);
  });

  test('finds keys in any case, the exact one first, and names them as they are', () => {
    const wire = readerOf({ data: [{ Chat: { ID: '1' }, chat: { Id: '2' }, CHAT: '3' }], line: '4' });
    wire.id('chat.id', 'chat.id');
    wire.id('line.id', '^LINE');
    expect(wire.draft).toEqual({ chat: { id: '2' }, line: { id: '4' } });
    expect([...wire.sources.values()]).toEqual(['data.data.0.chat.Id', 'data.line']);
    expect(wire.unmapped()).toEqual({ Chat: { ID: '1' }, CHAT: '3' });
  });

  test('leaves a container where a scalar was expected, and does not look inside a scalar', () => {
    const wire = readerOf({ DATA: { a: { b: '1' }, c: 'x' } });
    wire.text('a', 'a');
    wire.text('c', 'c.d');
    expect(wire.draft).toEqual({});
    expect(wire.unmapped()).toEqual({ a: { b: '1' }, c: 'x' });
    expect([wire.has('a'), wire.has('c.d'), wire.peek('a'), wire.peek('c')]).toEqual([
      true,
      false,
      undefined,
      'x',
    ]);
  });

  test('finds keys in any case among many, too, and another spelling once one is taken', () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key${index}`, 'x']));
    const wire = readerOf({ DATA: { ...many, Name: '1', NAME: '2' }, ...many, Line: '3', LINE: '4' });
    wire.text('first', 'name');
    wire.text('second', 'name');
    wire.text('third', 'name');
    wire.text('line', '^LINE');
    wire.text('other', '^line');
    expect(wire.draft).toEqual({ first: '1', second: '2', line: '4', other: '3' });
    expect([...wire.sources.values()]).toEqual([
      'data.DATA.Name',
      'data.DATA.NAME',
      'data.LINE',
      'data.Line',
    ]);
    expect([wire.has('name'), wire.has('KEY39'), wire.has('key40')]).toEqual([false, true, false]);
  });

  test('leaves what it reads as it is', () => {
    const data = { DATA: { 0: { chat: { id: '1' }, params: { x: '2' } } }, LINE: '3' } as const;
    const [item] = itemsUnder('DATA')(throughPhp(data));
    if (item === undefined) throw new Error('there is no item');
    const before = structuredClone(item);
    const wire = new WireReader(item);
    wire.id('chat.id', 'chat.id');
    wire.id('line.id', '^LINE');
    wire.verbatim('params', 'params');
    expect(wire.unmapped()).toEqual({});
    expect(item).toEqual(before);
    expect(new WireReader(item).unmapped()).toEqual({ chat: { id: '1' }, params: { x: '2' }, LINE: '3' });
  });

  test('takes a value whole, but not what was taken out of it before', () => {
    const wire = readerOf({ DATA: { params: { a: '1', b: { c: '2' } } } });
    wire.text('a', 'params.a');
    wire.verbatim('params', 'params');
    expect(wire.draft).toEqual({ a: '1', params: { b: { c: '2' } } });
    expect(wire.has('params.b')).toBe(false);
    expect(wire.unmapped()).toEqual({});
  });

  test('does not name elements that have been taken', () => {
    const wire = readerOf({ DATA: { list: ['x', 'y'], mixed: { 0: 'x', name: 'y' } } });
    wire.text('first', 'list.0');
    wire.text('name', 'mixed.name');
    expect(wire.elements('list')).toEqual(['list.1']);
    expect(wire.elements('mixed')).toEqual(['mixed.0']);
  });

  test('takes a value whole, the first of two; another stays, an empty one is spent', () => {
    const wire = readerOf({ DATA: { a: '', b: { c: '1' }, d: 'x', e: '' } });
    wire.verbatim('field', 'a', 'b', 'd', 'e');
    expect(wire.draft).toEqual({ field: { c: '1' } });
    expect(wire.sources.get('field')).toBe('data.DATA.b');
    expect(wire.unmapped()).toEqual({ d: 'x' });
  });

  test('names the elements of a list, of one alone, of none', () => {
    const wire = readerOf({ DATA: { list: { 3: 'x', 12: 'y' }, one: { name: 'x', 0: 'y' }, scalar: 'x' } });
    expect(wire.elements('list')).toEqual(['list.3', 'list.12']);
    expect(wire.elements('one')).toEqual(['one']);
    expect(wire.elements('scalar')).toEqual(['scalar']);
    expect(wire.elements('none')).toEqual([]);
  });

  test('makes lists of fields that have positions, and of no others', () => {
    const wire = readerOf({ DATA: { a: '1', b: '2', c: '3', d: '4' } });
    wire.text('late.12.x', 'd');
    expect(wire.draft['late']).toBeInstanceOf(Array);
    wire.text('list.0.x', 'a');
    wire.text('list.10.x', 'b');
    wire.text('object.1x.y', 'c');
    expect(wire.draft['list']).toBeInstanceOf(Array);
    expect(wire.draft['object']).toEqual({ '1x': { y: '3' } });
    expect([wire.filled('list.0'), wire.filled('list.1'), wire.filled('object.1x.y.z')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('tells where nothing came from the wire', () => {
    const wire = readerOf({ DATA: { a: '1' } });
    wire.set('direction', 'outgoing');
    expect(wire.sources.has('direction')).toBe(false);
  });

  test('keeps both where the item and the keys beside it have a key of the same name', () => {
    const wire = readerOf({ DATA: { line: { x: '1' }, item: '2' }, line: '3', item: '4', other: '5' });
    expect(wire.unmapped()).toEqual({
      line: { x: '1' },
      item: '2',
      'data.line': '3',
      'data.item': '4',
      other: '5',
    });
  });

  test('keeps an item that is a scalar under its name', () => {
    const [item] = itemsUnder('DATA')({ DATA: { 0: 'x' }, data: 'y' } as unknown as DecodedObject);
    expect(item && new WireReader(item).unmapped()).toEqual({ data: 'x', 'data.data': 'y' });
  });
});

describe('items', () => {
  test.each([
    ['a list', { DATA: ['x', 'y'] }, ['data.DATA.0', 'data.DATA.1']],
    ['a sparse list', { DATA: { 2: 'x', 5: 'y' } }, ['data.DATA.2', 'data.DATA.5']],
    ['an object', { DATA: { a: 'x' } }, ['data.DATA']],
    ['an object that has a position among its keys', { DATA: { a: 'x', 0: 'y' } }, ['data.DATA']],
    ['an object whose keys only look like positions', { DATA: { '01': 'x' } }, ['data.DATA']],
    ['a scalar', { DATA: 'x' }, []],
    ['nothing', { other: 'x' }, []],
  ])('under %s', (_, data, paths) => {
    expect(itemsUnder('DATA')(throughPhp(data)).map(({ path }) => path)).toEqual(paths);
  });

  test('under the first name that is there, the other stays beside', () => {
    const [item] = itemsUnder('MESSAGES', 'DATA')(throughPhp({ DATA: ['x'], messages: ['y'] }));
    expect(item).toEqual({ value: 'y', path: 'data.messages.0', beside: { DATA: { 0: 'x' } } });
  });

  test('of data that is no container', () => {
    expect(itemsUnder('DATA')('x')).toEqual([]);
    expect(itemsUnder('DATA')(undefined)).toEqual([]);
  });
});
