import { toJsonSchema } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { unmapped, verbatim } from '../schemas/fields.ts';

/** A JSON Schema of the draft 2020-12, as far as ours use it. */
export type JsonSchema = {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly $defs?: Properties;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly properties?: Properties;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly examples?: readonly unknown[];
};

export type Properties = Readonly<Record<string, JsonSchema>>;

/** What is taken over as decoded from the wire has no shape of its own: texts, in objects as deep as the portal likes. */
const definitions: Properties = {
  verbatim: {
    description: 'As on the wire: text, or an object of such; a list is an object with positions as keys.',
    anyOf: [{ type: 'string' }, { $ref: '#/$defs/unmapped' }],
  },
  unmapped: {
    description: 'An object as on the wire.',
    type: 'object',
    additionalProperties: { $ref: '#/$defs/verbatim' },
  },
};

const isIn = (schema: object, other: object): boolean => schema === other;

/**
 * The JSON Schema of a valibot schema as `published` makes them, without `$schema`, and the definitions it refers
 * to. Objects are open, because later releases add fields.
 *
 * @throws Error if a schema has no JSON Schema.
 */
export const jsonSchemaOf = (schema: v.GenericSchema): { schema: JsonSchema; definitions: Properties } => {
  let refers = false;
  const { $schema, ...converted } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    overrideSchema: ({ valibotSchema }) => {
      const name = isIn(valibotSchema, verbatim) ? 'verbatim' : 'unmapped';
      if (name === 'unmapped' && !isIn(valibotSchema, unmapped)) return undefined;
      refers = true;
      return { $ref: `#/$defs/${name}` };
    },
  });
  return { schema: tidied(converted as object as JsonSchema), definitions: refers ? definitions : {} };
};

/** Names the type of a constant; drops a `required` that requires nothing, which older drafts refuse. */
const tidied = ({ properties, required, items, ...rest }: JsonSchema): JsonSchema => ({
  ...(typeof rest.const === 'string' && { type: 'string' }),
  ...rest,
  ...(properties && { properties: mapProperties(properties, tidied) }),
  ...(required !== undefined && required.length > 0 && { required }),
  ...(items && { items: tidied(items) }),
});

/** The same properties, each changed. */
export const mapProperties = (
  properties: Properties,
  change: (schema: JsonSchema, name: string) => JsonSchema,
): Properties =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, change(schema, name)]));
