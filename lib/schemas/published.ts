import * as v from 'valibot';
import { flag, integer } from './fields.ts';

type Schema = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
};

const publishedInteger = v.pipe(
  v.number('is not a number'),
  v.safeInteger('is not a whole number'),
  v.minValue(0, 'is negative'),
);

const publishedFlag = v.boolean('is neither true nor false');

/**
 * The schema of `data` as it is on the bus: numbers and booleans where the wire has digits and flags, and open to
 * fields that a later release adds.
 */
export const published = <Data extends object>(
  schema: v.GenericSchema<unknown, Data>,
): v.GenericSchema<unknown, Data> => onTheBus(schema) as v.GenericSchema<unknown, Data>;

const onTheBus = (schema: Schema): Schema => {
  const is = (other: object): boolean => schema === other;
  if (is(integer)) return publishedInteger;
  if (is(flag)) return publishedFlag;
  const { entries, wrapped, item } = schema;
  if (entries) return v.looseObject(Object.fromEntries(Object.entries(entries).map(named)));
  if (wrapped) return v.exactOptional(onTheBus(wrapped));
  if (item) return v.array(onTheBus(item));
  return schema;
};

const named = ([name, schema]: [string, Schema]): [string, Schema] => [name, onTheBus(schema)];
