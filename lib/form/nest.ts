import { Problem } from '../errors.ts';
import { type Decoded, type DecodedObject, decodedObject, type FormLimits } from './decoded.ts';
import type { Pair } from './pairs.ts';

/**
 * Nests flat pairs (`data[DATA][0][chat][id]`) by the rules of PHP's `parse_str`, observed on PHP 8.2 and
 * recorded in `test/vectors/php`: a later scalar or array replaces an earlier one of the other kind, text
 * behind a closing bracket is ignored, `.` and space become `_` in the first part of a key only.
 *
 * Unlike PHP it drops no pair that has a name: not one appended behind the largest integer, not one whose key
 * looks like a prefixed cookie (`__Host-`).
 *
 * Objects have no prototype and no arrays are made, so `__proto__` is a key and an index of 10^12 costs nothing.
 *
 * @throws Problem `limit-exceeded` for a key of more than `maxDepth` brackets, with the position of its pair.
 */
export const nest = (pairs: Iterable<Pair>, { maxDepth }: Pick<FormLimits, 'maxDepth'>): DecodedObject => {
  const root = decodedObject();
  const appended: NextIndices = new Map();
  let position = 0;
  for (const [key, value] of pairs) {
    position++;
    if (!place(root, trimmed(key), value, maxDepth, appended)) throw tooDeep(position, maxDepth);
  }
  return root;
};

/** The next index of each container that has been appended to; undefined while it has no index. */
type NextIndices = Map<DecodedObject, bigint | undefined>;

const tooDeep = (position: number, maxDepth: number): Problem =>
  new Problem(
    'limit-exceeded',
    `The key of pair ${position} is nested deeper than ${maxDepth}. Raise MAX_DEPTH if the portal really sends this.`,
  );

/** Puts a value where its key says, part by part; PHP drops it if the key has no name. False for too many brackets. */
const place = (
  root: DecodedObject,
  key: string,
  value: string,
  maxDepth: number,
  appended: NextIndices,
): boolean => {
  let start = key.indexOf('[');
  let end = closingAt(key, start);
  let part = end === -1 ? plainName(key, start) : mangled(key.slice(0, start));
  if (part === '') return true;
  let parent = root;
  for (let depth = 0; depth <= maxDepth; depth++) {
    if (depth > 0 && isAppend(part)) part = String(nextIndex(parent, appended));
    if (appended.size > 0) remember(parent, part, appended);
    if (end === -1) {
      parent[part] = value;
      return true;
    }
    const child: Decoded | undefined = parent[part];
    parent = typeof child === 'object' ? child : makeChild(parent, part);
    part = key.slice(start + 1, end);
    start = end + 1;
    end = closingAt(key, start);
  }
  return false;
};

/** Where the bracket that opens at a place of a key closes; -1 if none opens there, or it never closes. */
const closingAt = (key: string, start: number): number =>
  key.charCodeAt(start) === OPENING ? key.indexOf(']', start + 1) : -1;

const OPENING = '['.charCodeAt(0);

const makeChild = (parent: DecodedObject, key: string): DecodedObject => {
  const child = decodedObject();
  parent[key] = child;
  return child;
};

/** PHP's `[]` is one more than the highest index so far, remembered so that many appends stay linear. */
const nextIndex = (parent: DecodedObject, appended: NextIndices): bigint => {
  if (!appended.has(parent)) {
    appended.set(parent, undefined);
    for (const key in parent) remember(parent, key, appended);
  }
  return appended.get(parent) ?? 0n;
};

/** Only canonical integers of 64 bits are indices to PHP. */
const remember = (parent: DecodedObject, key: string, appended: NextIndices): void => {
  if (!appended.has(parent) || !/^(?:0|-?[1-9]\d{0,18})$/.test(key)) return;
  const index = BigInt(key);
  const next = appended.get(parent);
  if (BigInt.asIntN(64, index) !== index) return;
  if (next === undefined || index >= next) appended.set(parent, index + 1n);
};

/** `[]`, or what stands between the brackets is one white-space character. */
const isAppend = (part: string): boolean => part.length < 2 && /^[\t-\r ]?$/.test(part);

/** Without the spaces before it and what is behind a NUL. */
const trimmed = (key: string): string => {
  const name = key.startsWith(' ') ? key.replace(/^ +/, '') : key;
  const end = name.indexOf('\0');
  return end === -1 ? name : name.slice(0, end);
};

const mangled = (name: string): string => (/[ .]/.test(name) ? name.replaceAll(/[ .]/g, '_') : name);

/** A key whose first bracket, if any, is not closed: PHP takes all of it for a plain name, `a_b` for `a[b`. */
const plainName = (key: string, bracket: number): string => {
  if (bracket === 0) return '';
  return bracket === -1 ? mangled(key) : key.replaceAll(/[ .[]/g, '_');
};
