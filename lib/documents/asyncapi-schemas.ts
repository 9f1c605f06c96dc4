import type { DescribedEvent } from './event-schema.ts';
import type { EventVersion } from './event-version.ts';
import type { JsonSchema, Properties } from './json-schema.ts';

/** What EventBridge puts around an event (AWS Events Reference, "Structure of EventBridge events"). */
const eventBridgeEvent: JsonSchema = {
  description: 'What EventBridge puts around an event.',
  type: 'object',
  properties: {
    version: { type: 'string', const: '0' },
    id: { description: "EventBridge's own; deduplicate by `detail.id`.", type: 'string', format: 'uuid' },
    'detail-type': { description: 'The name of the event.', type: 'string' },
    source: { description: 'The family of the event.', type: 'string' },
    account: { type: 'string', pattern: '^\\d{12}$' },
    time: { description: 'As `detail.time`.', type: 'string', format: 'date-time' },
    region: { type: 'string' },
    resources: { description: 'The portal, as `detail.source`.', type: 'array', items: { type: 'string' } },
    detail: { description: 'The event.', type: 'object' },
  },
  required: ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources', 'detail'],
};

const attributesOfVersion = new Set(['type', 'dataschema', 'data']);

const split = ({ properties = {} }: JsonSchema): { own: Properties; shared: Properties } => {
  const entries = Object.entries(properties);
  return {
    own: Object.fromEntries(entries.filter(([name]) => attributesOfVersion.has(name))),
    shared: Object.fromEntries(entries.filter(([name]) => !attributesOfVersion.has(name))),
  };
};

/** The schemas of all events, with what they have in common standing once. */
export const sharedSchemas = (events: readonly DescribedEvent[]): Properties => {
  const [first] = events;
  const required = first?.schema.required ?? [];
  const envelope: JsonSchema = {
    description: 'The attributes of CloudEvents 1.0 that all events have.',
    type: 'object',
    properties: first ? split(first.schema).shared : {},
    required: required.filter((name) => !attributesOfVersion.has(name)),
  };
  return inComponents({
    EventBridgeEvent: eventBridgeEvent,
    CloudEvent: envelope,
    ...Object.fromEntries(events.map(({ version, schema }) => [version.id, eventSchemaOf(schema)])),
    ...Object.assign({}, ...events.map(({ schema }) => schema.$defs)),
  });
};

const eventSchemaOf = (schema: JsonSchema): JsonSchema => ({
  title: schema.title ?? '',
  description: schema.description ?? '',
  allOf: [
    { $ref: '#/components/schemas/CloudEvent' },
    { type: 'object', properties: split(schema).own, required: [...attributesOfVersion] },
  ],
});

/** References lead into the components of the document instead of into definitions of their own. */
const inComponents = (schemas: Properties): Properties =>
  JSON.parse(JSON.stringify(schemas).replaceAll('"#/$defs/', '"#/components/schemas/'));

/** The message attributes on the topic, which are for filter policies. */
export const snsAttributes = ({ name, type }: EventVersion, { properties = {} }: JsonSchema): JsonSchema => {
  const { connector, line } = properties['data']?.properties ?? {};
  return {
    type: 'object',
    properties: {
      event: { description: 'The name of the event.', type: 'string', const: name },
      type: { description: 'As the attribute of the event.', type: 'string', const: type },
      portal: { description: 'The member_id of the portal.', type: 'string' },
      ...(connector && { connector: { description: '`data.connector.id`.', type: 'string' } }),
      ...(line && { line: { description: '`data.line.id`, a Number.', type: 'integer' } }),
    },
    required: ['event', 'type', 'portal'],
  };
};
