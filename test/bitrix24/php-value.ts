import type { Decoded } from '../../lib/form/decoded.ts';

/**
 * A value as PHP's `http_build_query` writes it: numbers as decimals, true and false as 1 and 0; undefined for what is
 * left out, which is null and everything without content but the empty text.
 */
export const phpValue = (value: unknown): Decoded | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value).flatMap(([key, child]) => {
    const written = phpValue(child);
    return written === undefined ? [] : [[key, written] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** A PHP array in JSON: a list if its keys are 0, 1, 2 …, so an empty one is always `[]`; else an object. */
export const phpArray = (entries: readonly (readonly [string, unknown])[]): unknown[] | object =>
  entries.every(([key], position) => key === String(position))
    ? entries.map(([, value]) => value)
    : Object.fromEntries(entries);
