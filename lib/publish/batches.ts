import { type Rejection, rejectionOf, type Verdicts } from './destination.ts';

/** An entry of a batch call, its size as the service counts it. */
export type Sized<Entry> = { readonly entry: Entry; readonly bytes: number };

/** A failed entry of a call that itself answered 200. */
export type EntryFailure = Rejection & { readonly retryable: boolean };

export type BatchService<Entry> = {
  /** Entries of one call: 10 for PutEvents, PublishBatch and SendMessageBatch alike. */
  readonly maxEntries: number;
  /** Bytes of one entry. */
  readonly maxEntryBytes: number;
  /** Bytes of all entries of one call. */
  readonly maxCallBytes: number;
  /** Calls at a time; 1 keeps the order. */
  readonly concurrency: number;
  /** One call; answers the failed entries by position. */
  readonly call: (
    entries: readonly Entry[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<number, EntryFailure>>;
};

type Batch = readonly number[];

const RETRIES = 2;
const BACKOFF_MS = 50;

/**
 * Sends entries in as few calls as the service's limits allow, and again those that it throttled, until the
 * signal aborts. The SDK retries whole calls; entries that failed inside a call that answered 200 it leaves to us.
 *
 * @returns a verdict per entry; settles when the signal aborts at the latest.
 */
export const sendInBatches = async <Entry>(
  entries: readonly Sized<Entry>[],
  service: BatchService<Entry>,
  signal: AbortSignal,
): Promise<Verdicts> => {
  const verdicts: (Rejection | undefined)[] = entries.map(({ bytes }) =>
    bytes > service.maxEntryBytes ? oversize(bytes, service.maxEntryBytes) : deadlinePassed,
  );
  const batches = batchesOf(entries, service);
  const worker = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      await sendBatch(batch, entries, service, signal, verdicts);
    }
  };
  const workers = Promise.all(Array.from({ length: service.concurrency }, worker));
  await Promise.race([workers, aborted(signal)]);
  return [...verdicts];
};

const deadlinePassed: Rejection = { code: 'Deadline', message: 'no answer before the deadline' };

const oversize = (bytes: number, limit: number): Rejection => ({
  code: 'Oversize',
  message: `has ${bytes} bytes, the destination takes ${limit}`,
});

const batchesOf = <Entry>(entries: readonly Sized<Entry>[], service: BatchService<Entry>): Batch[] => {
  const batches: number[][] = [];
  let open: number[] = [];
  let openBytes = 0;
  for (const [position, { bytes }] of entries.entries()) {
    if (bytes > service.maxEntryBytes) continue;
    if (open.length === service.maxEntries || (open.length > 0 && openBytes + bytes > service.maxCallBytes)) {
      batches.push(open);
      open = [];
      openBytes = 0;
    }
    open.push(position);
    openBytes += bytes;
  }
  if (open.length > 0) batches.push(open);
  return batches;
};

const sendBatch = async <Entry>(
  batch: Batch,
  entries: readonly Sized<Entry>[],
  service: BatchService<Entry>,
  signal: AbortSignal,
  verdicts: (Rejection | undefined)[],
): Promise<void> => {
  let positions = batch;
  for (let attempt = 0; positions.length > 0 && !signal.aborted; attempt++) {
    const failures = await callOnce(positions, entries, service, signal);
    for (const [index, position] of positions.entries()) verdicts[position] = verdictOf(failures.get(index));
    if (attempt === RETRIES) return;
    positions = positions.filter((_, index) => failures.get(index)?.retryable === true);
    if (positions.length > 0) await pause(BACKOFF_MS * 2 ** attempt * (0.5 + Math.random()), signal);
  }
};

const verdictOf = (failure: EntryFailure | undefined): Rejection | undefined =>
  failure && { code: failure.code, message: failure.message };

const callOnce = async <Entry>(
  positions: Batch,
  entries: readonly Sized<Entry>[],
  service: BatchService<Entry>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, EntryFailure>> => {
  const batch = positions.flatMap((position) => entries[position]?.entry ?? []);
  try {
    return await service.call(batch, signal);
  } catch (fault) {
    const failure = { ...(signal.aborted ? deadlinePassed : rejectionOf(fault)), retryable: false };
    return new Map(positions.map((_, index) => [index, failure]));
  }
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  Promise.race([new Promise<void>((resolve) => setTimeout(resolve, milliseconds)), aborted(signal)]);
