import { type LogSink, undeliveredLine } from '../log.ts';
import type { Admit } from '../occurrences/admission.ts';
import type { Destination } from '../publish/destination.ts';
import type { Versions } from '../publish/publications.ts';
import { encodeRecord, type RecordStore, type StoredRecord } from '../publish/record.ts';
import type { Arrival } from './arrival.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Where events go, and where they are kept if they cannot go there. */
export type Delivery = {
  /** What is on its way already is not published; absent where nobody asks. */
  readonly admit?: Admit;
  readonly destinations: readonly Destination[];
  readonly versions: Versions;
  readonly undelivered: RecordStore;
  readonly quarantine: RecordStore;
  /** Milliseconds from the arrival until the destinations have to have accepted. */
  readonly publishDeadline: number;
  /** Milliseconds more until a queue has to have. */
  readonly storeDeadline: number;
  readonly log: LogSink;
  /** Whoever calls keeps what no queue takes, and brings it again: it needs no UNDELIVERED record. */
  readonly callerKeeps?: true;
};

/** Even a body that took long to normalise gets a chance at each step. */
const LEAST_MS = 100;

/** Lambda splits a line of stdout at 256 KB. */
const MAX_LOG_RECORD_BYTES = 200 * 1024;

/** Milliseconds until a deadline that counts from the arrival. */
export const timeLeft = (stopwatch: Stopwatch, deadline: number): number =>
  Math.max(LEAST_MS, Math.ceil(deadline - stopwatch.elapsed()));

/** Stores records, all or some; answers how many are in the log only. */
type Keep = (records: readonly StoredRecord[], store: RecordStore) => Promise<number>;

/** Keeps the records of one request: in a queue, and in the log, whole, where the queue does not take them. */
export const keeper =
  ({ stopwatch, requestId }: Pick<Arrival, 'stopwatch' | 'requestId'>, delivery: Delivery): Keep =>
  async (records, store) => {
    const left = timeLeft(stopwatch, delivery.publishDeadline + delivery.storeDeadline);
    const lost = await refusedBy(store, records, left);
    for (const record of delivery.callerKeeps ? [] : lost) {
      delivery.log(undeliveredLine(encodeRecord(record, MAX_LOG_RECORD_BYTES), requestId));
    }
    return lost.length;
  };

/**
 * Stores records; answers those that the store did not take, all of them if it breaks.
 *
 * @param deadline milliseconds
 */
export const refusedBy = async <Kept extends StoredRecord>(
  store: RecordStore,
  records: readonly Kept[],
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
