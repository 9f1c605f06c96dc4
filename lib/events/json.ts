/** Writes U+FFFE and U+FFFF of a JSON text as escapes: SQS, behind every destination, refuses them raw. */
export const xmlSafe = (json: string): string =>
  json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');

/**
 * Writes characters beyond U+FFFF (emoji) as escapes too. SQS takes them raw; not everything that speaks its
 * protocol does (observed: fauxqs 2.4).
 */
export const bmpSafe = (json: string): string =>
  xmlSafe(json).replaceAll(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

/** A string, and the colon that makes it a key; outside of strings JSON has no quotes. */
const STRINGS = /"[^"\\]*(?:\\.[^"\\]*)*"([ \t\n\r]*:)?/gs;
const MARK = '\ue000';

/**
 * `JSON.parse` for keys of any text. V8 can take a key with escapes for another one that it has seen in its place: after
 * `{"a":[],"\\":0}`, `{"a":1,"\n":2}` has the key `\` (Node 24.21 and 26, nodejs/node#63785). So it gets none to read.
 *
 * @throws {SyntaxError} as `JSON.parse` does
 */
export const parseJson = (json: string): unknown => {
  const keys: string[] = [];
  const marked = json.replaceAll(STRINGS, (string, colon: string | undefined) => {
    if (colon === undefined || !(string.includes('\\') || string[1] === MARK)) return string;
    const key: string = JSON.parse(string.slice(0, -colon.length));
    return `"${MARK}${keys.push(key) - 1}":`;
  });
  if (keys.length === 0) return JSON.parse(json);
  const keyOf = (key: string) => (key[0] === MARK ? (keys[Number(key.slice(1))] ?? key) : key);
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inside]) => [keyOf(key), inside]))
      : value,
  );
};
