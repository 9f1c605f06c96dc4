import { serialise } from '../events/cloud-event.ts';
import type { Destination, Publication } from '../publish/destination.ts';
import { publish, type Undelivered } from '../publish/publish.ts';
import type { UndeliveredRecord } from '../publish/record.ts';
import { backoffSeconds } from './backoff.ts';
import { type Fate, type Redelivery, tryLater } from './fate.ts';
import { CIRCUIT_OPEN } from './guarded.ts';
import type { Held } from './message.ts';

type Rejections = Undelivered['rejections'];

type Name = Destination['name'];

/** An event on its way again, and who still has to accept it. */
type Pending = Held<UndeliveredRecord> & {
  readonly publication: Publication;
  readonly rejections: Map<Name, Rejections[Name]>;
};

/**
 * Publishes events to exactly those destinations that had not accepted them, several in one call. What only some of
 * them accept now goes on as a narrower record.
 */
export const redeliverEvents = async (
  held: readonly Held<UndeliveredRecord>[],
  redelivery: Redelivery,
): Promise<Fate[]> => {
  const { destinations, publishDeadline } = redelivery.delivery;
  const pending = held.map((each) => pendingOf(each, redelivery));
  const accepted = new Set<Name>();
  const toDestination = async (destination: Destination): Promise<void> => {
    const waiting = pending.filter(({ rejections }) => rejections.has(destination.name));
    const missed = await publish(
      waiting.map(({ publication }) => publication),
      [destination],
      publishDeadline,
    );
    const verdicts = new Map(missed.map(({ publication, rejections }) => [publication, rejections]));
    for (const { publication, rejections } of waiting) {
      const rejection = verdicts.get(publication)?.[destination.name];
      if (rejection === undefined) rejections.delete(destination.name);
      else rejections.set(destination.name, rejection);
    }
    if (missed.length < waiting.length) accepted.add(destination.name);
  };
  await Promise.all(destinations.map(toDestination));
  return Promise.all(pending.map((each) => settle(each, accepted, redelivery)));
};

const pendingOf = (held: Held<UndeliveredRecord>, { delivery }: Redelivery): Pending => {
  const { name, source, event, rejections } = held.record;
  const known = new Map<Name, Rejections[Name]>();
  for (const [destination, rejection] of Object.entries(rejections)) {
    const configured = delivery.destinations.find((each) => each.name === destination);
    if (configured) known.set(configured.name, rejection);
    else delivery.log(unknownLine(destination, event.id));
  }
  return { ...held, publication: { name, source, event, json: serialise(event) }, rejections: known };
};

const unknownLine = (destination: string, id: string): string =>
  JSON.stringify({
    level: 'WARN',
    message: 'destination not configured any more',
    function: 'Redeliver',
    destination,
    id,
  });

const settle = async (
  pending: Pending,
  accepted: ReadonlySet<Name>,
  redelivery: Redelivery,
): Promise<Fate> => {
  const { message, record, rejections } = pending;
  if (rejections.size === 0) return { message, counts: { Redelivered: 1 } };
  const seconds = delayOf(pending, accepted, redelivery);
  if (rejections.size === Object.keys(record.rejections).length) {
    return tryLater(pending, redelivery, seconds);
  }
  const narrower: UndeliveredRecord = { ...record, rejections: Object.fromEntries(rejections) };
  // What it does not take is tried whole again; who has accepted the event gets it twice, under the same id.
  return (await redelivery.queue.send(narrower, seconds))
    ? { message, counts: { Kept: 1 } }
    : tryLater(pending, redelivery, seconds);
};

/** An event that had to stay behind a probe that was accepted does not wait for as long as one that failed. */
const delayOf = (
  { message, rejections }: Pending,
  accepted: ReadonlySet<Name>,
  { random }: Redelivery,
): number => {
  const isBehindProbe = [...rejections].every(
    ([name, rejection]) => rejection?.code === CIRCUIT_OPEN && accepted.has(name),
  );
  return backoffSeconds(isBehindProbe ? 1 : message.receives, random);
};
