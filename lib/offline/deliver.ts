import { type Delivery, refusedBy } from '../middleware/keep.ts';
import { publish } from '../publish/publish.ts';
import { type StoredRecord, undeliveredRecord } from '../publish/record.ts';
import type { Taken } from './take.ts';

/**
 * Publishes what was taken, in its order; what a destination does not accept goes to the undelivered queue, what is
 * not valid to the quarantine queue, as in a receiver. What no queue takes stays with the portal.
 *
 * @returns those that may be confirmed, and how many events were published or stored.
 */
export const deliverTaken = async (
  taken: readonly Taken[],
  delivery: Delivery,
): Promise<{ readonly delivered: readonly Taken[]; readonly events: number; readonly held: number }> => {
  const publications = taken.flatMap((each) => each.publications);
  const missed = await publish(publications, delivery.destinations, delivery.publishDeadline);
  const lost = new Set<object>();
  const store = async (records: ReadonlyMap<object, StoredRecord>, into: Delivery['undelivered']) => {
    const refused = new Set(await refusedBy(into, [...records.values()], delivery.storeDeadline));
    for (const [origin, record] of records) if (refused.has(record)) lost.add(origin);
  };
  await Promise.all([
    store(new Map(missed.map((each) => [each.publication, undeliveredRecord(each)])), delivery.undelivered),
    store(
      new Map(taken.flatMap((each) => (each.held ? [[each, each.held] as const] : []))),
      delivery.quarantine,
    ),
  ]);
  const delivered = taken.filter(
    (each) => !lost.has(each) && !each.publications.some((publication) => lost.has(publication)),
  );
  await Promise.all(delivered.map(tell));
  return {
    delivered,
    events: delivered.reduce((sum, each) => sum + each.publications.length, 0),
    held: delivered.filter((each) => each.held !== undefined).length,
  };
};

/** A late online copy takes the event's id even where this fails; it is only published once more then. */
const tell = async ({ notes }: Taken): Promise<void> => {
  const open = notes.filter(({ state }) => state === 'open');
  await Promise.allSettled(open.map((note) => note.delivered()));
};
