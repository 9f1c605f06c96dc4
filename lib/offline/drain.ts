import type { RestClient } from '../bitrix24/rest.ts';
import type { Delivery } from '../middleware/keep.ts';
import type { Occurrences } from '../occurrences/occurrences.ts';
import type { Portal } from '../portals/portal.ts';
import { deliverTaken } from './deliver.ts';
import { type Batch, confirm, isFull, listQueue, reopen, reserve, setAside } from './queue.ts';
import { isOurs, type Taken, takeRow } from './take.ts';

/** What it takes to drain the queue of a portal. */
export type Drain = {
  readonly rest: RestClient;
  readonly portal: Portal;
  readonly occurrences: Occurrences;
  readonly delivery: Delivery;
  readonly requestId: string;
  /** Seconds for which an event may come online before its row is looked at. */
  readonly window: number;
  /** Unix milliseconds, by the system's clock, after which no batch is begun. */
  readonly end: number;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** What became of the rows of a queue. */
export type Drained = {
  /** Rows that left the queue. */
  readonly confirmed: number;
  /** Events that the online path had not delivered. */
  readonly published: number;
  readonly quarantined: number;
  /** Rows that stay for the next run. */
  readonly kept: number;
};

/** Receivers remember a portal for a minute: so long they do not write down what they deliver. */
const SETTLING_MS = 70_000;

const NOTES_AT_A_TIME = 10;

/**
 * Drains the queue of a portal: batches that were left by earlier runs, then rows that are old enough. What is on
 * its way, by whichever path, is confirmed; all else stays reserved, and is found again by the next run.
 *
 * @throws Bitrix24Error, or the fault of the occurrences table; the rows stay in the portal.
 */
export const drainQueue = async (drain: Drain): Promise<Drained> => {
  const { rest, window, end, now } = drain;
  const before = now() - window * 1000;
  const total = { confirmed: 0, published: 0, quarantined: 0, kept: 0 };
  const add = (drained: Drained): void => {
    total.confirmed += drained.confirmed;
    total.published += drained.published;
    total.quarantined += drained.quarantined;
    total.kept += drained.kept;
  };
  const { left, waiting } = await listQueue(rest, before);
  for (const process of left) {
    if (Date.now() >= end) return total;
    add(await handle(await reopen(rest, process), drain));
  }
  for (let more = waiting; more && Date.now() < end; ) {
    const batch = await reserve(rest, before);
    add(await handle(batch, drain));
    more = isFull(batch);
  }
  return total;
};

const handle = async (batch: Batch, drain: Drain): Promise<Drained> => {
  const { rest, portal, delivery } = drain;
  const { process } = batch;
  await setAside(
    rest,
    process,
    batch.rows.filter((row) => !isOurs(row)),
  );
  const rows = batch.rows.filter(isOurs);
  const earlier = rows.filter(({ TIMESTAMP_X }) => TIMESTAMP_X < (portal.offlineSince ?? 0) + SETTLING_MS);
  const taken = await takeRows(
    rows.filter((row) => !earlier.includes(row)),
    drain,
  );
  const { delivered, events, held } = await deliverTaken(taken, delivery);
  const confirmed = [...earlier, ...delivered.map(({ row }) => row)];
  await confirm(rest, process, confirmed);
  return {
    confirmed: confirmed.length,
    published: events,
    quarantined: held,
    kept: rows.length - confirmed.length,
  };
};

/** In the order of the rows, a few at a time. */
const takeRows = async (
  rows: Batch['rows'],
  { portal, occurrences, delivery, requestId, now }: Drain,
): Promise<readonly Taken[]> => {
  const context = { portal, occurrences, delivery, requestId, now: now() };
  const taken: (Taken | undefined)[] = [];
  for (let at = 0; at < rows.length; at += NOTES_AT_A_TIME) {
    const some = rows.slice(at, at + NOTES_AT_A_TIME);
    taken.push(...(await Promise.all(some.map((row) => takeRow(row, context)))));
  }
  return taken.filter((each) => each !== undefined);
};
