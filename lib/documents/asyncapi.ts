import type { CloudEvent } from '../events/cloud-event.ts';
import { sharedSchemas, snsAttributes } from './asyncapi-schemas.ts';
import { inEventBridge } from './event-bridge.ts';
import type { DescribedEvent } from './event-schema.ts';
import { type EventVersion, fullestExample } from './event-version.ts';
import type { JsonSchema } from './json-schema.ts';

const servers = {
  eventbridge: {
    host: 'events.{region}.amazonaws.com',
    protocol: 'eventbridge',
    title: 'Amazon EventBridge',
    description: 'Where `destinations` has `eventbridge`, as it has without that setting.',
    variables: { region: { default: 'eu-central-1', description: 'Of the deployment.' } },
  },
  sns: {
    host: 'sns.{region}.amazonaws.com',
    protocol: 'sns',
    title: 'Amazon SNS',
    description: 'Where `destinations` has `sns`.',
    variables: { region: { default: 'eu-central-1', description: 'Of the deployment.' } },
  },
};

const stage = { description: 'Of the deployment, such as `prod`.', default: 'dev' };

/**
 * The AsyncAPI 3.0 document of b24bus: the channels it sends to, and every message on them as consumers receive it.
 *
 * @param release the version of b24bus.
 */
export const asyncApi = (events: readonly DescribedEvent[], release: string): object => ({
  asyncapi: '3.0.0',
  id: 'urn:b24bus',
  info: {
    title: 'b24bus',
    version: release,
    description:
      'Events of Bitrix24 Open Channels, on the bus and on the topic of a deployment in your own AWS account. ' +
      'Delivery is at least once: deduplicate by `id`.',
    license: { name: 'MIT' },
  },
  defaultContentType: 'application/json',
  servers,
  channels: { bus: busChannel(events), topic: topicChannel(events) },
  operations: {
    publishToBus: {
      action: 'send',
      channel: { $ref: '#/channels/bus' },
      title: 'Publish to the bus',
      summary: 'b24bus publishes each event once; a rule of yours selects what your targets receive.',
    },
    publishToTopic: {
      action: 'send',
      channel: { $ref: '#/channels/topic' },
      title: 'Publish to the topic',
      summary:
        'b24bus publishes each event once; the filter policy of a subscription selects what it receives.',
    },
  },
  components: { schemas: sharedSchemas(events) },
});

// No protocol of AsyncAPI's bindings is EventBridge, so what is its own is in extensions.
const busChannel = (events: readonly DescribedEvent[]) => ({
  address: 'b24bus-{stage}',
  title: 'The bus',
  description: "An EventBridge bus. Messages are what a rule's target receives: the event is in `detail`.",
  servers: [{ $ref: '#/servers/eventbridge' }],
  parameters: { stage },
  messages: byId(events, (version) => ({
    payload: {
      allOf: [
        reference('EventBridgeEvent'),
        {
          type: 'object',
          properties: {
            'detail-type': { type: 'string', const: version.name },
            source: { type: 'string', const: version.source },
            detail: reference(version.id),
          },
        },
      ],
    },
    bindings: { 'x-eventbridge': { source: version.source, detailType: version.name } },
    examples: exampleOf(version, (event) => ({ payload: inEventBridge(event, version) })),
  })),
});

const topicChannel = (events: readonly DescribedEvent[]) => ({
  address: 'b24bus-{stage}',
  title: 'The topic',
  description:
    'An SNS topic. The payload is the `Message` of a notification, or all there is with raw delivery; the headers ' +
    'are message attributes. Where `topicType` is `fifo` it is a FIFO topic, and its name ends in `.fifo`.',
  servers: [{ $ref: '#/servers/sns' }],
  parameters: { stage },
  messages: byId(events, (version, schema) => ({
    headers: snsAttributes(version, schema),
    payload: reference(version.id),
    examples: exampleOf(version, (event) => ({ payload: event })),
  })),
  bindings: {
    sns: {
      name: 'b24bus-{stage}',
      ordering: { type: 'standard' },
      bindingVersion: '0.1.0',
    },
  },
});

const byId = (
  events: readonly DescribedEvent[],
  message: (version: EventVersion, schema: JsonSchema) => object,
): Readonly<Record<string, object>> =>
  Object.fromEntries(
    events.map(({ version, schema }) => [
      version.id,
      {
        name: version.type,
        title: version.name,
        summary: version.comments.text,
        contentType: 'application/json',
        ...message(version, schema),
      },
    ]),
  );

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** One says enough here; the JSON Schemas have them all. */
const exampleOf = (version: EventVersion, shown: (event: CloudEvent) => object): readonly object[] => {
  const example = fullestExample(version);
  return example ? [{ name: version.name, ...shown(example) }] : [];
};
