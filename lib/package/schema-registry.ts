import * as v from 'valibot';
import { type EventSchemas, SCHEMAS } from '../documents/files.ts';
import { eventBridgeOpenApi } from '../documents/openapi.ts';
import { type Contract, sourceOf, versionOf } from '../schemas/contract.ts';
import type { Resources } from './operations/alarm.ts';
import { STACK } from './operations/metric.ts';

const isWanted = v.object({
  HasSchemaRegistry: v.object({ 'Fn::Equals': v.tuple([v.string(), v.string()]) }),
});

/**
 * What is wrong with the setting of the registry in a packaged template.
 *
 * @throws ValiError if it is no template of this service.
 */
export const schemaRegistryFaults = (Conditions: unknown): string[] => {
  const [wanted] = v.parse(isWanted, Conditions).HasSchemaRegistry['Fn::Equals'];
  return /^registry (?:true|false)$/.test(wanted) ? [] : ['schemaRegistry must be true or false'];
};

/** `dist/schema-registry.json`: the schemas of the events in a registry of EventBridge, where it is wanted. */
export const schemaRegistry = (
  contracts: readonly Contract[],
  schemas: EventSchemas,
): { readonly Resources: Resources } => ({
  Resources: {
    SchemaRegistry: {
      Type: 'AWS::EventSchemas::Registry',
      Condition: 'HasSchemaRegistry',
      Properties: { RegistryName: STACK, Description: `Events on the bus ${STACK}` },
    },
    ...Object.assign({}, ...contracts.map((contract) => schemaResources(contract, schemas))),
  },
});

/** The newest version under the name that discovery would give it, and earlier versions beside it. */
const schemaResources = (contract: Contract, schemas: EventSchemas): Resources => {
  const { name, type, earlier = [] } = contract;
  const version = (each: string): string => `${name}V${versionOf(each)}`;
  return {
    [`${name}Schema`]: schemaResource(contract, type, name, schemas),
    ...Object.fromEntries(
      earlier.map((each) => [
        `${version(each.type)}Schema`,
        schemaResource(contract, each.type, version(each.type), schemas),
      ]),
    ),
  };
};

const schemaResource = (contract: Contract, type: string, label: string, schemas: EventSchemas) => {
  const schema = schemas[type];
  if (schema === undefined) throw new Error(`${SCHEMAS}${type}.json is missing: run npm run schemas`);
  const source = sourceOf(contract);
  return {
    Type: 'AWS::EventSchemas::Schema',
    Condition: 'HasSchemaRegistry',
    Properties: {
      RegistryName: { 'Fn::GetAtt': ['SchemaRegistry', 'RegistryName'] },
      SchemaName: `${source}@${label}`,
      Description: type,
      // As schema discovery writes them.
      Type: 'OpenApi3',
      Content: JSON.stringify(eventBridgeOpenApi(schema, { name: contract.name, source })),
    },
  };
};
