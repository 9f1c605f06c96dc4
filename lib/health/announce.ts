import type { LogSink } from '../log.ts';
import { type Delivery, keeper, timeLeft } from '../middleware/keep.ts';
import { Stopwatch } from '../middleware/stopwatch.ts';
import { changePortal, type Portal, type PortalsTable } from '../portals/portal.ts';
import { publish } from '../publish/publish.ts';
import { undeliveredRecord } from '../publish/record.ts';
import { healthEvent } from './health-event.ts';
import { metricLine } from './metrics.ts';

type Announcement = {
  readonly table: PortalsTable;
  readonly delivery: Delivery;
  readonly requestId: string;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/**
 * Publishes a change of health that has not been announced yet: to every destination, else to the undelivered
 * queue, else whole into the log. What is cut off in between is published again by the next round, under the same id.
 *
 * @throws PortalsFault if it cannot be stored that it is announced.
 */
export const announceHealth = async (
  portal: Portal,
  { table, delivery, requestId, now }: Announcement,
): Promise<void> => {
  const { health, memberId } = portal;
  if (portal.status !== 'installed' || health === undefined || health.announced) return;
  const stopwatch = new Stopwatch();
  const publication = healthEvent(portal, health, now());
  const { destinations, publishDeadline, undelivered, log } = delivery;
  const missed = await publish([publication], destinations, timeLeft(stopwatch, publishDeadline));
  await keeper({ stopwatch, requestId }, delivery)(missed.map(undeliveredRecord), undelivered);
  logChange(log, portal, publication.event.id, now());
  await changePortal(table, memberId, (current) =>
    current?.health?.changedAt === health.changedAt
      ? { ...current, health: { ...current.health, announced: true } }
      : undefined,
  );
};

const logChange = (log: LogSink, { memberId, health, problems }: Portal, id: string, now: number): void =>
  log(
    metricLine(
      {
        level: health?.status === 'healthy' ? 'INFO' : 'WARN',
        message: 'health changed',
        portal: memberId,
        id,
        health: health?.status,
        problems,
      },
      { dimension: 'portal', counts: { HealthChanged: 1 }, now },
    ),
  );
