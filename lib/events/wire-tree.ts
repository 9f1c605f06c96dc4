import { type Decoded, type DecodedObject, isPosition, pruned } from '../form/decoded.ts';

/** A place in a decoded item that exists: its value, its container and its real path. */
export type Place = {
  readonly parent: DecodedObject;
  readonly key: string;
  readonly value: Decoded;
  /** With the keys as on the wire: `data.DATA.0.connector.line_id`. */
  readonly path: string;
};

/**
 * What is still there of decoded values that places are taken out of. The values stay as they are: a body's keys
 * beside its items belong to each of them, and to copy them for each would be quadratic.
 */
export class WireTree {
  readonly #taken = new Map<DecodedObject, Set<string>>();

  take({ parent, key }: Pick<Place, 'parent' | 'key'>): void {
    const taken = this.#taken.get(parent);
    if (taken === undefined) this.#taken.set(parent, new Set([key]));
    else taken.add(key);
  }

  /** Finds a dotted path; keys are matched in any case, because Bitrix24 writes them in both (wire facts). */
  find(root: Decoded, path: string, rootPath: string): Place | undefined {
    let parent = root;
    let realPath = rootPath;
    const keys = path.split('.');
    const last = keys.length - 1;
    for (let depth = 0; typeof parent !== 'string'; depth++) {
      const key = this.#keyIn(parent, keys[depth] ?? '');
      const value = key === undefined ? undefined : parent[key];
      if (key === undefined || value === undefined) return undefined;
      realPath = `${realPath}.${key}`;
      if (depth === last) return { parent, key, value, path: realPath };
      parent = value;
    }
    return undefined;
  }

  /** The elements of a value that may be a list, or one element alone: their keys, or none for itself. */
  elementKeys(value: Decoded): readonly string[] | undefined {
    if (typeof value === 'string') return undefined;
    const keys = Object.keys(value).filter((key) => this.#has(value, key));
    return keys.every(isPosition) ? keys : undefined;
  }

  /** A copy of what has not been taken. */
  rest(value: DecodedObject): DecodedObject {
    return pruned(value, (key, parent) => this.#has(parent, key));
  }

  #has(object: DecodedObject, key: string): boolean {
    return object[key] !== undefined && !this.#taken.get(object)?.has(key);
  }

  #keyIn(object: DecodedObject, wanted: string): string | undefined {
    if (this.#has(object, wanted)) return wanted;
    return spellingsIn(object, wanted.toLowerCase()).find((key) => this.#has(object, key));
  }
}

/** Containers of more keys get an index: many items may share one, or look into it for each of its elements. */
const FEW_KEYS = 32;

const indices = new WeakMap<DecodedObject, ReadonlyMap<string, readonly string[]>>();

/** The keys of an object that are the same in lower case. */
const spellingsIn = (object: DecodedObject, lower: string): readonly string[] => {
  const index = indices.get(object);
  if (index !== undefined) return index.get(lower) ?? [];
  const keys = Object.keys(object);
  if (keys.length <= FEW_KEYS) return keys.filter((key) => key.toLowerCase() === lower);
  const made = Map.groupBy(keys, (key) => key.toLowerCase());
  indices.set(object, made);
  return made.get(lower) ?? [];
};
