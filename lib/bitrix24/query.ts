import type { Decoded, DecodedObject } from '../form/decoded.ts';

/** Encodes a nested value as PHP's `http_build_query` does, which is what Bitrix24 posts and reads. */
export const buildQuery = (value: DecodedObject): string =>
  Object.entries(value)
    .flatMap(([key, child]) => pairs(encode(key), child))
    .join('&');

const pairs = (name: string, value: Decoded): string[] =>
  typeof value === 'string'
    ? [`${name}=${encode(value)}`]
    : Object.entries(value).flatMap(([key, child]) => pairs(`${name}%5B${encode(key)}%5D`, child));

/** PHP's `urlencode`: everything but letters, digits and `-_.` is escaped, a space is `+`. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
