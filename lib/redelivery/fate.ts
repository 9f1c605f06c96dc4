import type { Delivery } from '../middleware/keep.ts';
import type { PortalsTable } from '../portals/portal.ts';
import type { Portals } from '../portals/portals.ts';
import type { DefinitionOf } from '../replay/definition-of.ts';
import { backoffSeconds } from './backoff.ts';
import type { Chance } from './guarded.ts';
import type { Held, Message } from './message.ts';
import type { RedeliveryQueue } from './queue.ts';

/** What redelivery works with: made once per container. */
export type Redelivery = Chance & {
  /** Its destinations are behind circuits. */
  readonly delivery: Delivery;
  readonly queue: RedeliveryQueue;
  readonly portals: Portals;
  readonly table?: PortalsTable;
  readonly definitionOf: DefinitionOf;
};

/** Counts of events, for the metrics. */
export type Counts = {
  readonly Redelivered?: number;
  readonly Kept?: number;
  readonly Quarantined?: number;
  readonly DeadLettered?: number;
  readonly Refused?: number;
};

/** What has become of a message. */
export type Fate = {
  readonly message: Message;
  readonly counts: Counts;
  /** In how many seconds it comes back; absent if the queue may forget it. */
  readonly again?: number;
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds after which an event is given up. */
const GIVEN_UP_MS = 14 * DAY_MS;

/** Milliseconds for which a dead letter that was put back into the queue is tried again. */
const SECOND_CHANCE_MS = DAY_MS;

/**
 * SQS moves a message after 1,000 receives at most, and drops it without a word 14 days after it was put into the
 * queue: long before either, it is put in anew.
 */
const MOST_RECEIVES = 900;
const COPY_MS = 7 * DAY_MS;

/**
 * Decides about a message of which no destination has accepted anything: it comes back later, or, after 14 days, goes
 * to the dead letters. Nothing ever expires unseen.
 *
 * @param seconds after which it comes back.
 */
export const tryLater = async (
  { message, record, received }: Held<Parameters<RedeliveryQueue['send']>[0]>,
  { queue, delivery, now, random }: Redelivery,
  seconds = backoffSeconds(message.receives, random),
): Promise<Fate> => {
  const age = now() - received;
  const copyAge = now() - message.enqueued;
  const kept: Fate = { message, counts: { Kept: 1 }, again: seconds };
  if (age >= GIVEN_UP_MS && copyAge >= SECOND_CHANCE_MS) {
    return bury(message, 'not accepted within 14 days', { queue, delivery }, kept);
  }
  if (message.receives < MOST_RECEIVES && copyAge < COPY_MS) return kept;
  return (await queue.send(record, seconds)) ? { message, counts: kept.counts } : kept;
};

/** Has a message come back, because the queue of the dead letters does not take it. */
export const buryUnreadable = (message: Message, reason: string, redelivery: Redelivery): Promise<Fate> =>
  bury(message, reason, redelivery, {
    message,
    counts: { Kept: 1 },
    again: backoffSeconds(message.receives, redelivery.random),
  });

const bury = async (
  message: Message,
  reason: string,
  { queue, delivery }: Pick<Redelivery, 'queue' | 'delivery'>,
  otherwise: Fate,
): Promise<Fate> => {
  const isBuried = await queue.bury(message, reason);
  const line = { level: 'ERROR', message: 'dead letter', function: 'Redeliver', messageId: message.id };
  delivery.log(JSON.stringify({ ...line, reason, taken: isBuried }));
  return isBuried ? { message, counts: { DeadLettered: 1 } } : otherwise;
};
