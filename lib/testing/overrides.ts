/** Parts of a value; `undefined` takes an optional one away. */
export type Overrides<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { readonly [Key in keyof Value]?: Overrides<Value[Key]> | Absence<Value, Key> }
    : Value;

type Absence<Value, Key extends keyof Value> =
  Record<never, never> extends Pick<Value, Key> ? undefined : never;

/** A value with parts of it overridden: objects are merged, everything else is replaced. */
export const merged = (value: unknown, overrides: unknown): unknown => {
  if (!isObject(overrides)) return overrides;
  const fields = new Map<string, unknown>(isObject(value) ? Object.entries(value) : []);
  for (const [key, override] of Object.entries(overrides)) {
    if (override === undefined) fields.delete(key);
    else fields.set(key, merged(fields.get(key), override));
  }
  return Object.fromEntries(fields);
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
