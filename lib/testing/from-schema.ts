import * as fc from 'fast-check';
import type * as v from 'valibot';
import { unmapped, verbatim } from '../schemas/fields.ts';
import { container, decoded, text } from './decoded.ts';

/** What is looked at of a schema; whatever a contract is made of is one of these. */
type Schema = Pick<v.GenericSchema, 'type'> & {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly literal?: unknown;
  readonly options?: readonly unknown[];
  readonly pipe?: readonly { readonly type: string }[];
};

/** Unix milliseconds of this century's first half. */
export const timestamp = fc.integer({
  min: Date.UTC(2001, 0),
  max: Date.UTC(2050, 0),
});

/**
 * What a schema of `published` takes: optional fields with and without, nothing empty where the contract leaves out
 * what is empty.
 *
 * @throws TypeError at a kind of schema that contracts did not have before.
 */
export const fromSchema = (schema: Schema): fc.Arbitrary<unknown> => {
  if (isSame(schema, verbatim)) return decoded;
  if (isSame(schema, unmapped)) return container;
  const make = kinds[schema.type];
  if (make === undefined) throw new TypeError(`There is no arbitrary for a schema of type ${schema.type}.`);
  return make(schema);
};

const isSame = (schema: Schema, other: Schema): boolean => schema === other;

const kinds: Readonly<Record<string, (schema: Schema) => fc.Arbitrary<unknown>>> = {
  loose_object: ({ entries = {} }) => {
    const fields: Record<string, fc.Arbitrary<unknown>> = {};
    for (const [key, field] of Object.entries(entries)) fields[key] = fromSchema(field);
    const requiredKeys = Object.keys(entries).filter((key) => entries[key]?.wrapped === undefined);
    return fc.record(fields, { requiredKeys, noNullPrototype: true });
  },
  // Whatever is empty is left out instead.
  exact_optional: ({ wrapped }) => {
    if (wrapped?.item) return fc.array(fromSchema(wrapped.item), { minLength: 1, maxLength: 3 });
    return wrapped === undefined ? fc.constant(undefined) : fromSchema(wrapped);
  },
  array: ({ item }) => (item === undefined ? fc.constant([]) : fc.array(fromSchema(item), { maxLength: 3 })),
  literal: ({ literal }) => fc.constant(literal),
  picklist: ({ options = [] }) => fc.constantFrom(...options),
  number: () => fc.oneof(fc.integer({ min: 1, max: 200 }), fc.maxSafeNat()),
  boolean: () => fc.boolean(),
  string: ({ pipe = [] }) =>
    pipe.some(({ type }) => type === 'iso_timestamp')
      ? timestamp.map((milliseconds) => new Date(milliseconds).toISOString())
      : text,
};
