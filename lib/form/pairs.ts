import { Problem } from '../errors.ts';

/** A decoded key, still flat (`data[DATA][0]`), and its decoded value. */
export type Pair = readonly [key: string, value: string];

/**
 * Counts the `key=value` pairs of a body before anything is decoded.
 *
 * @throws Problem `limit-exceeded` over `maxPairs`.
 */
export const assertPairs = (text: string, maxPairs: number): void => {
  // Every pair but the last takes two characters.
  if (text.length < 2 * maxPairs) return;
  let pairs = 0;
  for (let start = 0; start < text.length; ) {
    const next = text.indexOf('&', start);
    const end = next === -1 ? text.length : next;
    if (end > start) pairs++;
    start = end + 1;
  }
  if (pairs <= maxPairs) return;
  throw new Problem(
    'limit-exceeded',
    `The body has ${pairs} pairs, the limit is ${maxPairs}. Raise MAX_PAIRS if the portal really sends this.`,
  );
};

/**
 * Decodes a form body of any length into its pairs, in order, duplicates included, as PHP reads it: `+` is a
 * space, a percent escape that is none stays as it is, bytes that are not UTF-8 become U+FFFD.
 */
export const pairsOf = (text: string): Pair[] => {
  const decode = componentDecoder();
  const pairs: Pair[] = [];
  for (const segment of text.split('&')) {
    if (segment === '') continue;
    const equals = segment.indexOf('=');
    pairs.push(
      equals === -1
        ? [decode(segment), '']
        : [decode(segment.slice(0, equals)), decode(segment.slice(equals + 1))],
    );
  }
  return pairs;
};

/**
 * For one body. What `decodeURIComponent` refuses costs a thrown error; a body with one such component may have
 * 40,000 of them, so it is not asked again.
 */
const componentDecoder = (): ((encoded: string) => string) => {
  let refused = false;
  return (encoded) => {
    const text = encoded.includes('+') ? encoded.replaceAll('+', ' ') : encoded;
    if (!text.includes('%')) return text;
    if (refused) return decodeBytes(text);
    try {
      return decodeURIComponent(text);
    } catch {
      refused = true;
      return decodeBytes(text);
    }
  };
};

/** Takes everything: bad escapes and bytes that are not UTF-8. */
const decodeBytes = (text: string): string => {
  const bytes = Buffer.from(text, 'utf8');
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const escaped = byte === PERCENT ? 16 * hexDigit(bytes[at + 1]) + hexDigit(bytes[at + 2]) : Number.NaN;
    if (Number.isNaN(escaped)) {
      bytes[length++] = byte;
    } else {
      bytes[length++] = escaped;
      at += 2;
    }
  }
  return bytes.toString('utf8', 0, length);
};

const PERCENT = 0x25;

/** The value of `0`–`9`, `A`–`F`, `a`–`f`; NaN of everything else. */
const hexDigit = (byte = 0): number => {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
};
