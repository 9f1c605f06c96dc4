import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import * as v from 'valibot';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { inEventBridge } from '../../lib/documents/event-bridge.ts';
import { readSchemas, SCHEMAS } from '../../lib/documents/files.ts';
import { schemaRegistry, schemaRegistryFaults } from '../../lib/package/schema-registry.ts';
import { type Contract, contract, sourceOf } from '../../lib/schemas/contract.ts';
import { contracts } from '../../lib/schemas/index.ts';
import { resolveConfiguration, type Template } from './service.ts';
import { referencesIn } from './template-references.ts';

/** "The source of the schema definition" of CreateSchema takes 1 to 100,000 characters. */
const MAX_CONTENT = 100_000;

/** Of CloudFormation: bytes of a template in S3, and its resources. */
const MAX_TEMPLATE_BYTES = 1_000_000;
const MAX_RESOURCES = 500;

let template: Template;
let wanted: Template;

beforeAll(async () => {
  [template, wanted] = await Promise.all([
    resolveConfiguration('--stage=prod', '--param=ingest=queued').then(({ resources }) => resources),
    resolveConfiguration('--stage=prod', '--param=schemaRegistry=true').then(({ resources }) => resources),
  ]);
}, 60_000);

const events = Object.values<Contract>(contracts);

const schemas = readSchemas(SCHEMAS);

type SchemaProperties = {
  readonly RegistryName: object;
  readonly SchemaName: string;
  readonly Type: string;
  readonly Description: string;
  readonly Content: string;
};

const propertiesOf = ({ name }: Contract): SchemaProperties =>
  template.Resources[`${name}Schema`]?.Properties as unknown as SchemaProperties;

type OpenApi = { readonly components: { readonly schemas: Readonly<Record<string, object>> } };

const contentOf = (event: Contract): OpenApi => JSON.parse(propertiesOf(event).Content) as OpenApi;

// A document of OpenAPI is no schema as a whole, so ajv is lenient.
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });

/** What is wrong with an event on the bus by the schema in the registry. */
const faultsOf = (event: Contract, onTheBus: object): string[] => {
  if (ajv.getSchema(event.type) === undefined) ajv.addSchema(contentOf(event), event.type);
  const validate = ajv.getSchema(`${event.type}#/components/schemas/AWSEvent`);
  if (validate === undefined) throw new Error(`${event.name} has no AWSEvent`);
  validate(onTheBus);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};

const examplesOf = (event: Contract): object[] =>
  (schemas[event.type]?.examples ?? []).map((example) =>
    inEventBridge(example as Parameters<typeof inEventBridge>[0], {
      name: event.name,
      source: sourceOf(event),
    }),
  );

describe('the schema registry', () => {
  it('is not made unless it is asked for', () => {
    const isAsked = (setting: string) => ({
      HasSchemaRegistry: { 'Fn::Equals': [`registry ${setting}`, 'registry true'] },
    });
    expect(template.Conditions).toMatchObject(isAsked('false'));
    expect(wanted.Conditions).toMatchObject(isAsked('true'));
    for (const { Resources } of [template, wanted]) {
      const own = Object.values(Resources).filter(({ Type }) => Type.startsWith('AWS::EventSchemas::'));
      expect(own).toHaveLength(events.length + 1);
      expect(new Set(own.map(({ Condition }) => Condition))).toEqual(new Set(['HasSchemaRegistry']));
    }
  });

  it('is named after its stage, as the bus is', () => {
    expect(template.Resources['SchemaRegistry']?.Properties).toEqual({
      RegistryName: 'b24bus-prod',
      Description: 'Events on the bus b24bus-prod',
    });
    expect(template.Resources['EventBus']?.Properties).toMatchObject({ Name: 'b24bus-prod' });
  });

  test.each(events.map((event) => [event.name, event] as const))(
    'has %s under the name that discovery would give it',
    (name, event) => {
      const { Content, ...properties } = propertiesOf(event);
      expect(properties).toEqual({
        RegistryName: { 'Fn::GetAtt': ['SchemaRegistry', 'RegistryName'] },
        SchemaName: `${sourceOf(event)}@${name}`,
        Description: event.type,
        Type: 'OpenApi3',
      });
      expect(Content.length).toBeLessThanOrEqual(MAX_CONTENT);
      expect(contentOf(event)).toMatchObject({
        openapi: '3.0.0',
        info: { title: name },
        paths: {},
        components: {
          schemas: {
            AWSEvent: {
              'x-amazon-events-detail-type': name,
              'x-amazon-events-source': sourceOf(event),
              properties: { detail: { $ref: `#/components/schemas/${name}` } },
            },
          },
        },
      });
    },
  );

  test.each(events.map((event) => [event.name, event] as const))(
    'describes %s as it is on the bus',
    (_, event) => {
      expect(examplesOf(event).length).toBeGreaterThan(0);
      for (const example of examplesOf(event)) {
        expect(faultsOf(event, example)).toEqual([]);
        const { detail } = example as { readonly detail: object };
        expect(faultsOf(event, { ...example, detail: { ...detail, type: 'another' } })).toEqual([
          '/detail/type enum',
        ]);
        expect(faultsOf(event, { ...example, detail: { ...detail, data: {} } })).toContain(
          '/detail/data required',
        );
      }
    },
  );

  it('says only what OpenAPI 3.0 knows', () => {
    const keywords = new Set(
      events.flatMap((event) => Object.values(contentOf(event).components.schemas).flatMap(keywordsIn)),
    );
    expect([...keywords].toSorted()).toEqual([
      '$ref',
      'description',
      'enum',
      'format',
      'items',
      'maximum',
      'minimum',
      'pattern',
      'properties',
      'required',
      'type',
      'x-amazon-events-detail-type',
      'x-amazon-events-source',
    ]);
  });

  it('makes a component of every object, for a class in the code bindings', () => {
    const { schemas: components } = contentOf(contracts.OnOpenLineMessageAdd).components;
    const base = 'OnOpenLineMessageAdd';
    expect(Object.keys(components).toSorted()).toEqual(
      [
        'AWSEvent',
        ...[
          '',
          'Data',
          'DataConnector',
          'DataLine',
          'DataChat',
          'DataUser',
          'DataMessage',
          'DataMessageFiles',
        ].map((name) => `${base}${name}`),
      ].toSorted(),
    );
    expect(components[`${base}DataMessage`]).toMatchObject({
      properties: {
        direction: { type: 'string', enum: ['incoming', 'outgoing'] },
        authorId: { type: 'integer', format: 'int64', minimum: 0 },
        files: { type: 'array', items: { $ref: `#/components/schemas/${base}DataMessageFiles` } },
      },
    });
  });

  it('leaves room in the template', () => {
    const { Resources } = template;
    const own = Object.entries(Resources).filter(([, { Type }]) => Type.startsWith('AWS::EventSchemas::'));
    const bytes = Buffer.byteLength(JSON.stringify(own));
    // The functions, which osls adds, are about as much as the rest.
    expect(bytes).toBeLessThan(MAX_TEMPLATE_BYTES / 5);
    expect(2 * Buffer.byteLength(JSON.stringify(Resources))).toBeLessThan(MAX_TEMPLATE_BYTES);
    expect(2 * Object.keys(Resources).length).toBeLessThan(MAX_RESOURCES);
  });

  it('refers to what exists', () => {
    const own = Object.values(template.Resources).filter(({ Type }) =>
      Type.startsWith('AWS::EventSchemas::'),
    );
    expect(new Set(referencesIn(own))).toEqual(new Set(['SchemaRegistry']));
  });
});

/** Keywords of a schema and of those in it. */
const keywordsIn = (schema: object): string[] =>
  Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties') return [keyword, ...Object.values(value as object).flatMap(keywordsIn)];
    return keyword === 'items' ? [keyword, ...keywordsIn(value)] : [keyword];
  });

describe('an event in two versions', () => {
  const event: Contract = contract({
    name: 'OnCounted',
    family: 'app',
    type: 'com.bitrix24.app.counted.v2',
    schema: v.strictObject({}),
    earlier: [{ type: 'com.bitrix24.app.counted.v1', schema: v.strictObject({}), from: () => ({}) }],
  });
  const both = { [event.type]: { title: 'v2' }, 'com.bitrix24.app.counted.v1': { title: 'v1' } };

  it('has the newest under the name of the event, so that it is the next version of that schema', () => {
    const { Resources } = schemaRegistry([event], both);
    expect(Object.entries(Resources).map(([id, { Properties }]) => [id, Properties['SchemaName']])).toEqual([
      ['SchemaRegistry', undefined],
      ['OnCountedSchema', 'bitrix24.app@OnCounted'],
      ['OnCountedV1Schema', 'bitrix24.app@OnCountedV1'],
    ]);
    expect(Resources['OnCountedV1Schema']?.Properties).toMatchObject({
      Description: 'com.bitrix24.app.counted.v1',
    });
  });

  it('is not packaged without its schemas', () => {
    expect(() => schemaRegistry([event], {})).toThrow(
      'docs/schemas/com.bitrix24.app.counted.v2.json is missing: run npm run schemas',
    );
  });
});

describe('the setting schemaRegistry', () => {
  test.each([
    ['true', []],
    ['false', []],
    ['yes', ['schemaRegistry must be true or false']],
    ['', ['schemaRegistry must be true or false']],
  ])('%s: %j', (setting, faults) => {
    const Conditions = { HasSchemaRegistry: { 'Fn::Equals': [`registry ${setting}`, 'registry true'] } };
    expect(schemaRegistryFaults(Conditions)).toEqual(faults);
  });
});
