import { type EventDefinition, sourceOf } from '../catalogue/definition.ts';
import { type LogSink, undeliveredLine } from '../log.ts';
import type { Destination } from '../publish/destination.ts';
import { publish } from '../publish/publish.ts';
import {
  encodeRecord,
  type QuarantineRecord,
  type RecordStore,
  type StoredRecord,
  undeliveredRecord,
} from '../publish/record.ts';
import type { Arrival } from './arrival.ts';
import type { Outcome } from './outcome.ts';
import { sortOut } from './quarantine.ts';

/** Where events go, and where they are kept if they cannot go there. */
export type Delivery = {
  readonly destinations: readonly Destination[];
  readonly undelivered: RecordStore;
  readonly quarantine: RecordStore;
  /** Milliseconds from the arrival until the destinations have to have accepted. */
  readonly publishDeadline: number;
  /** Milliseconds more until a queue has to have. */
  readonly storeDeadline: number;
  readonly log: LogSink;
};

/** Even a body that took long to normalise gets a chance at each step. */
const LEAST_MS = 100;

/** Lambda splits a line of stdout at 256 KB. */
const MAX_LOG_RECORD_BYTES = 200 * 1024;

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
  const { valid, held } = sortOut(definition, arrival, delivery.log);
  arrival.stopwatch.lap('normalise');
  const source = sourceOf(definition);
  const publications = valid.map((event) => ({ ...event, name: definition.name, source }));
  const left = (deadline: number): number =>
    Math.max(LEAST_MS, Math.ceil(deadline - arrival.stopwatch.elapsed()));
  const storeBy = delivery.publishDeadline + delivery.storeDeadline;
  const holding = keep(held === undefined ? [] : [held], delivery.quarantine, left(storeBy));
  const missed = await publish(publications, delivery.destinations, left(delivery.publishDeadline));
  arrival.stopwatch.lap('publish');
  const records = missed.map(undeliveredRecord);
  const lost: StoredRecord[] = [
    ...(await keep(records, delivery.undelivered, left(storeBy))),
    ...(await holding),
  ];
  arrival.stopwatch.lap('store');
  for (const record of lost) {
    delivery.log(undeliveredLine(encodeRecord(record, MAX_LOG_RECORD_BYTES), arrival.requestId));
  }
  return {
    status: statusOf(lost, held, missed.length),
    events: publications.map(({ event: { id, type } }) => ({ id, type })),
    stored: missed.length,
    undelivered: lost.length,
    ...(held && { quarantine: { reference: held.reference, errors: held.errors } }),
  };
};

/** Stores records; answers those that the queue did not take, all of them if the store itself breaks. */
const keep = async <Kept extends StoredRecord>(
  records: readonly Kept[],
  store: RecordStore,
  deadline: number,
): Promise<readonly Kept[]> => {
  if (records.length === 0) return [];
  try {
    const verdicts = await store.store(records, AbortSignal.timeout(deadline));
    return records.filter((_, position) => verdicts[position] !== undefined);
  } catch {
    return records;
  }
};

const statusOf = (
  lost: readonly StoredRecord[],
  held: QuarantineRecord | undefined,
  missed: number,
): Outcome['status'] => {
  if (lost.length > 0) return 'undelivered';
  if (held !== undefined) return 'quarantined';
  return missed > 0 ? 'stored' : 'published';
};
