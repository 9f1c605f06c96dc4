import type { InspectorActions } from '../../lib/inspector/source.ts';
import { localActions } from '../../lib/local/inspector-actions.ts';
import { type Deployment, startDeployment } from '../cli/deployment.ts';
import { onTheBus } from '../local-run.ts';

/** What is done with no way to stop it. */
export const unstopped = new AbortController().signal;

/** An event as consumers of the bus get it. */
export type Detail = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type Scene = Deployment & {
  readonly actions: InspectorActions;
  /** What is on the bus, oldest first. */
  published(): Promise<readonly (Detail & { readonly name: string })[]>;
};

/** A local run and what its page can have done; this process speaks to its emulators, as the run's own does. */
export const startScene = async (settings: Record<string, string> = {}): Promise<Scene> => {
  const deployment = await startDeployment(settings);
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, deployment.environment);
  return {
    ...deployment,
    actions: localActions(deployment.url, deployment.environment),
    published: async () =>
      (await onTheBus(deployment.url)).flatMap((seen) =>
        seen.target === 'eventbridge'
          ? [{ ...(seen.entry.detail as Detail), name: seen.entry['detail-type'] }]
          : [],
      ),
  };
};
