import { describe, expect, it } from 'vitest';
import { type Annotated, linkedTrees } from '../../../lib/inspector/page/event/links.ts';
import { leavesOf, nodesIn, treeOf } from '../../../lib/inspector/page/event/wire-tree.ts';
import { publishedSamples } from '../../samples.ts';
import { details, ofSample, published } from './event-details.ts';

/** What is said of a tree's nodes, by their paths; a partner with a `?` is not there. */
const said = ({ tree, notes }: Annotated) => {
  const nodes = [tree.root, ...nodesIn(tree.root)];
  const paths = (ids: { has(id: number): boolean }) =>
    nodes.filter(({ id }) => ids.has(id)).map(({ path }) => path);
  return {
    partners: Object.fromEntries(
      nodes.flatMap(({ id, path }) => {
        const partners = notes.partners
          .get(id)
          ?.map((each) => `${each.path}${each.id === undefined ? '?' : ''}`);
        return partners ? [[path, partners]] : [];
      }),
    ),
    unmapped: paths(notes.unmapped),
    errors: paths(notes.errors),
    others: paths(notes.others),
    folded: paths(notes.folded),
  };
};

const given = (known: Parameters<typeof linkedTrees>[0]) => {
  const { wire, event } = linkedTrees(known);
  return { wire: wire && said(wire), event: event && said(event) };
};

const item = (id: string) => ({ connector: { line_id: id }, chat: { id: '5' } });

describe('the trees of an event', () => {
  it('are linked, value by value, in both directions', () => {
    const { wire, event } = given(
      details({
        body: { data: { DATA: { connector: { line_id: '7' } } }, ts: '1', auth: { member_id: 'm' } },
        item: 'data.DATA',
        published: published({ line: { id: 7 } }),
        mapping: [
          { field: 'data.line.id', wire: 'data.DATA.connector.line_id' },
          { field: 'source', wire: 'auth.member_id' },
          { field: 'partitionkey', wire: 'auth.member_id' },
        ],
      }),
    );
    expect(wire?.partners).toStrictEqual({
      'data.DATA.connector.line_id': ['data.line.id'],
      'auth.member_id': ['source', 'partitionkey'],
    });
    expect(event?.partners).toStrictEqual({
      source: ['auth.member_id'],
      partitionkey: ['auth.member_id'],
      'data.line.id': ['data.DATA.connector.line_id'],
    });
  });

  it('link each value of what is taken whole', () => {
    const params = { CLASS: 'x', list: { 0: 'a', 1: 'b' } };
    const { wire } = given(
      details({
        body: { data: { MESSAGES: { 0: { message: { params } } } } },
        item: 'data.MESSAGES.0',
        published: published({ message: { params } }),
        mapping: [{ field: 'data.message.params', wire: 'data.MESSAGES.0.message.params' }],
      }),
    );
    expect(wire?.partners).toStrictEqual({
      'data.MESSAGES.0.message.params.CLASS': ['data.message.params.CLASS'],
      'data.MESSAGES.0.message.params.list.0': ['data.message.params.list.0'],
      'data.MESSAGES.0.message.params.list.1': ['data.message.params.list.1'],
    });
  });

  it.each([
    ['inside the item', { DATA: { ref: '1' } }, 'data.DATA', 'data.DATA.ref', { ref: '1' }, 'ref'],
    ['beside the item', { DATA: { a: '1' }, EXTRA: '2' }, 'data.DATA', 'data.EXTRA', { EXTRA: '2' }, 'EXTRA'],
    [
      'beside an item that has the same key',
      { DATA: { ref: '1' }, ref: '2' },
      'data.DATA',
      'data.ref',
      { ref: '1', 'data.ref': '2' },
      'data.ref',
    ],
    ['in data itself', { QUERY: '1' }, 'data', 'data.QUERY', { QUERY: '1' }, 'QUERY'],
    ['that is data itself', '107', 'data', 'data', { data: '107' }, 'data'],
  ])('link a value %s that no field took', (_, data, at, wire, unmapped, key) => {
    const trees = given(
      details({ body: { data }, item: at, published: published({ unmapped }), unmapped: [wire] }),
    );
    expect(trees.wire?.unmapped).toStrictEqual([wire]);
    expect(trees.wire?.partners).toStrictEqual({ [wire]: [`data.unmapped.${key}`] });
    expect(trees.event?.partners).toStrictEqual({ [`data.unmapped.${key}`]: [wire] });
  });

  it('say where values would have gone, of what became no event', () => {
    const { wire, event } = given(
      details({
        body: { data: { connector: 'livechat' } },
        item: 'data',
        mapping: [{ field: 'data.connector.id', wire: 'data.connector' }],
      }),
    );
    expect(wire?.partners).toStrictEqual({ 'data.connector': ['data.connector.id?'] });
    expect(event).toBeUndefined();
  });

  it('show errors at their places, or at what is around them', () => {
    const { wire } = given(
      details({
        body: { data: { DATA: { 0: item('x') } } },
        item: 'data.DATA.0',
        errors: [
          { path: 'data.DATA.0.connector.line_id', message: 'is no id' },
          { path: 'data.DATA.0.connector.connector_id', message: 'is missing' },
          { path: 'ts', message: 'is missing' },
        ],
      }),
    );
    expect(wire?.errors).toStrictEqual(['', 'data.DATA.0.connector', 'data.DATA.0.connector.line_id']);
  });

  it('fold the other items of the body', () => {
    const { wire } = given(
      details({
        body: { data: { DATA: { 0: item('1'), 1: item('2'), 2: item('3') } }, auth: { domain: 'd' } },
        item: 'data.DATA.1',
      }),
    );
    expect(wire?.others).toStrictEqual(['data.DATA.0', 'data.DATA.2']);
    expect(wire?.folded).toStrictEqual(['data.DATA.0', 'data.DATA.2']);
  });

  it('fold nothing that holds an error', () => {
    const { wire } = given(
      details({
        body: { data: { DATA: { 0: item('1'), 1: item('2') } }, auth: { domain: 'd' } },
        item: 'data.DATA.1',
        errors: ['data.DATA.0.chat.id', 'auth.member_id'].map((path) => ({ path, message: 'is wrong' })),
      }),
    );
    expect(wire?.folded).toStrictEqual([]);
  });

  it('of a thousand values show the item, and what is long in slices', () => {
    const params = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`p${n}`, 'x']));
    const { wire, event } = given(
      details({
        body: { data: { DATA: { 0: { message: { text: 'a', params } } } } },
        item: 'data.DATA.0',
        published: published({ message: { text: 'a', params } }),
      }),
    );
    expect(wire?.folded).toStrictEqual(Array(10).fill('data.DATA.0.message.params'));
    expect(event?.folded).toStrictEqual(Array(10).fill('data.message.params'));
  });

  it('of a thousand containers open as many as can be read', () => {
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`p${n}`, { a: 'x', b: 'x' }]));
    const { wire } = given(details({ body: { data: { a: many, b: many, c: many, d: many } }, item: 'data' }));
    expect(wire?.folded[0]).toBe('data.a.p12');
    expect(wire?.folded).toContain('data.d');
  });

  it('are not there where the body is not kept', () => {
    const { wire, event } = given(details({ published: published({ line: { id: 7 } }) }));
    expect(wire).toBeUndefined();
    expect(event?.partners).toStrictEqual({});
  });
});

/** What b24bus makes, or gathers from the shape of a body. */
const made = [
  ...[
    'specversion',
    'id',
    'type',
    'subject',
    'datacontenttype',
    'dataschema',
    'receivedtime',
    'partitionkey',
  ],
  ...['data.message.direction', 'data.message.system', 'data.session.closed'],
];

const pairsOf = (partners: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(partners).flatMap(([own, others]) => others.map((other) => [own, other] as const));

describe('every field of a recorded event', () => {
  it.each(publishedSamples.flatMap((sample) => ofSample(sample).map((known) => [sample, known] as const)))(
    'is linked with the value that it comes from: %s',
    (_, known) => {
      const { wire, event } = given(known);
      const fields = leavesOf(treeOf(known.row.published).root).map(({ path }) => path);
      const unlinked = fields.filter((path) => event?.partners[path] === undefined && !made.includes(path));
      expect(unlinked).toStrictEqual([]);
      const back = pairsOf(event?.partners ?? {}).map(([field, value]) => [value, field]);
      expect(new Set(pairsOf(wire?.partners ?? {}))).toEqual(new Set(back));
      const unmapped = fields.filter((path) => path.startsWith('data.unmapped.'));
      expect(new Set(unmapped.flatMap((path) => event?.partners[path]))).toEqual(new Set(wire?.unmapped));
    },
  );
});
