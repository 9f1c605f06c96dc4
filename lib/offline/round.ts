import { Bitrix24Error } from '../bitrix24/error.ts';
import { metricLine } from '../health/metrics.ts';
import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { openSession } from '../lifecycle/session.ts';
import { faultLine } from '../log.ts';
import type { Delivery } from '../middleware/keep.ts';
import type { Occurrences } from '../occurrences/occurrences.ts';
import { PortalsFault } from '../portals/fault.ts';
import type { Portal } from '../portals/portal.ts';
import type { PortalsSetting } from '../portals/settings.ts';
import { drainQueue } from './drain.ts';

/** What a round of drains works with. */
type DrainRound = {
  readonly lifecycle: Lifecycle;
  readonly delivery: Delivery;
  readonly occurrences: Occurrences;
  /** Portals of the setting: their events are proven without the table, so nobody writes down that they came. */
  readonly setting: PortalsSetting;
  readonly requestId: string;
  /** Seconds. */
  readonly window: number;
  /** Unix milliseconds, by the system's clock, after which no batch is begun. */
  readonly end: number;
  /** Milliseconds more for the requests that are on their way then. */
  readonly patience: number;
  /** Unix milliseconds. */
  readonly now: () => number;
};

type Progress = {
  portals: number;
  confirmed: number;
  published: number;
  quarantined: number;
  kept: number;
  faults: number;
};

const AT_A_TIME = 5;

/**
 * Drains the queues of all portals that want it. A fault of one keeps none of the others from it: it is logged with
 * its cure, and so is what came of the round.
 */
export const drainRound = async (round: DrainRound): Promise<void> => {
  const { delivery, requestId, end, now } = round;
  const progress: Progress = { portals: 0, confirmed: 0, published: 0, quarantined: 0, kept: 0, faults: 0 };
  const waiting = (await listPortals(round, progress)).values();
  const worker = async (): Promise<void> => {
    while (Date.now() < end) {
      const { value: portal } = waiting.next();
      if (portal === undefined) return;
      await drainPortal(portal, round, progress).catch((fault: unknown) => {
        progress.faults += 1;
        delivery.log(lineOf(fault, portal.memberId, requestId));
      });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const { portals, confirmed, published, quarantined, kept, faults } = progress;
  const level = faults > 0 ? 'ERROR' : 'INFO';
  const facts = { level, message: 'offline events drained', function: 'DrainOffline', requestId, portals };
  const counts = {
    OfflineConfirmed: confirmed,
    // Those that the online path has not delivered: more than a few are an outage.
    OfflinePublished: published,
    OfflineQuarantined: quarantined,
    OfflineKept: kept,
    Faults: faults,
  };
  delivery.log(metricLine(facts, { dimension: 'function', counts, now: now() }));
};

const listPortals = async (
  { lifecycle, delivery, requestId, setting }: DrainRound,
  progress: Progress,
): Promise<readonly Portal[]> => {
  const listed: Portal[] = [];
  try {
    for await (const portal of lifecycle.table.list()) {
      if (portal.status !== 'installed' || portal.offlineSince === undefined) continue;
      if (setting.has(portal.memberId)) delivery.log(inSetting(portal.memberId, requestId));
      else listed.push(portal);
    }
  } catch (fault) {
    progress.faults += 1;
    delivery.log(lineOf(fault, undefined, requestId));
  }
  return listed;
};

const drainPortal = async (portal: Portal, round: DrainRound, progress: Progress): Promise<void> => {
  const session = await openSession(portal, round.lifecycle, round.end + round.patience);
  const drained = await drainQueue({ ...round, rest: session.rest, portal });
  progress.portals += 1;
  progress.confirmed += drained.confirmed;
  progress.published += drained.published;
  progress.quarantined += drained.quarantined;
  progress.kept += drained.kept;
};

/** Faults that say what to do are told, others only by name and place: they may quote what they met. */
const lineOf = (fault: unknown, portal: string | undefined, requestId: string): string => {
  if (!(fault instanceof Bitrix24Error) && !(fault instanceof PortalsFault))
    return faultLine(fault, requestId);
  const { code, message: reason, cure } = fault;
  return JSON.stringify({
    level: 'ERROR',
    message: 'queue not drained',
    requestId,
    portal,
    code,
    reason,
    cure,
  });
};

const inSetting = (portal: string, requestId: string): string =>
  JSON.stringify({
    level: 'WARN',
    message: 'queue not drained',
    requestId,
    portal,
    reason: 'The portal stands in PORTALS too, so nobody can tell which of its events have come online.',
    cure: 'Take it out of PORTALS: the table proves its events.',
  });
