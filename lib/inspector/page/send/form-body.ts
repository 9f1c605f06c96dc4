/**
 * A form body as text with one `key=value` pair a line, which is how people edit it. A portal never sends a bare line
 * break (it is `%0A` on the wire), so none is lost.
 */
export type FormText = string;

/** A scalar of a body, and where it is: `data.DATA.line.name`. A key that PHP would read otherwise is its own path. */
export type Leaf = { readonly wire: string; readonly value: string };

type Pair = readonly [key: string, value: string];

/** Starts a line at each pair. */
export const asText = (body: string): FormText => asBody(body).replaceAll('&', '\n&');

/** As it is posted. */
export const asBody = (text: FormText): string => text.replaceAll(/\r?\n/g, '');

const pairsOf = (text: FormText): readonly Pair[] => [...new URLSearchParams(asBody(text))];

const textOf = (pairs: readonly Pair[]): FormText =>
  asText(new URLSearchParams(pairs.map(([key, value]) => [key, value])).toString());

const plainKey = /^([^.[\]]+)((?:\[[^.[\]]+\])*)$/;

/** `data[DATA][line]` as a dotted path; undefined for a key that no path can name. */
const pathOf = (key: string): string | undefined => {
  const [, name, rest] = plainKey.exec(key) ?? [];
  return name === undefined ? undefined : name + (rest ?? '').replaceAll('[', '.').replaceAll(']', '');
};

const keyOf = (wire: string): string => {
  const [name = '', ...rest] = wire.split('.');
  return name + rest.map((part) => `[${part}]`).join('');
};

/** In the order of the wire; of several with the same path the last one counts, as in PHP. */
export const leavesOf = (text: FormText): readonly Leaf[] => {
  const leaves = new Map<string, string>();
  for (const [key, value] of pairsOf(text)) leaves.set(pathOf(key) ?? key, value);
  return [...leaves].map(([wire, value]) => ({ wire, value }));
};

/** Sets one leaf, where it stands, or at the end. */
export const withLeaf = (text: FormText, { wire, value }: Leaf): FormText => {
  const pairs = pairsOf(text);
  const isIt = ([key]: Pair): boolean => (pathOf(key) ?? key) === wire;
  return pairs.some(isIt)
    ? textOf(pairs.map((pair) => (isIt(pair) ? [pair[0], value] : pair)))
    : textOf([...pairs, [keyOf(wire), value]]);
};

/**
 * The leaves that differ, by path.
 *
 * @returns undefined where changes of values cannot say it: something is gone, or has a key that no path can name.
 */
export const changesBetween = (before: FormText, after: FormText): readonly Leaf[] | undefined => {
  const old = new Map(pairsOf(before));
  const present = new Map(pairsOf(after));
  if ([...old.keys()].some((key) => !present.has(key))) return undefined;
  const changes: Leaf[] = [];
  for (const [key, value] of present) {
    if (old.get(key) === value) continue;
    const wire = pathOf(key);
    if (wire === undefined) return undefined;
    changes.push({ wire, value });
  }
  return changes;
};
