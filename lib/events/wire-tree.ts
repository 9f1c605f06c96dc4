import { type Decoded, type DecodedObject, decodedObject, isList } from '../form/decoded.ts';

/** A place in a decoded item that exists: its value, its container and its real path. */
export type Place = {
  readonly parent: DecodedObject;
  readonly key: string;
  readonly value: Decoded;
  /** With the keys as on the wire: `data.DATA.0.connector.line_id`. */
  readonly path: string;
};

/** A deep copy, so that taking fields out of it leaves the decoded body as it was. */
export const copyOf = (value: Decoded): Decoded => {
  if (typeof value === 'string') return value;
  const copy = decodedObject();
  for (const [key, child] of Object.entries(value)) copy[key] = copyOf(child);
  return copy;
};

/** Finds a dotted path; keys are matched in any case, because Bitrix24 writes them in both (wire facts). */
export const findPlace = (root: DecodedObject, path: string, rootPath: string): Place | undefined => {
  let parent = root;
  let realPath = rootPath;
  const keys = path.split('.');
  for (const [depth, wanted] of keys.entries()) {
    const key = keyIn(parent, wanted);
    const value = key === undefined ? undefined : parent[key];
    if (key === undefined || value === undefined) return undefined;
    realPath = `${realPath}.${key}`;
    if (depth === keys.length - 1) return { parent, key, value, path: realPath };
    if (typeof value === 'string') return undefined;
    parent = value;
  }
  return undefined;
};

const keyIn = (object: DecodedObject, wanted: string): string | undefined => {
  if (wanted in object) return wanted;
  const lower = wanted.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === lower);
};

/** The elements of a value that may be a list, one element alone, or absent: their keys, or none for itself. */
export const elementKeys = (value: Decoded): readonly string[] | undefined =>
  typeof value === 'object' && isList(value) ? Object.keys(value) : undefined;
