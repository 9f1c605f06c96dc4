import { Problem } from '../errors.ts';

/** A decoded key, still flat (`data[DATA][0]`), and its decoded value. */
export type Pair = readonly [key: string, value: string];

/** `node:querystring`, and so middy's parser, drops what comes after this many segments without a word. */
const QUERYSTRING_SEGMENTS = 1000;

/**
 * Counts the `key=value` pairs of a body before anything is decoded.
 *
 * @returns whether middy's parser reads this body exactly: within querystring's 1,000 segments and ASCII, as
 *   `http_build_query` makes it (on other text querystring's fallback for bad percent escapes truncates code
 *   points to bytes).
 * @throws Problem `limit-exceeded` over `maxPairs`.
 */
export const isOrdinary = (text: string, maxPairs: number): boolean => {
  let segments = 0;
  let pairs = 0;
  for (let start = 0; start <= text.length; segments++) {
    const next = text.indexOf('&', start);
    const end = next === -1 ? text.length : next;
    if (end > start) pairs++;
    start = end + 1;
  }
  if (pairs > maxPairs) {
    throw new Problem(
      'limit-exceeded',
      `The body has ${pairs} pairs, the limit is ${maxPairs}. Raise MAX_PAIRS if the portal really sends this.`,
    );
  }
  return segments <= QUERYSTRING_SEGMENTS && !/[\u0080-\uffff]/.test(text);
};

/**
 * Decodes a form body of any length into its pairs, in order, duplicates included, as PHP reads it: `+` is a
 * space, a percent escape that is none stays as it is, bytes that are not UTF-8 become U+FFFD.
 */
export const pairsOf = (text: string): Pair[] => {
  const pairs: Pair[] = [];
  for (const segment of text.split('&')) {
    if (segment === '') continue;
    const equals = segment.indexOf('=');
    pairs.push(
      equals === -1
        ? [decodeComponent(segment), '']
        : [decodeComponent(segment.slice(0, equals)), decodeComponent(segment.slice(equals + 1))],
    );
  }
  return pairs;
};

const decodeComponent = (encoded: string): string => {
  const text = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return decodeBytes(text);
  }
};

/** For what `decodeURIComponent` refuses: bad escapes and bytes that are not UTF-8. */
const decodeBytes = (text: string): string => {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const escaped = bytes[at] === 0x25 ? Number.parseInt(hexAt(bytes, at + 1), 16) : Number.NaN;
    if (Number.isNaN(escaped)) {
      bytes[length++] = bytes[at] ?? 0;
    } else {
      bytes[length++] = escaped;
      at += 2;
    }
  }
  return bytes.toString('utf8', 0, length);
};

const hexAt = (bytes: Buffer, at: number): string => {
  const digits = bytes.toString('latin1', at, at + 2);
  return /^[\da-f]{2}$/i.test(digits) ? digits : '';
};
