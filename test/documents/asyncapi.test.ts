import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { type Contract, sourceOf, versionOf } from '../../lib/schemas/contract.ts';
import { contracts } from '../../lib/schemas/index.ts';

const text = readFileSync(new URL('../../docs/schemas/asyncapi.json', import.meta.url), 'utf8');

type Message = {
  readonly name: string;
  readonly headers?: { readonly properties: object; readonly required: readonly string[] };
  readonly payload: object;
  readonly bindings?: object;
  readonly examples: readonly { readonly payload: Readonly<Record<string, unknown>> }[];
};

type Document = {
  readonly channels: Readonly<
    Record<'bus' | 'topic', { readonly messages: Readonly<Record<string, Message>> }>
  >;
  readonly components: object;
  readonly operations: Readonly<Record<string, { readonly action: string; readonly channel: object }>>;
};

const { channels, operations, components } = JSON.parse(text) as Document;

// The parser does not check examples of AsyncAPI 3. The document as a whole is no schema, so ajv is lenient.
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema({ channels, components }, 'asyncapi');

/** Where a payload is not as its message says: what is missing, and what is wrong. */
const faultsOf = (channel: 'bus' | 'topic', event: Contract, payload: unknown): string[] => {
  const reference = `asyncapi#/channels/${channel}/messages/${idOf(event)}/payload`;
  const validate = ajv.getSchema(reference);
  validate?.(payload);
  return (validate?.errors ?? []).map(
    ({ instancePath, params }) =>
      instancePath + ('missingProperty' in params ? `/${params['missingProperty']}` : ''),
  );
};

/** Of `@asyncapi/parser`. */
const severities = ['error', 'warning', 'information', 'hint'];

let parsed: Awaited<ReturnType<Parser['parse']>>;

beforeAll(async () => {
  parsed = await new Parser().parse(text);
}, 60_000);

const events = Object.values<Contract>(contracts);

const idOf = ({ name, type }: Contract): string => `${name}V${versionOf(type)}`;

const on = (channel: 'bus' | 'topic', event: Contract): Message => {
  const message = channels[channel].messages[idOf(event)];
  if (message === undefined) throw new Error(`${event.name} is not on the ${channel}`);
  return message;
};

describe('docs/schemas/asyncapi.json', () => {
  it('is valid, but that there is a newer AsyncAPI than 3.0', () => {
    const found = parsed.diagnostics.map(({ code, severity }) => `${severities[severity]} ${code}`);
    expect(found).toEqual(['information asyncapi-latest-version']);
    expect(parsed.document?.version()).toBe('3.0.0');
  });

  it('has every event once on the bus and once on the topic', () => {
    const ids = events.map(idOf).toSorted();
    expect(Object.keys(channels.bus.messages).toSorted()).toEqual(ids);
    expect(Object.keys(channels.topic.messages).toSorted()).toEqual(ids);
    expect(parsed.document?.messages()).toHaveLength(2 * ids.length);
  });

  it('describes b24bus, which sends', () => {
    expect(Object.values(operations).map(({ action, channel }) => [action, channel])).toEqual([
      ['send', { $ref: '#/channels/bus' }],
      ['send', { $ref: '#/channels/topic' }],
    ]);
  });

  it('refers to nothing outside of itself', () => {
    const references = [...text.matchAll(/"\$ref": "([^"]*)"/g)].map(([, to = '']) => to);
    expect(references.length).toBeGreaterThan(0);
    expect(references.filter((to) => !to.startsWith('#/'))).toEqual([]);
    expect(references.filter((to) => to.startsWith('#/$defs'))).toEqual([]);
  });

  test.each(events.map((event) => [event.name, event] as const))(
    '%s is on the bus as a target gets it, and on the topic with its attributes',
    (name, event) => {
      const [onBus] = on('bus', event).examples;
      const [onTopic] = on('topic', event).examples;
      expect(onBus?.payload).toMatchObject({
        'detail-type': name,
        source: sourceOf(event),
        detail: onTopic?.payload,
      });
      expect(onTopic?.payload['type']).toBe(event.type);
      expect(faultsOf('bus', event, onBus?.payload)).toEqual([]);
      expect(faultsOf('topic', event, onTopic?.payload)).toEqual([]);
      expect(faultsOf('bus', event, onTopic?.payload)).toContain('/detail-type');
      expect(faultsOf('topic', event, { ...onTopic?.payload, data: [] })).toContain('/data');
      expect(faultsOf('bus', event, { ...onBus?.payload, detail: {} })).toContain('/detail/id');
      expect(on('bus', event).bindings).toEqual({
        'x-eventbridge': { source: sourceOf(event), detailType: name },
      });
    },
  );

  it('has the routing attributes where an event has what they say', () => {
    const attributesOf = (event: Contract) => Object.keys(on('topic', event).headers?.properties ?? {});
    const common = ['event', 'type', 'portal'];
    expect(attributesOf(contracts.OnSessionStart)).toEqual([...common, 'connector', 'line']);
    expect(attributesOf(contracts.OnImConnectorLineDelete)).toEqual([...common, 'line']);
    expect(attributesOf(contracts.OnAppTest)).toEqual(common);
    for (const event of events) expect(on('topic', event).headers?.required).toEqual(common);
  });
});
