import type { Invalidity } from '../../../events/validate.ts';
import type { Decoded } from '../../../form/decoded.ts';

/** An error where it is to be shown; `path` leads on from there to what is not in the body. */
export type PlacedError = { readonly path: string; readonly message: string };

/** The errors by the path of the deepest node on the way to what they speak of; the root's is ''. */
export const errorPlaces = (
  body: Decoded,
  errors: readonly Invalidity[],
): ReadonlyMap<string, readonly PlacedError[]> => {
  const places = new Map<string, PlacedError[]>();
  for (const { path, message } of errors) {
    const place = placeOf(body, path);
    const rest = path.slice(place === '' ? 0 : place.length + 1);
    places.set(place, [...(places.get(place) ?? []), { path: rest, message }]);
  }
  return places;
};

const placeOf = (body: Decoded, path: string): string => {
  const keys = path.split('.');
  let node: Decoded = body;
  let depth = 0;
  for (const key of keys) {
    const child: Decoded | undefined = typeof node === 'string' ? undefined : own(node, key);
    if (child === undefined) break;
    node = child;
    depth++;
  }
  return keys.slice(0, depth).join('.');
};

/** What has come as JSON has a prototype; keys are the portal's. */
const own = (node: Exclude<Decoded, string>, key: string): Decoded | undefined =>
  Object.hasOwn(node, key) ? node[key] : undefined;
