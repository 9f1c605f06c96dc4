import { type Decoded, type DecodedObject, decodedObject } from '../form/decoded.ts';
import type { WireItem } from './items.ts';
import { externalKind, flagKind, idKind, quantityKind, textKind, type WireKind } from './wire-kinds.ts';
import { type Place, WireTree } from './wire-tree.ts';

/**
 * Reads one wire item by taking fields out of it. Whatever has not been taken in the end is `unmapped`, so
 * nothing can be lost by being forgotten.
 *
 * Wire paths are dotted and looked up in any case; `^LINE` stands beside the list of items, `.` is the item
 * itself where it is a scalar. Of several paths the first that is known feeds the field; others that say the
 * same are spent, others that disagree stay behind.
 */
export class WireReader {
  /** `data` in wire form: what has been taken so far, by field of ours. */
  readonly draft: Record<string, unknown> = {};
  /** Field of ours to the wire path that fed it: `line.id` to `data.DATA.0.connector.line_id`. */
  readonly sources = new Map<string, string>();
  readonly #asked: (readonly [field: string, paths: readonly string[]])[] = [];
  readonly #tree = new WireTree();
  readonly #itemPath: string;
  /** The item as the only child, so that an item that is a scalar has a place too. */
  readonly #root: DecodedObject = decodedObject();
  readonly #beside: DecodedObject;

  constructor(item: WireItem) {
    this.#itemPath = item.path;
    this.#root['item'] = item.value;
    this.#beside = item.beside;
  }

  /** Field of ours to the wire paths that could have fed it; only an invalid item has to say so. */
  get candidates(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.#asked.map(([field, paths]) => [field, paths.map((path) => this.#fullPath(path))]));
  }

  /** A Bitrix24 integer identifier; 0 is none. */
  id(field: string, ...paths: string[]): void {
    this.#scalar(idKind, field, paths);
  }

  /** An identifier of an external system. */
  external(field: string, ...paths: string[]): void {
    this.#scalar(externalKind, field, paths);
  }

  text(field: string, ...paths: string[]): void {
    this.#scalar(textKind, field, paths);
  }

  quantity(field: string, ...paths: string[]): void {
    this.#scalar(quantityKind, field, paths);
  }

  flag(field: string, ...paths: string[]): void {
    this.#scalar(flagKind, field, paths);
  }

  /** Takes a value whole, container or text. */
  verbatim(field: string, ...paths: string[]): void {
    for (const place of paths.map((path) => this.#find(path))) {
      if (place === undefined || (place.value !== '' && this.filled(field))) continue;
      const { value } = place;
      if (value !== '')
        this.#put(field, typeof value === 'string' ? value : this.#tree.rest(value), place.path);
      this.#tree.take(place);
    }
  }

  /** Fills a field with what follows from the shape; in wire form, as the schema expects it. */
  set(field: string, value: string): void {
    this.#put(field, value);
  }

  /** Makes a container exist, even if nothing in it is known. */
  setEmpty(field: string): void {
    this.draft[field] ??= {};
  }

  /** The wire paths of a list's elements; the path itself where there is one element alone. */
  elements(path: string): readonly string[] {
    const value = this.#find(path)?.value;
    if (value === undefined) return [];
    return this.#tree.elementKeys(value)?.map((key) => `${path}.${key}`) ?? [path];
  }

  /** Looks at a scalar without taking it. */
  peek(path: string): string | undefined {
    const value: Decoded | undefined = this.#find(path)?.value;
    return typeof value === 'string' ? value : undefined;
  }

  /** Whether the wire has anything at this path. */
  has(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  /** Whether a field of ours, or one inside it, has been filled. */
  filled(field: string): boolean {
    let value: unknown = this.draft;
    for (const key of field.split('.')) {
      if (typeof value !== 'object' || value === null) return false;
      value = (value as Record<string, unknown>)[key];
    }
    return value !== undefined;
  }

  /** What nobody took, of the item and of the keys beside the list; where both have a key, by its path. */
  unmapped(): DecodedObject {
    const item = this.#tree.rest(this.#root)['item'];
    const rest = typeof item === 'object' ? item : decodedObject();
    if (typeof item === 'string') rest['data'] = item;
    for (const [key, value] of Object.entries(this.#tree.rest(this.#beside))) {
      rest[key in rest ? `data.${key}` : key] = value;
    }
    return rest;
  }

  #scalar(kind: WireKind, field: string, paths: readonly string[]): void {
    this.#asked.push([field, paths]);
    let taken: string | undefined;
    for (const place of paths.map((path) => this.#find(path))) {
      if (typeof place?.value !== 'string') continue;
      const reading = kind(place.value);
      const disagrees = taken !== undefined && taken !== place.value;
      if (reading === 'unknown' || (reading === 'value' && disagrees)) continue;
      this.#tree.take(place);
      if (reading === 'nothing' || taken !== undefined) continue;
      taken = place.value;
      this.#put(field, taken, place.path);
    }
  }

  #find(path: string): Place | undefined {
    if (path.startsWith('^')) return this.#tree.find(this.#beside, path.slice(1), 'data');
    if (path !== '.') return this.#tree.find(this.#root['item'] ?? '', path, this.#itemPath);
    const place = this.#tree.find(this.#root, 'item', '');
    return place && { ...place, path: this.#itemPath };
  }

  #fullPath(path: string): string {
    if (path.startsWith('^')) return `data.${path.slice(1)}`;
    return path === '.' ? this.#itemPath : `${this.#itemPath}.${path}`;
  }

  #put(field: string, value: Decoded, source?: string): void {
    setIn(this.draft, field.split('.'), value);
    if (source !== undefined) this.sources.set(field, source);
  }
}

const setIn = (target: Record<string, unknown>, keys: readonly string[], value: Decoded): void => {
  let container = target;
  const last = keys.length - 1;
  for (let depth = 0; depth < last; depth++) {
    const key = keys[depth] ?? '';
    container[key] ??= /^\d+$/.test(keys[depth + 1] ?? '') ? [] : {};
    container = container[key] as Record<string, unknown>;
  }
  container[keys[last] ?? ''] = value;
};
