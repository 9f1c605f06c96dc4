import type { EventDefinition } from '../catalogue/definition.ts';
import { publicationsOf } from '../publish/publications.ts';
import type { UnverifiedRecord } from '../publish/record.ts';
import type { Arrival } from './arrival.ts';
import { type Delivery, keeper } from './keep.ts';
import type { Outcome } from './outcome.ts';
import { sortOut } from './quarantine.ts';

/**
 * Holds a body whose sender nobody could check in the undelivered queue, to be checked when it is redelivered: it
 * may be genuine, and the portal does not send it again. Nothing of it is published. Never rejects.
 *
 * @returns the ids that its events will have.
 */
export const hold = async (
  definition: EventDefinition,
  arrival: Arrival,
  tokenDigest: string,
  delivery: Delivery,
): Promise<Outcome> => {
  const { envelope, received, stopwatch } = arrival;
  const { valid } = sortOut(definition, arrival, delivery.log);
  const record: UnverifiedRecord = {
    kind: 'unverified',
    version: 1,
    route: definition.name,
    memberId: envelope.memberId,
    tokenDigest,
    receivedtime: new Date(received).toISOString(),
    body: envelope.body,
  };
  const lost = await keeper(arrival, delivery)([record], delivery.undelivered);
  stopwatch.lap('store');
  const events = valid.flatMap(publicationsOf(definition, delivery.versions));
  return {
    status: lost > 0 ? 'undelivered' : 'stored',
    events: events.map(({ event: { id, type } }) => ({ id, type })),
    stored: Math.max(1, events.length),
    undelivered: lost,
  };
};
