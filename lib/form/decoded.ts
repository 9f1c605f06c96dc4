/**
 * A form body as PHP nests it. PHP arrays have no list or object distinction on the wire, so a list is an
 * object with its positions as keys; every scalar is a string. Objects have no prototype.
 */
export type Decoded = string | DecodedObject;

export type DecodedObject = { [key: string]: Decoded };

/**
 * Makes an object without a prototype, on which `__proto__` and `constructor` are keys like any other. One of
 * `Object.create(null)` is a hash table to V8, which takes twice as long to fill and read (docs/decisions/decoder.md).
 */
export const decodedObject = (): DecodedObject => Object.setPrototypeOf({}, null) as DecodedObject;

/** What a sender may post; what is over is refused whole (413), never cut. */
export type FormLimits = {
  /** Decoded body in bytes. */
  readonly maxBodyBytes: number;
  /** Brackets of one key: `a[b][c]` has 2. */
  readonly maxDepth: number;
  /** `key=value` pairs of one body. */
  readonly maxPairs: number;
};

/** Whether a key is a position of a list. */
export const isPosition = (key: string): boolean => /^(?:0|[1-9]\d{0,18})$/.test(key);

/** Keys that are all list positions: PHP's way of saying "a list". */
export const isList = (value: DecodedObject): boolean => Object.keys(value).every(isPosition);

type Keeps = (key: string, parent: DecodedObject) => boolean;

/**
 * A copy of what is kept, by key, without containers that hold nothing: PHP never sends one, taking things out
 * leaves them behind.
 */
export const pruned = (value: DecodedObject, keeps: Keeps = () => true): DecodedObject =>
  filledCopy(value, keeps) ?? decodedObject();

const filledCopy = (value: DecodedObject, keeps: Keeps): DecodedObject | undefined => {
  let copy: DecodedObject | undefined;
  // V8 13.6 optimises `for (const key in value)` for one shape and then, again and again, not: 40 % of the whole path.
  for (const key of Object.keys(value)) {
    if (!keeps(key, value)) continue;
    const child = value[key];
    const kept = typeof child === 'object' ? filledCopy(child, keeps) : child;
    if (kept === undefined) continue;
    copy ??= decodedObject();
    copy[key] = kept;
  }
  return copy;
};
