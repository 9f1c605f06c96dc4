import { globSync } from 'node:fs';
import { sep } from 'node:path';
import { CATCH_ALL } from '../catalogue/index.ts';

/** What packaging has to know of an event type. */
type Deployable = {
  readonly name: string;
  readonly family: string;
  readonly route: string;
  readonly type: string;
};

/** One Lambda function: its event, the file it is built from, and its directory in `dist/`. */
export type PlannedFunction = Deployable & {
  readonly entry: string;
  readonly directory: string;
};

/** What a function's part of serverless.yml says beside the defaults. */
type ServerlessFunction = {
  readonly handler: string;
  readonly description: string;
  readonly package: { readonly patterns: readonly string[] };
  readonly events: readonly {
    readonly httpApi: string | { readonly method: string; readonly path: string };
  }[];
};

/**
 * Pairs every event type with its file `functions/<family>/<last segment of the route>.ts`.
 *
 * @throws Error that lists each missing file, each file without an event, and shared output directories.
 */
export const planFunctions = (events: readonly Deployable[], root: string): PlannedFunction[] => {
  const planned = events.map((event) => {
    const directory = event.route.slice(event.route.lastIndexOf('/') + 1);
    return { ...event, directory, entry: `functions/${event.family}/${directory}.ts` };
  });
  const present = globSync('functions/*/**/*.ts', { cwd: root }).map((file) => file.replaceAll(sep, '/'));
  const problems = [...withoutFile(planned, present), ...withoutEvent(planned, present), ...shared(planned)];
  if (problems.length > 0) {
    throw new Error(`The catalogue and functions/ disagree:\n  ${problems.toSorted().join('\n  ')}`);
  }
  return planned;
};

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

/** The `functions` of serverless.yml. Every method reaches the function: it is the function that answers 405. */
export const toServerless = (planned: readonly PlannedFunction[]): Record<string, ServerlessFunction> =>
  Object.fromEntries(
    planned.map(({ name, route, type, directory }) => [
      name,
      {
        handler: `dist/${directory}/index.handler`,
        description: `${name} from Bitrix24 as ${type}`,
        package: { patterns: ['!**', `dist/${directory}/**`] },
        events: [
          { httpApi: { method: '*', path: route } },
          ...(name === CATCH_ALL ? [{ httpApi: '*' }] : []),
        ],
      },
    ]),
  );
