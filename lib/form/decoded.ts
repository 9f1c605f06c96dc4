/**
 * A form body as PHP nests it. PHP arrays have no list or object distinction on the wire, so a list is an
 * object with its positions as keys; every scalar is a string. Objects have no prototype.
 */
export type Decoded = string | DecodedObject;

export type DecodedObject = { [key: string]: Decoded };

/** Makes an object without a prototype, on which `__proto__` and `constructor` are keys like any other. */
export const decodedObject = (): DecodedObject => Object.create(null) as DecodedObject;

/** What a sender may post; what is over is refused whole (413), never cut. */
export type FormLimits = {
  /** Decoded body in bytes. */
  readonly maxBodyBytes: number;
  /** Brackets of one key: `a[b][c]` has 2. */
  readonly maxDepth: number;
  /** `key=value` pairs of one body. */
  readonly maxPairs: number;
};

/** Keys that are all list positions: PHP's way of saying "a list". */
export const isList = (value: DecodedObject): boolean =>
  Object.keys(value).every((key) => /^(?:0|[1-9]\d{0,18})$/.test(key));

/**
 * A copy of what is kept, by key, without containers that hold nothing: PHP never sends one, taking things out
 * leaves them behind.
 */
export const pruned = (value: DecodedObject, keeps: (key: string) => boolean = () => true): DecodedObject => {
  const copy = decodedObject();
  for (const [key, child] of Object.entries(value)) {
    if (!keeps(key)) continue;
    const kept = typeof child === 'string' ? child : pruned(child, keeps);
    if (typeof kept === 'string' || Object.keys(kept).length > 0) copy[key] = kept;
  }
  return copy;
};
