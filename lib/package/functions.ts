import { globSync } from 'node:fs';
import { sep } from 'node:path';
import { CATCH_ALL } from '../catalogue/index.ts';
import type { QueueConsumer } from './queues.ts';
import type { Schedule } from './schedules.ts';

/** What packaging has to know of an event type. */
type Deployable = {
  readonly name: string;
  readonly family: string;
  readonly route: string;
  readonly type: string;
};

type Trigger =
  | { readonly httpApi: string | { readonly method: string; readonly path: string } }
  | { readonly eventBridge: { readonly schedule: string; readonly deadLetterQueueArn: object } }
  | { readonly sqs: object };

/** One Lambda function: the file it is built from, its directory in `dist/`, and what invokes it. */
export type PlannedFunction = {
  readonly name: string;
  readonly entry: string;
  readonly directory: string;
  readonly description: string;
  readonly events: readonly Trigger[];
  /** Seconds, for a function that speaks to portals: it has their tokens, and another role than a receiver. */
  readonly lifecycle?: { readonly timeout: number };
  /** For a function that consumes a queue: what it has beside the defaults. */
  readonly consumer?: Pick<QueueConsumer, 'role' | 'timeout' | 'environment'>;
};

/** What a function's part of serverless.yml says beside the defaults. */
type ServerlessFunction = {
  readonly handler: string;
  readonly description: string;
  readonly package: { readonly patterns: readonly string[] };
  readonly events: readonly Trigger[];
  readonly role?: string;
  readonly timeout?: number;
  readonly environment?: string;
};

/** An HTTP API waits for 30 s. */
const LIFECYCLE_TIMEOUT = 29;

/**
 * Pairs every event type with its file `functions/<family>/<last segment of the route>.ts`, every schedule with
 * `functions/schedule/<directory>.ts`, and every consumer of a queue with `functions/queue/<directory>.ts`.
 *
 * @throws Error that lists each missing file, each file without an event, and shared output directories.
 */
export const planFunctions = (
  events: readonly Deployable[],
  background: readonly (Schedule | QueueConsumer)[],
  root: string,
): PlannedFunction[] => {
  const planned = [
    ...events.map(receiving),
    ...background.map((each) => ('rate' in each ? scheduled(each) : consuming(each))),
  ];
  const present = globSync('functions/*/**/*.ts', { cwd: root }).map((file) => file.replaceAll(sep, '/'));
  const problems = [...withoutFile(planned, present), ...withoutEvent(planned, present), ...shared(planned)];
  if (problems.length > 0) {
    throw new Error(`The catalogue and functions/ disagree:\n  ${problems.toSorted().join('\n  ')}`);
  }
  return planned;
};

/** Every method reaches the function: it is the function that answers 405. */
const receiving = ({ name, family, route, type }: Deployable): PlannedFunction => {
  const directory = route.slice(route.lastIndexOf('/') + 1);
  return {
    name,
    entry: `functions/${family}/${directory}.ts`,
    directory,
    description: `${name} from Bitrix24 as ${type}`,
    events: [{ httpApi: { method: '*', path: route } }, ...(name === CATCH_ALL ? [{ httpApi: '*' }] : [])],
    ...(route.startsWith('/app/') && { lifecycle: { timeout: LIFECYCLE_TIMEOUT } }),
  };
};

/** Where EventBridge leaves the run of a schedule that it could not start. */
const UNHEARD = { 'Fn::GetAtt': ['OperationsDeadLetterQueue', 'Arn'] };

const scheduled = ({ name, directory, description, rate, timeout }: Schedule): PlannedFunction => ({
  name,
  entry: `functions/schedule/${directory}.ts`,
  directory,
  description,
  events: [{ eventBridge: { schedule: rate, deadLetterQueueArn: UNHEARD } }],
  lifecycle: { timeout },
});

const consuming = ({ name, directory, description, ...consumer }: QueueConsumer): PlannedFunction => ({
  name,
  entry: `functions/queue/${directory}.ts`,
  directory,
  description,
  events: [],
  consumer,
});

const withoutFile = (planned: readonly PlannedFunction[], present: readonly string[]): string[] =>
  planned
    .filter(({ entry }) => !present.includes(entry))
    .map(({ name, entry }) => `${name} has no function: ${entry} is missing`);

const withoutEvent = (planned: readonly PlannedFunction[], present: readonly string[]): string[] =>
  present
    .filter((file) => !planned.some(({ entry }) => entry === file))
    .map((file) => `${file} belongs to no event of the catalogue`);

const shared = (planned: readonly PlannedFunction[]): string[] =>
  planned
    .filter(({ directory }, index) => planned.findIndex((other) => other.directory === directory) < index)
    .map(({ name, directory }) => `${name} would be built over another function in dist/${directory}`);

/** The `functions` of serverless.yml. */
export const toServerless = (planned: readonly PlannedFunction[]): Record<string, ServerlessFunction> =>
  Object.fromEntries(
    planned.map(({ name, directory, description, events, lifecycle, consumer }) => [
      name,
      {
        handler: `dist/${directory}/index.handler`,
        description,
        package: { patterns: ['!**', `dist/${directory}/index.mjs`] },
        events,
        ...(lifecycle && {
          role: 'LifecycleRole',
          timeout: lifecycle.timeout,
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
          environment: '${self:custom.lifecycleEnvironment}',
        }),
        ...(consumer && { ...consumer, environment: `\${self:custom.${consumer.environment}}` }),
      },
    ]),
  );
