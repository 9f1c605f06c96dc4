import type { EventDefinition } from '../catalogue/definition.ts';
import { SettingsError } from '../errors.ts';
import { isQueued } from '../ingest/is-queued.ts';
import type { PlannedFunction } from './functions.ts';

/**
 * How an event reaches its function: called by API Gateway, or from a queue that API Gateway writes to. `draining` is
 * the way back: API Gateway calls, and what is still in the queues is taken too.
 */
export const ingests = ['direct', 'queued', 'draining'] as const;

export type Ingest = (typeof ingests)[number];

/**
 * The options of osls as far as they choose an ingest: it would only miss a file.
 *
 * @throws SettingsError
 */
export const checkIngest = (options: readonly string[]): void => {
  const given = options.map((option) => /^(?:--param=)?ingest=(.*)$/.exec(option)?.[1]);
  if (given.some((ingest) => ingest !== undefined && !ingests.some((known) => known === ingest))) {
    throw new SettingsError([`ingest must be ${ingests.join(', ')}`]);
  }
};

export type Event = Pick<EventDefinition, 'name' | 'route'>;

/** A reference to a resource of the template. */
export const getAtt = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });

/** The logical name of an event's queue. */
export const queueOf = (name: string): string => `${name}Queue`;

/**
 * The functions of queued events, built into `dist/queued/` to take their bodies from a queue too. API Gateway may go
 * on to call them: with every method but POST, which goes into the queue, and during a deployment.
 */
export const queuedFunctions = (
  planned: readonly PlannedFunction[],
  events: readonly Event[],
): PlannedFunction[] => {
  const names = new Set(events.filter(isQueued).map(({ name }) => name));
  return planned
    .filter(({ name }) => names.has(name))
    .map((each) => ({
      ...each,
      directory: `queued/${each.directory}`,
      events: [...each.events, queueTrigger(each.name)],
    }));
};

/** Has Lambda take messages out of the event's queue. */
const queueTrigger = (name: string) => ({
  sqs: {
    arn: getAtt(queueOf(name)),
    batchSize: 10,
    functionResponseType: 'ReportBatchItemFailures',
    // The queue can wait; the account's other functions need not.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    maximumConcurrency: '${param:ingestConcurrency}',
  },
});
