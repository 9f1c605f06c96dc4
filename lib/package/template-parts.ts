import type { EventDefinition } from '../catalogue/definition.ts';
import { readSchemas, SCHEMAS } from '../documents/files.ts';
import type { Contract } from '../schemas/contract.ts';
import { contracts } from '../schemas/index.ts';
import { type PlannedFunction, toServerless } from './functions.ts';
import { ingests, queuedFunctions } from './ingest.ts';
import { ingestResources } from './ingest-resources.ts';
import { operations } from './operations/operations.ts';
import { schemaRegistry } from './schema-registry.ts';

/**
 * The files of `dist/` that serverless.yml includes, by name: functions, ingest and operations of each ingest, and the
 * schema registry.
 */
export const templateParts = (
  planned: readonly PlannedFunction[],
  events: readonly EventDefinition[],
): Readonly<Record<string, object>> => {
  const queued = queuedFunctions(planned, events);
  const direct = toServerless(planned);
  const both = { ...direct, ...toServerless(queued) };
  const functions = { direct, queued: both, draining: both };
  const names = events.map(({ name }) => name);
  const queuedNames = queued.map(({ name }) => name);
  const parts = ingests.map((ingest) => ({
    [`functions.${ingest}.json`]: functions[ingest],
    [`ingest.${ingest}.json`]: ingestResources(ingest, events),
    [`operations.${ingest}.json`]: operations({
      functions: planned,
      events: names,
      queued: ingest === 'direct' ? [] : queuedNames,
    }),
  }));
  const registry = schemaRegistry(Object.values<Contract>(contracts), readSchemas(SCHEMAS));
  return Object.assign({ 'schema-registry.json': registry }, ...parts);
};
