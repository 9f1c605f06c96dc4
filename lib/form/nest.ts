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
export const nest = (pairs: Iterable<Pair>, limits: Pick<FormLimits, 'maxDepth'>): DecodedObject => {
  const root = decodedObject();
  const appended: NextIndices = new Map();
  let position = 0;
  for (const [key, value] of pairs) {
    position++;
    const parts = partsOf(key);
    if (parts.length - 1 > limits.maxDepth) throw tooDeep(position, limits.maxDepth);
    if (parts[0] !== '') place(root, parts, value, appended);
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

const place = (
  root: DecodedObject,
  parts: readonly (string | null)[],
  value: string,
  appended: NextIndices,
): void => {
  let parent = root;
  const last = parts.length - 1;
  for (const [depth, part] of parts.entries()) {
    const key = part ?? String(nextIndex(parent, appended));
    if (appended.size > 0) remember(parent, key, appended);
    const child: Decoded | undefined = parent[key];
    if (depth === last) {
      parent[key] = value;
    } else {
      parent = typeof child === 'object' ? child : makeChild(parent, key);
    }
  }
};

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

/** The parts of a key; `null` is PHP's `[]`. The first part is `''` where PHP drops the pair. */
const partsOf = (key: string): (string | null)[] => {
  const name = key.replace(/^ +/, '').replace(/\0.*$/s, '');
  const bracket = name.indexOf('[');
  if (bracket === -1) return [mangled(name)];
  if (bracket === 0) return [''];
  const parts: (string | null)[] = [mangled(name.slice(0, bracket))];
  for (let at = bracket; name[at] === '['; ) {
    const end = name.indexOf(']', at + 1);
    if (end === -1) return parts.length === 1 ? [unclosed(name)] : parts;
    const part = name.slice(at + 1, end);
    parts.push(/^[\t-\r ]?$/.test(part) ? null : part);
    at = end + 1;
  }
  return parts;
};

const mangled = (name: string): string => (/[ .]/.test(name) ? name.replaceAll(/[ .]/g, '_') : name);

/** `a[b` has no closing bracket: PHP takes all of it for a plain name. */
const unclosed = (name: string): string => name.replaceAll(/[ .[]/g, '_');
