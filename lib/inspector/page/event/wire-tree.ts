/** A value, or a container of some, of a wire body or of an event. */
export type TreeNode = {
  /** Counts up from 0, the root's, in the order in which the nodes are shown. */
  readonly id: number;
  /** The id of the last node inside; its own where nothing is inside. */
  readonly last: number;
  /** A slice of a long container has its first and its last: `100 … 199`. */
  readonly key: string;
  /** Keys and positions from the root on, with dots; a slice has its container's. */
  readonly path: string;
  /** `literal`: a number, a flag, or a container that holds nothing. */
  readonly kind: 'branch' | 'slice' | 'text' | 'literal';
  /** Of a value, as people read it. */
  readonly text: string;
  readonly children: readonly TreeNode[];
  /** How many values are inside; 1 of a value itself. */
  readonly leaves: number;
};

/** The root has no key, and an empty path. */
export type Tree = { readonly root: TreeNode; readonly at: ReadonlyMap<string, TreeNode> };

/** A longer container is shown in slices of so many: a body may have 20,000 values in one. */
const SLICE = 100;

/** The tree of a decoded body, or of the JSON of an event. */
export const treeOf = (value: unknown): Tree => {
  const at = new Map<string, TreeNode>();
  let next = 0;

  const nodeOf = (key: string, path: string, inside: unknown): TreeNode => {
    const id = next++;
    const members = membersOf(inside);
    const children = members.length > SLICE ? slicesOf(path, members) : childrenOf(path, members);
    const leaves = members.length === 0 ? 1 : sum(children);
    const made = { id, last: next - 1, key, path, ...shown(inside, members.length), children, leaves };
    // A key may hold a dot, so that two places have one path.
    if (!at.has(path)) at.set(path, made);
    return made;
  };

  const childrenOf = (path: string, members: readonly Member[]): TreeNode[] =>
    members.map(([key, child]) => nodeOf(key, path === '' ? key : `${path}.${key}`, child));

  const slicesOf = (path: string, members: readonly Member[]): TreeNode[] =>
    Array.from({ length: Math.ceil(members.length / SLICE) }, (_, index) => {
      const id = next++;
      const slice = members.slice(index * SLICE, (index + 1) * SLICE);
      const children = childrenOf(path, slice);
      const key = `${slice[0]?.[0]} … ${slice.at(-1)?.[0]}`;
      return { id, last: next - 1, key, path, kind: 'slice', text: '', children, leaves: sum(children) };
    });

  const root = nodeOf('', '', value);
  // `data` itself is found by its path; a path that is empty is the root's, whatever the keys are.
  at.set('', root);
  return { root, at };
};

type Member = readonly [key: string, value: unknown];

const membersOf = (value: unknown): readonly Member[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

const shown = (value: unknown, members: number): Pick<TreeNode, 'kind' | 'text'> => {
  if (members > 0) return { kind: 'branch', text: '' };
  return typeof value === 'string'
    ? { kind: 'text', text: value }
    : { kind: 'literal', text: JSON.stringify(value) ?? '' };
};

const sum = (nodes: readonly TreeNode[]): number => nodes.reduce((leaves, node) => leaves + node.leaves, 0);

/** The node at a path, or the nearest one around it that there is. */
export const nearest = ({ root, at }: Tree, path: string): TreeNode => {
  for (let place = path; place !== ''; place = place.slice(0, Math.max(place.lastIndexOf('.'), 0))) {
    const node = at.get(place);
    if (node !== undefined) return node;
  }
  return root;
};

/** The values inside a node; the node itself where it is one. */
export const leavesOf = (node: TreeNode): readonly TreeNode[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);

/** Every node inside, in the order in which they are shown. */
export const nodesIn = (node: TreeNode): readonly TreeNode[] =>
  node.children.flatMap((child) => [child, ...nodesIn(child)]);
