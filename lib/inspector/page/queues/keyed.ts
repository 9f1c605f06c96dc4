/** Things with a key each, which stays when others come and go; a queue may hold the same thing twice. */
export const keyed = <T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
): readonly (readonly [string, T])[] => {
  const seen = new Map<string, number>();
  return things.map((thing) => {
    const name = nameOf(thing);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return [times === 1 ? name : `${name} ${times}`, thing];
  });
};
