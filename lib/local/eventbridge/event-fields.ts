import { isJsonArray, isJsonObject, type JsonObject, type JsonScalar, type JsonValue } from './json.ts';

/** For each array of the event a value lies in (by number): the index of the element it lies in. */
export type ArrayMembership = ReadonlyMap<number, number>;

/** One leaf value of an event. */
export type EventField = { readonly value: JsonScalar; readonly membership: ArrayMembership };

/** The leaf values of an event by path; field names are joined with dots, array levels add nothing. */
export type EventFields = ReadonlyMap<string, readonly EventField[]>;

/**
 * Flattens an event the way EventBridge sees it when matching: only leaf values count, an empty array or object has
 * none, and a name with a dot in it equals the same path spelled with nested objects.
 *
 * Source: "JSON Array Matching" and "JSON keys with dots" in the README of AWS's Event Ruler.
 */
export function eventFields(event: JsonObject): EventFields {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;
  const visit = (value: JsonValue, path: string, membership: ArrayMembership): void => {
    if (isJsonArray(value)) {
      const array = arrays;
      arrays += 1;
      for (const [index, element] of value.entries()) {
        visit(element, path, new Map(membership).set(array, index));
      }
    } else if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, `${path}.${name}`, membership);
    } else {
      const values = fields.get(path) ?? [];
      fields.set(path, values);
      values.push({ value, membership });
    }
  };
  for (const [name, member] of Object.entries(event)) visit(member, name, new Map());
  return fields;
}

/** Joins the memberships of two values; undefined when they lie in different elements of the same array. */
export function joinMembership(left: ArrayMembership, right: ArrayMembership): ArrayMembership | undefined {
  for (const [array, index] of right) {
    if ((left.get(array) ?? index) !== index) return undefined;
  }
  return new Map([...left, ...right]);
}
