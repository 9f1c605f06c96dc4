import { nodesIn, type Tree, type TreeNode } from './wire-tree.ts';

/** What a reader need not see at first, by the nodes' ids. */
export type Folds = {
  /** Items of the same body that other rows are about. */
  readonly others: ReadonlySet<number>;
  readonly folded: ReadonlySet<number>;
};

/** What is open at first has about so many rows. */
const ROWS = 300;
/** What has more values is folded within what is folded, too. */
const LARGE = 50;

/**
 * Leaves open what a reader wants to see first: the item and what is wrong, then as much as there is room for, from
 * above.
 *
 * @param item the path of the item that the row is about.
 * @param wrong the nodes that have errors.
 */
export const foldsOf = (tree: Tree, item: string | undefined, wrong: readonly number[]): Folds => {
  const wanted = [...wrong, tree.at.get(item ?? '')?.id ?? 0];
  const isWanted = ({ id, last }: TreeNode) => wanted.some((each) => each >= id && each <= last);
  const others = new Set<number>();
  const folded = new Set<number>();
  const queue = [tree.root];
  let rows = ROWS;
  for (const node of queue) {
    if (isOther(node, item)) others.add(node.id);
    const fits = node.kind !== 'slice' && !others.has(node.id) && node.children.length <= rows;
    if (fits || isWanted(node)) {
      rows -= node.children.length;
      queue.push(...node.children.filter(({ children }) => children.length > 0));
    } else {
      for (const id of foldedWith(node)) folded.add(id);
    }
  }
  return { others, folded };
};

const foldedWith = (node: TreeNode): readonly number[] => [
  node.id,
  ...nodesIn(node).flatMap(({ id, leaves }) => (leaves > LARGE ? [id] : [])),
];

/** An item stands in a list, unless it is alone. */
const isOther = ({ kind, path }: TreeNode, item = ''): boolean => {
  const [list, position] = parted(item);
  const [container, key] = parted(path);
  return (
    kind === 'branch' && list === container && position !== key && isPosition(position) && isPosition(key)
  );
};

const parted = (path: string): readonly [container: string, key: string] => {
  const dot = path.lastIndexOf('.');
  return [path.slice(0, Math.max(dot, 0)), path.slice(dot + 1)];
};

const isPosition = (key: string): boolean => /^\d+$/.test(key);
