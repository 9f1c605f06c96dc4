import { dataSchemaOf } from '../events/cloud-event.ts';
import { attributes } from '../schemas/envelope.ts';
import { published } from '../schemas/published.ts';
import type { DocComments } from './doc-comments.ts';
import type { EventVersion } from './event-version.ts';
import { type JsonSchema, jsonSchemaOf, mapProperties, type Properties } from './json-schema.ts';

/** An event and its schema. */
export type DescribedEvent = { readonly version: EventVersion; readonly schema: JsonSchema };

/** What the attributes of this version are, where the schema of all of them only says that they are text. */
const attributesOf = (type: string): Readonly<Record<string, JsonSchema>> => ({
  id: { pattern: '^[0-9a-f]{32}$' },
  source: { pattern: '^urn:bitrix24:portal:.' },
  type: { const: type },
  time: { format: 'date-time' },
  dataschema: { const: dataSchemaOf(type) },
  receivedtime: { format: 'date-time' },
});

/**
 * The JSON Schema (2020-12) of an event as it is on the bus, attributes and `data`, with what its fields mean and
 * with examples.
 *
 * @param comments of the attributes.
 * @throws Error that lists every field without a doc comment.
 */
export const eventSchema = (version: EventVersion, comments: DocComments): JsonSchema => {
  const { name, type, schema, examples } = version;
  const envelope = jsonSchemaOf(attributes).schema;
  const data = jsonSchemaOf(published(schema));
  const narrowed = mapProperties(envelope.properties ?? {}, (each, attribute) => ({
    ...each,
    ...attributesOf(type)[attribute],
  }));
  const explanations = {
    ...comments.fields,
    data: { text: comments.fields['data']?.text ?? '', fields: version.comments.fields },
  };
  const unexplained: string[] = [];
  const explain = explaining(unexplained);
  const properties = explain({ ...narrowed, data: data.schema }, explanations, '');
  if (version.comments.text === '') unexplained.unshift('the event itself');
  if (unexplained.length > 0) {
    throw new Error(`${type} has no doc comment in lib/schemas on: ${unexplained.join(', ')}`);
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:b24bus:event:${type}`,
    title: name,
    description: version.comments.text,
    type: 'object',
    properties,
    required: [...(envelope.required ?? []), 'data'],
    ...(Object.keys(data.definitions).length > 0 && { $defs: data.definitions }),
    examples,
  };
};

/** Puts the doc comments on properties as descriptions, and notes where there is none. */
const explaining = (unexplained: string[]) => {
  const explain = (properties: Properties, comments: DocComments['fields'], path: string): Properties =>
    mapProperties(properties, (schema, name) => {
      const { text = '', fields = {} } = comments[name] ?? {};
      if (text === '') unexplained.push(`${path}${name}`);
      const within = (inner: Properties): Properties => explain(inner, fields, `${path}${name}.`);
      const { items } = schema;
      return {
        description: text,
        ...schema,
        ...(schema.properties && { properties: within(schema.properties) }),
        ...(items?.properties && { items: { ...items, properties: within(items.properties) } }),
      };
    });
  return explain;
};
