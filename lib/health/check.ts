import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { changePortal, type Portal, type PortalProblem } from '../portals/portal.ts';
import { type Answered, askPortal, type PortalCheck } from './ask.ts';
import { nextHealth } from './health.ts';

/** A portal after a check. */
export type CheckedPortal = {
  /** As stored, unless that has failed. */
  readonly portal: Portal;
  /** Empty if all is well. */
  readonly problems: readonly PortalProblem[];
  /** Names of the catalogue: events that were not bound, and are now. */
  readonly repaired: readonly string[];
};

/**
 * Checks a portal, and keeps what it found with it: refreshes its tokens where they end soon, asks whether the
 * application is installed and with which scopes, and compares what is bound. What fails, here or there, is a
 * problem. An uninstalled portal is not asked.
 */
export const checkPortal = async (
  portal: Portal,
  lifecycle: Lifecycle,
  options: PortalCheck,
): Promise<CheckedPortal> => {
  if (portal.status !== 'installed') return { portal, problems: [], repaired: [] };
  const { now = Date.now } = options;
  const started = now();
  const answered = await askPortal(portal, lifecycle, options);
  const { problems, temporary } = answered.trouble;
  const found = { problems: [...problems], temporary, started, finished: now() };
  const repaired = answered.bindings?.repaired ?? [];
  try {
    const stored = await changePortal(lifecycle.table, portal.memberId, (current) => {
      if (current === undefined || isOutdated(answered, portal, current)) return undefined;
      return {
        ...current,
        ...answered.bindings?.kept,
        problems: found.problems,
        health: nextHealth(current.health, found),
        checkedAt: found.finished,
        updatedAt: found.finished,
      };
    });
    // Those of whoever was there first, if these are outdated.
    return { portal: stored ?? answered.portal, problems: stored?.problems ?? problems, repaired };
  } catch (fault) {
    answered.trouble.add('portal', fault);
    return { portal: answered.portal, problems, repaired };
  }
};

/** Uninstalled or installed anew meanwhile; or refreshed by somebody else, in whose favour the pair was refused. */
const isOutdated = ({ trouble, portal: asked }: Answered, portal: Portal, current: Portal): boolean => {
  if (current.status !== 'installed' || current.provenAt !== portal.provenAt) return true;
  const wasRefused = trouble.problems.some(({ check }) => check === 'oauth');
  return wasRefused && !current.sealedTokens.equals(asked.sealedTokens);
};
