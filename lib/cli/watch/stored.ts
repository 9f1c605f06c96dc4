import type { InstalledPortal, Queues } from '../../inspector/protocol.ts';
import { lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import type { QuarantineRecord } from '../../publish/record.ts';
import { readablePortals } from '../portals/readable-portals.ts';
import { heldBodies as heldPages } from '../quarantine/held-bodies.ts';
import { quarantineQueues } from '../queue/target-queues.ts';
import type { Target } from '../target/target.ts';
import { undeliveredViews } from '../undelivered/undelivered-views.ts';
import { heldBodies, installedPortals, waitingEvent } from './views.ts';

const silent = { progress: () => undefined };

/** What the queues hold, oldest first; it stays there. @throws Failure, PortalsFault, SettingsError */
export const storedIn = async (target: Target, interrupted: AbortSignal): Promise<Queues> => {
  const undelivered = await undeliveredViews(target, silent, interrupted);
  const records: QuarantineRecord[] = [];
  for await (const { bodies } of heldPages(quarantineQueues(target), () => true, silent, interrupted)) {
    records.push(...bodies.map(({ record }) => record));
  }
  interrupted.throwIfAborted();
  return { undelivered: undelivered.map(waitingEvent), quarantine: heldBodies(records) };
};

/** The portals of the table that can be read. @throws PortalsFault, SettingsError */
export const portalsOf = async ({ environment }: Target): Promise<readonly InstalledPortal[]> => {
  const { portals } = await readablePortals(lifecycleFrom(environment).table);
  return installedPortals(portals);
};
