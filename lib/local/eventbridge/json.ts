/** A JSON leaf value; an integer beyond 2^53 is a bigint so that it keeps its digits. */
export type JsonScalar = string | number | bigint | boolean | null;
export type JsonObject = { readonly [name: string]: JsonValue };
export type JsonValue = JsonScalar | readonly JsonValue[] | JsonObject;

/** PutEvents processes nested JSON up to this many levels (PutEvents, Amazon EventBridge API Reference). */
const MAX_DEPTH = 1000;

/**
 * Parses JSON text without rounding big integers.
 *
 * @throws SyntaxError when the text is not JSON or is nested deeper than 1,000 levels.
 */
export function parseJson(text: string): JsonValue {
  // Checked before parsing: the reviver below and every walk over the result recurse.
  if (nestingDepth(text) > MAX_DEPTH) throw new SyntaxError(`JSON nested deeper than ${MAX_DEPTH} levels`);
  return JSON.parse(text, exactInteger);
}

/** Writes a value from parseJson as JSON text, big integers with all their digits. */
export function jsonText(value: JsonValue): string {
  if (typeof value === 'bigint') return String(value);
  if (isJsonArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${jsonText(member)}`,
  );
  return `{${members.join(',')}}`;
}

/** True for a JSON object, false for arrays and scalars. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a JSON array. */
export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function exactInteger(_name: string, value: JsonValue, context?: { readonly source?: string }): JsonValue {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? '';
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
