import type * as v from 'valibot';
import { attributes } from '../schemas/envelope.ts';
import { flag, integer, unmapped, verbatim } from '../schemas/fields.ts';
import { type ContractName, contracts } from '../schemas/index.ts';
import type { Shape } from './shape.ts';

// What lib/schemas promises, as plain data. The schemas read wire strings, and with valibot they alone would be 9 KB of
// every consumer; so the build of the package runs this file, and ships what it exports as JSON.

type Schema = v.GenericSchema & {
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly literal?: string;
  readonly options?: readonly string[];
  readonly pipe?: readonly { readonly type: string }[];
};

const scalars = new Map<object, Shape>([
  [integer, 'integer'],
  [flag, 'flag'],
  [verbatim, 'verbatim'],
  [unmapped, 'unmapped'],
]);

const shapeOf = (schema: Schema): Shape => {
  const { type, entries, item, literal, options, pipe = [] } = schema;
  const scalar = scalars.get(schema);
  if (scalar !== undefined) return scalar;
  if (entries) return Object.fromEntries(Object.entries(entries).map(fieldOf));
  if (item) return [shapeOf(item)];
  if (literal !== undefined) return `=${literal}`;
  if (options) return `=${options.join('|')}`;
  if (type !== 'string')
    throw new TypeError(`The consumer kit has no shape for a schema of the type ${type}`);
  return pipe.some((action) => action.type === 'iso_timestamp') ? 'timestamp' : 'text';
};

const fieldOf = ([field, schema]: [string, Schema]): [string, Shape] =>
  schema.wrapped ? [`${field}?`, shapeOf(schema.wrapped)] : [field, shapeOf(schema)];

/** What the type of an event has between `com.bitrix24.` and its version, the version, and the shape of `data`. */
type Known = readonly [what: string, version: number, data: Shape & object];

const knownOf = ({ type, schema }: (typeof contracts)[ContractName]): Known => {
  const [, what = '', version] = /^com\.bitrix24\.(.+)\.v(\d+)$/.exec(type) ?? [];
  return [what, Number(version), shapeOf(schema) as Known[2]];
};

/** The newest version of each event. */
export const events = Object.fromEntries(
  Object.entries(contracts).map(([name, contract]) => [name, knownOf(contract)]),
) as Readonly<Record<ContractName, Known>>;

/** The attributes of CloudEvents around `data`. */
export const envelope = shapeOf(attributes);
