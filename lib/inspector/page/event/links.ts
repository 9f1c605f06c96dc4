import type { Invalidity } from '../../../events/validate.ts';
import type { Details, Mapping } from '../../protocol.ts';
import { type Folds, foldsOf } from './folds.ts';
import { leavesOf, nearest, type Tree, treeOf } from './wire-tree.ts';

/** A value of the other side; without an id where it is not there, because no event was made. */
export type Partner = { readonly path: string; readonly id?: number };

/** What there is to say of a tree's nodes, by id. */
export type Notes = Folds & {
  readonly partners: ReadonlyMap<number, readonly Partner[]>;
  readonly unmapped: ReadonlySet<number>;
  readonly errors: ReadonlyMap<number, readonly Invalidity[]>;
};

export type Annotated = { readonly tree: Tree; readonly notes: Notes };

type Known = Pick<Details, 'row' | 'wire' | 'mapping' | 'unmapped' | 'errors'>;

type Trees = Readonly<Record<'wire' | 'event', Annotated | undefined>>;

/** What was posted and what became of it, as trees whose values are linked; each of them where there is one. */
export const linkedTrees = ({ row, wire, mapping, unmapped, errors }: Known): Trees => {
  const body = wire?.body === undefined ? undefined : treeOf(wire.body);
  const event = row.published && treeOf(row.published);
  const left = unmapped.flatMap((path) => leafPaths(body, path));
  const pairs = [
    ...mapping.flatMap((pair) => leafPairs(body, pair)),
    ...left.flatMap((path) => unmappedPair(event, path, wire?.item)),
  ];
  return {
    wire: body && annotated(body, wire?.item, errors, left, partnersOf(body, event, pairs)),
    event: event && annotated(event, 'data', [], [], partnersOf(event, body, pairs.map(reversed))),
  };
};

const annotated = (
  tree: Tree,
  item: string | undefined,
  errors: readonly Invalidity[],
  unmapped: readonly string[],
  partners: Notes['partners'],
): Annotated => {
  const wrong = Map.groupBy(errors, ({ path }) => nearest(tree, path).id);
  const notes = { partners, unmapped: idsOf(tree, unmapped), errors: wrong };
  return { tree, notes: { ...notes, ...foldsOf(tree, item, [...wrong.keys()]) } };
};

/** Two paths that belong together, that of the tree at hand first. */
type Pair = readonly [own: string, other: string];

const reversed = ([own, other]: Pair): Pair => [other, own];

/** A container is taken whole, so that each value in it has its own place in the field. */
const leafPairs = (body: Tree | undefined, { wire, field }: Mapping): Pair[] =>
  leafPaths(body, wire).map((path) => [path, field + path.slice(wire.length)]);

const leafPaths = (body: Tree | undefined, path: string): readonly string[] => {
  const node = body?.at.get(path);
  return node === undefined ? [path] : leavesOf(node).map((leaf) => leaf.path);
};

/** Where `data.unmapped` keeps it: below the item, or beside it, where a key that both have is `data.<key>`. */
const unmappedPair = (event: Tree | undefined, wire: string, item = 'data'): Pair[] => {
  const within = wire === item || wire.startsWith(`${item}.`);
  const rest = wire.slice((within ? item : 'data').length + 1);
  const names = within ? [rest === '' ? 'data' : rest] : [`data.${rest}`, rest];
  const field = names.map((name) => `data.unmapped.${name}`).find((path) => event?.at.has(path));
  return field === undefined ? [] : [[wire, field]];
};

const idsOf = ({ at }: Tree, paths: readonly string[]): ReadonlySet<number> =>
  new Set(paths.map((path) => at.get(path)?.id).filter((id) => id !== undefined));

const partnersOf = (tree: Tree, other: Tree | undefined, pairs: readonly Pair[]): Notes['partners'] => {
  const partners = new Map<number, Partner[]>();
  for (const [own, path] of pairs) {
    const node = tree.at.get(own);
    const id = other?.at.get(path)?.id;
    if (node === undefined || (other !== undefined && id === undefined)) continue;
    const known = partners.get(node.id) ?? [];
    if (known.some((partner) => partner.path === path)) continue;
    partners.set(node.id, [...known, { path, ...(id !== undefined && { id }) }]);
  }
  return partners;
};
