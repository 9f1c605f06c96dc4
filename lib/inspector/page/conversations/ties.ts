/**
 * Puts together what shares a tie, directly or through others. Groups come in the order of their first item, items in
 * their own order; an item without ties stands alone.
 */
export const groupByTies = <Item>(
  items: readonly Item[],
  tiesOf: (item: Item) => readonly string[],
): readonly (readonly Item[])[] => {
  const above = new Map<string, string>();
  for (const item of items) {
    const [first, ...others] = tiesOf(item);
    for (const other of others) join(above, first ?? other, other);
  }
  const groups = Map.groupBy(items, (item) => {
    const [first] = tiesOf(item);
    return first === undefined ? item : topOf(above, first);
  });
  return [...groups.values()];
};

const join = (above: Map<string, string>, one: string, other: string): void => {
  const [top, below] = [topOf(above, one), topOf(above, other)];
  if (top !== below) above.set(below, top);
};

/** Shortens the way up, so that long chains of ties stay cheap. */
const topOf = (above: Map<string, string>, tie: string): string => {
  let top = tie;
  for (let next = above.get(top); next !== undefined; next = above.get(top)) {
    const beyond = above.get(next);
    if (beyond !== undefined) above.set(top, beyond);
    top = next;
  }
  return top;
};
