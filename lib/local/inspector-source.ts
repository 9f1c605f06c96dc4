import { randomUUID } from 'node:crypto';
import { catalogue, eventNames } from '../catalogue/index.ts';
import type { InspectorSource } from '../inspector/source.ts';
import type { Capture } from './capture.ts';
import type { LocalCloud } from './cloud.ts';
import { localActions, localPortals, localQueues } from './inspector-actions.ts';

/**
 * What the page shows of a local run, and can have done there.
 *
 * @param url of the run.
 * @param environment of its functions.
 */
export const localSource = (
  url: string,
  environment: Readonly<Record<string, string>>,
  cloud: LocalCloud,
  capture: Capture,
): InspectorSource => ({
  about: {
    run: randomUUID(),
    mode: 'local',
    name: `the local run at ${url}`,
    events: eventNames.map((name) => ({
      name,
      type: catalogue[name].type,
      route: catalogue[name].route,
    })),
  },
  journal: capture.journal,
  details: async (seq) => capture.details(seq),
  queues: () => localQueues(cloud),
  portals: () => localPortals(environment),
  actions: localActions(url, environment),
});
