import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leavesOf,
  nearest,
  nodesIn,
  type TreeNode,
  treeOf,
} from '../../../lib/inspector/page/event/wire-tree.ts';

const outline = (node: TreeNode, depth = 0): string[] =>
  node.children.flatMap((child) => [
    `${'  '.repeat(depth)}${child.id} ${child.key}${child.text === '' ? '' : ` ${child.text}`}`,
    ...outline(child, depth + 1),
  ]);

const body = { event: 'ONAPPTEST', data: { list: { 0: 'a', 5: { id: '7' } }, empty: '' }, ts: '1' };

describe('the tree of a value', () => {
  it('numbers its nodes in the order in which they are shown', () => {
    expect(outline(treeOf(body).root)).toStrictEqual([
      '1 event ONAPPTEST',
      '2 data',
      '  3 list',
      '    4 0 a',
      '    5 5',
      '      6 id 7',
      '  7 empty',
      '8 ts 1',
    ]);
  });

  it('knows how many values a container has, and where it ends', () => {
    const { at } = treeOf(body);
    expect(at.get('data')).toMatchObject({ id: 2, last: 7, leaves: 3, kind: 'branch' });
    expect(at.get('data.list.5.id')).toMatchObject({ id: 6, last: 6, leaves: 1, kind: 'text' });
  });

  it('tells what is text from what is not', () => {
    const { root } = treeOf({ text: '1', number: 1, flag: false, list: [], object: {}, nothing: null });
    expect(root.children.map(({ kind, text }) => [kind, text])).toStrictEqual([
      ['text', '1'],
      ['literal', '1'],
      ['literal', 'false'],
      ['literal', '[]'],
      ['literal', '{}'],
      ['literal', 'null'],
    ]);
  });

  it('cuts a long container into slices, which have no path of their own', () => {
    const { root, at } = treeOf({
      list: Object.fromEntries(Array.from({ length: 250 }, (_, n) => [n, 'x'])),
    });
    expect(at.get('list')?.children.map(({ key, kind, leaves }) => [key, kind, leaves])).toStrictEqual([
      ['0 … 99', 'slice', 100],
      ['100 … 199', 'slice', 100],
      ['200 … 249', 'slice', 50],
    ]);
    expect(at.get('list.100')).toMatchObject({ key: '100', leaves: 1 });
    expect(leavesOf(root)).toHaveLength(250);
  });

  it('takes keys of any text, two of one path too', () => {
    const { root, at } = treeOf({ 'a.b': '1', a: { b: '2' }, '': '3', constructor: '4' });
    expect(leavesOf(root).map(({ path, text }) => [path, text])).toStrictEqual([
      ['a.b', '1'],
      ['a.b', '2'],
      ['', '3'],
      ['constructor', '4'],
    ]);
    expect(at.get('a.b')?.text).toBe('1');
    expect(at.get('')).toBe(root);
  });

  it('has each value once, whatever it is of', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const { root } = treeOf(value);
        const nodes = [root, ...nodesIn(root)];
        expect(nodes.map(({ id }) => id)).toStrictEqual(nodes.map((_, index) => index));
        expect(root.leaves).toBe(leavesOf(root).length);
        for (const node of nodes) expect(node.last - node.id).toBe(nodesIn(node).length);
      }),
    );
  });
});

describe('the place of what is not there', () => {
  it.each([
    ['data.list.5.id', 'data.list.5.id'],
    ['data.list.5.name', 'data.list.5'],
    ['data.list.5.id.deeper', 'data.list.5.id'],
    ['data.DATA.0.connector.line_id', 'data'],
    ['auth.member_id', ''],
    ['ts', 'ts'],
    ['', ''],
  ])('%s is found at "%s"', (path, found) => {
    expect(nearest(treeOf(body), path).path).toBe(found);
  });
});
