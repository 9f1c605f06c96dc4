import { type JsonSchema, mapProperties, type Properties } from './json-schema.ts';

/** Where an event is on the bus. */
type Address = { readonly name: string; readonly source: string };

const COMPONENTS = '#/components/schemas/';

const text: JsonSchema = { type: 'string' };

/**
 * An event as an OpenAPI 3.0 document in the form in which EventBridge's schema discovery writes them: the code
 * bindings of the console and of the IDE toolkits start from `AWSEvent`, and make a class of each component.
 */
export const eventBridgeOpenApi = (schema: JsonSchema, { name, source }: Address): object => {
  const components: Record<string, JsonSchema> = {};
  const detail = hoisting(components)(schema, name);
  return {
    openapi: '3.0.0',
    info: { version: '1.0.0', title: name },
    paths: {},
    components: { schemas: { AWSEvent: awsEvent(detail, { name, source }), ...components } },
  };
};

const awsEvent = (detail: JsonSchema, { name, source }: Address): JsonSchema => {
  const properties: Properties = {
    detail,
    account: text,
    'detail-type': text,
    id: text,
    region: text,
    resources: { type: 'array', items: text },
    source: text,
    time: { type: 'string', format: 'date-time' },
    version: text,
  };
  return {
    type: 'object',
    required: Object.keys(properties),
    'x-amazon-events-detail-type': name,
    'x-amazon-events-source': source,
    properties,
  };
};

/** Converts a schema; objects become components, named after where they stand. */
const hoisting = (components: Record<string, JsonSchema>) => {
  const convert = (schema: JsonSchema, name: string): JsonSchema => {
    const { description, type, items, properties, required } = schema;
    const described = { ...(description !== undefined && { description }) };
    if (schema.$ref !== undefined) {
      // OpenAPI's tools cope badly with types that contain themselves: text or object is anything then.
      return { ...described, ...(schema.$ref.endsWith('/unmapped') && { type: 'object' }) };
    }
    if (items) return { ...described, type: 'array', items: convert(items, name) };
    if (!properties) return { ...described, ...scalar(schema) };
    components[name] = {
      ...described,
      type: type ?? 'object',
      ...(required && { required }),
      properties: mapProperties(properties, (each, key) => convert(each, `${name}${capitalised(key)}`)),
    };
    return { $ref: `${COMPONENTS}${name}` };
  };
  return convert;
};

/** What OpenAPI 3.0 has of a scalar's keywords. It has no `const`, and without `int64` integers have 32 bits. */
const scalar = ({
  type,
  const: constant,
  enum: values,
  format,
  pattern,
  minimum,
  maximum,
}: JsonSchema): JsonSchema =>
  JSON.parse(
    JSON.stringify({
      type,
      format: type === 'integer' ? 'int64' : format,
      enum: constant === undefined ? values : [constant],
      pattern,
      minimum,
      maximum,
    }),
  );

const capitalised = (key: string): string => `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
