import type { Envelope } from '../form/envelope.ts';
import { faultLine, type LogSink } from '../log.ts';
import { answerTo } from '../middleware/answer.ts';
import { eventSteps, type Steps } from '../middleware/receiver.ts';
import { changePortal, type Portal, PortalChanged } from '../portals/portal.ts';
import type { Portals, VerifiedEnvelope } from '../portals/portals.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Milliseconds for which an uninstalled portal is kept. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * The steps of ONAPPUNINSTALL. It brings no OAuth tokens, so the stored application token alone proves it. The portal
 * is marked after the event is on its way: late events of it are accepted for 30 days more, unless the user asked for
 * its data to be deleted (CLEAN).
 */
export const uninstallSteps = (
  portals: Portals,
  { table }: Pick<Lifecycle, 'table'>,
  log: LogSink,
): Steps<Envelope, VerifiedEnvelope> => ({
  ...eventSteps({ portals }),
  conclude: async (outcome, { envelope, unverified, requestId }) => {
    if (unverified === undefined && envelope.event === 'ONAPPUNINSTALL') {
      await markUninstalled(table, envelope).catch((fault: unknown) => log(faultLine(fault, requestId)));
    }
    return answerTo(outcome);
  },
});

/**
 * Marks a portal as uninstalled, or forgets it if it asks for that.
 *
 * @throws PortalsFault
 */
export const markUninstalled = async (
  table: Lifecycle['table'],
  envelope: Pick<VerifiedEnvelope, 'memberId' | 'data' | 'ts'>,
): Promise<void> => {
  const { memberId, data, ts } = envelope;
  const isStale = (portal: Portal): boolean => Number(ts) < Math.floor(portal.installedAt / 1000);
  if (typeof data === 'object' && data['CLEAN'] === '1') {
    await forget(table, memberId, isStale);
    return;
  }
  await changePortal(table, memberId, (current) => {
    if (current?.status !== 'installed' || isStale(current)) return undefined;
    const now = Date.now();
    return {
      ...current,
      status: 'uninstalled',
      // The portal has revoked them.
      sealedTokens: Buffer.alloc(0),
      boundEvents: [],
      problems: [],
      uninstalledAt: now,
      updatedAt: now,
      expiresAt: now + KEPT_MS,
    };
  });
};

/** Removes a portal, unless it was installed again meanwhile: events do not come in order. */
const forget = async (
  table: Lifecycle['table'],
  memberId: string,
  isStale: (portal: Portal) => boolean,
): Promise<void> => {
  for (let attempts = 0; attempts < 5; attempts++) {
    const current = await table.get(memberId);
    if (current === undefined || isStale(current)) return;
    try {
      return await table.remove(current);
    } catch (fault) {
      if (!(fault instanceof PortalChanged)) throw fault;
    }
  }
};
