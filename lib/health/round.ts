import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { faultLine } from '../log.ts';
import type { Delivery } from '../middleware/keep.ts';
import { PortalsFault } from '../portals/fault.ts';
import type { Portal } from '../portals/portal.ts';
import { announceHealth } from './announce.ts';
import { type CheckedPortal, checkPortal } from './check.ts';
import { isDue } from './due.ts';
import { healthOf } from './health.ts';
import { metricLine } from './metrics.ts';

/** What a round of checks works with. */
export type Round = {
  readonly lifecycle: Lifecycle;
  readonly delivery: Delivery;
  readonly requestId: string;
  /** Unix milliseconds, by the system's clock, after which nothing is begun and no portal is waited for. */
  readonly end: number;
  /** Milliseconds for one portal. */
  readonly patience: number;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** What has come of a round so far. */
type Progress = {
  readonly unhealthy: Set<string>;
  due: number;
  checked: number;
  repaired: number;
  faults: number;
};

const AT_A_TIME = 5;

/** Less time than this is not worth beginning with a portal: one attempt may take 10 s. */
const LEAST_MS = 12_000;

/**
 * Checks and repairs the portals that are due, the longest waiting first, and announces changes of health. A fault
 * of one portal, or of listing them, keeps none of the others from it: it is logged. So is what came of the round.
 */
export const checkRound = async (round: Round): Promise<void> => {
  const { delivery, requestId, end, patience, now } = round;
  const progress: Progress = { unhealthy: new Set(), due: 0, checked: 0, repaired: 0, faults: 0 };
  const waiting = (await listPortals(round, progress)).values();
  const worker = async (): Promise<void> => {
    while (end - Date.now() >= Math.min(LEAST_MS, patience)) {
      const { value: portal } = waiting.next();
      if (portal === undefined) return;
      await handle(portal, round, progress).catch((fault: unknown) => {
        progress.faults += 1;
        delivery.log(faultLine(fault, requestId));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const { unhealthy, due, checked, repaired, faults } = progress;
  const facts = {
    level: faults > 0 ? 'ERROR' : 'INFO',
    message: 'portals checked',
    function: 'CheckPortals',
  };
  const counts = {
    PortalsChecked: checked,
    // Of all portals, whether checked in this round or before.
    PortalsUnhealthy: unhealthy.size,
    PortalsRepaired: repaired,
    // Left for the next round.
    PortalsDue: due - checked,
    Faults: faults,
  };
  delivery.log(metricLine({ ...facts, requestId }, { dimension: 'function', counts, now: now() }));
};

/** The portals with which there is something to do. */
const listPortals = async (
  { lifecycle, delivery, requestId, now }: Round,
  progress: Progress,
): Promise<readonly Portal[]> => {
  const listed: Portal[] = [];
  try {
    for await (const portal of lifecycle.table.list()) {
      if (healthOf(portal) === 'unhealthy') progress.unhealthy.add(portal.memberId);
      const due = isDue(portal, now());
      if (due) progress.due += 1;
      if (due || portal.health?.announced === false) listed.push(portal);
    }
  } catch (fault) {
    progress.faults += 1;
    const line = { level: 'ERROR', message: 'portals not listed', requestId };
    delivery.log(
      fault instanceof PortalsFault
        ? JSON.stringify({ ...line, ...told(fault) })
        : faultLine(fault, requestId),
    );
  }
  return listed.toSorted((one, other) => lastCheck(one) - lastCheck(other));
};

const told = ({ code, message, cure }: PortalsFault) => ({ code, reason: message, cure });

const lastCheck = ({ checkedAt, installedAt }: Portal): number => checkedAt ?? installedAt;

const handle = async (portal: Portal, round: Round, progress: Progress): Promise<void> => {
  const { lifecycle, delivery, requestId, end, patience, now } = round;
  const announcement = { table: lifecycle.table, delivery, requestId, now };
  // Left over from a round that was cut off.
  await announceHealth(portal, announcement);
  if (!isDue(portal, now())) return;
  const deadline = Math.min(Date.now() + patience, end);
  const checked = await checkPortal(portal, lifecycle, { repair: true, deadline, now });
  progress.checked += 1;
  if (checked.repaired.length > 0) progress.repaired += 1;
  if (healthOf(checked.portal) === 'unhealthy') progress.unhealthy.add(portal.memberId);
  else progress.unhealthy.delete(portal.memberId);
  logCheck(checked, round);
  await announceHealth(checked.portal, announcement);
};

/** A portal with which all is well needs no line of its own. */
const logCheck = ({ portal, problems, repaired }: CheckedPortal, { delivery, requestId }: Round): void => {
  if (problems.length === 0 && repaired.length === 0) return;
  const level = problems.length > 0 ? 'WARN' : 'INFO';
  const facts = { portal: portal.memberId, health: healthOf(portal), problems, repaired };
  delivery.log(JSON.stringify({ level, message: 'portal checked', requestId, ...facts }));
};
