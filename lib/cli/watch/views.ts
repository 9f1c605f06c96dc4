import { healthOf } from '../../health/health.ts';
import type { HeldBody, InstalledPortal, WaitingEvent } from '../../inspector/protocol.ts';
import type { Portal } from '../../portals/portal.ts';
import type { QuarantineRecord } from '../../publish/record.ts';
import { shownTime } from '../portals/portal-view.ts';
import { eventOf } from '../quarantine/filters.ts';
import type { UndeliveredView } from '../undelivered/undelivered-view.ts';

/** An undelivered event as the inspector's page shows it. */
export const waitingEvent = ({ destinations = [], codes = [], ...view }: UndeliveredView): WaitingEvent => ({
  ...view,
  reasons: destinations.map((destination, at) => `${destination}: ${codes[at]}`),
});

/** What is in quarantine as the inspector's page shows it, oldest first; what was posted again once, with its oldest time. */
export const heldBodies = (records: readonly QuarantineRecord[]): readonly HeldBody[] => {
  const newestFirst = records.map(heldBody).toSorted((one, other) => bySince(other, one));
  return [...new Map(newestFirst.map((body) => [body.reference, body])).values()].toSorted(bySince);
};

const heldBody = (record: QuarantineRecord): HeldBody => {
  const { reference, receivedtime: since, memberId: portal, reason, errors, body } = record;
  return { reference, since, event: eventOf(record), portal, reason, errors, body };
};

const bySince = (one: HeldBody, other: HeldBody): number => Date.parse(one.since) - Date.parse(other.since);

/** Portals as the inspector's page shows them, without what only b24bus may see. */
export const installedPortals = (portals: readonly Portal[]): readonly InstalledPortal[] =>
  portals.toSorted((one, other) => one.installedAt - other.installedAt).map(installedPortal);

const installedPortal = (portal: Portal): InstalledPortal => {
  const { memberId, domain, status, boundEvents, installedAt, checkedAt, problems } = portal;
  return {
    memberId,
    ...(domain !== undefined && { domain }),
    status,
    health: healthOf(portal),
    bound: boundEvents,
    installed: shownTime(installedAt),
    ...(checkedAt !== undefined && { checked: shownTime(checkedAt) }),
    problems: problems.map(({ message, cure, event }) => ({
      message: event === undefined ? message : `${event}: ${message}`,
      cure,
    })),
  };
};
