import type { EventDefinition } from '../catalogue/definition.ts';
import { publicationsOf } from '../publish/publications.ts';
import { publish } from '../publish/publish.ts';
import { type QuarantineRecord, undeliveredRecord } from '../publish/record.ts';
import type { Arrival } from './arrival.ts';
import { type Delivery, keeper, timeLeft } from './keep.ts';
import type { Outcome } from './outcome.ts';
import { sortOut } from './quarantine.ts';
import { hold } from './unverified.ts';

/** Milliseconds to wait for somebody who is just delivering the same event. */
const WAITING_MS = 700;

/**
 * Delivers an authentic body, whatever happens: what is valid goes to every destination; what a destination does
 * not accept in time goes to the undelivered queue, what is not valid to the quarantine queue; and what these do
 * not take is written to the log whole. Never rejects.
 */
export const deliver = async (
  definition: EventDefinition,
  arrival: Arrival,
  delivery: Delivery,
): Promise<Outcome> => {
  if (arrival.unverified) return hold(definition, arrival, arrival.unverified.tokenDigest, delivery);
  const { valid, held } = sortOut(definition, arrival, delivery.log);
  arrival.stopwatch.lap('normalise');
  const patience = Math.min(WAITING_MS, timeLeft(arrival.stopwatch, delivery.publishDeadline / 2));
  const admission = await delivery.admit?.(definition, arrival.envelope, valid, patience);
  const { events, open } = admission ?? { events: valid, open: valid };
  const published = publicationsOf(definition, delivery.versions);
  const keep = keeper(arrival, delivery);
  const holding = keep(held === undefined ? [] : [held], delivery.quarantine);
  const left = timeLeft(arrival.stopwatch, delivery.publishDeadline);
  const missed = await publish(open.flatMap(published), delivery.destinations, left);
  arrival.stopwatch.lap('publish');
  const lost = (await keep(missed.map(undeliveredRecord), delivery.undelivered)) + (await holding);
  if (lost === 0) await admission?.delivered();
  arrival.stopwatch.lap('store');
  return {
    status: statusOf(lost, held, missed.length),
    events: events.flatMap(published).map(({ event: { id, type } }) => ({ id, type })),
    stored: missed.length,
    undelivered: lost,
    ...(held && { quarantine: { reference: held.reference, errors: held.errors } }),
  };
};

const statusOf = (lost: number, held: QuarantineRecord | undefined, missed: number): Outcome['status'] => {
  if (lost > 0) return 'undelivered';
  if (held !== undefined) return 'quarantined';
  return missed > 0 ? 'stored' : 'published';
};
