import { readAnswer } from '../bitrix24/answer.ts';
import type { RestClient } from '../bitrix24/rest.ts';
import { listedRows, type OfflineRow, reservedRows } from './row.ts';

/** Rows that no other process gets until they are confirmed. */
export type Batch = { readonly process: string; readonly rows: readonly OfflineRow[] };

/** What stands in a portal's queue of offline events. */
type Listing = {
  /** Batches that were reserved and never confirmed: of a run that was cut off, or whose answer was lost. */
  readonly left: readonly string[];
  /** Whether rows wait that no batch has, and that are old enough. */
  readonly waiting: boolean;
};

/** The portal's own limit of `event.offline.get` and of a page of `event.offline.list`. */
const MOST_ROWS = 50;

const METHODS = {
  list: 'event.offline.list',
  get: 'event.offline.get',
  clear: 'event.offline.clear',
  error: 'event.offline.error',
} as const;

const secondsOf = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, '+00:00');

/**
 * Looks at the oldest rows of the queue, which changes nothing.
 *
 * @param before Unix milliseconds.
 * @throws Bitrix24Error
 */
export const listQueue = async (rest: RestClient, before: number): Promise<Listing> => {
  const params = { filter: { '=ERROR': '0', '<=TIMESTAMP_X': secondsOf(before) }, order: { ID: 'ASC' } };
  const rows = readAnswer(listedRows, await rest.call(METHODS.list, params), METHODS.list);
  const processes = new Set(rows.map(({ PROCESS_ID }) => PROCESS_ID ?? ''));
  return {
    left: [...processes].filter((process) => process !== ''),
    waiting: processes.has('') || rows.length === MOST_ROWS,
  };
};

/**
 * Reserves the oldest rows that no batch has.
 *
 * @param before Unix milliseconds.
 * @throws Bitrix24Error `WRONG_LICENSE` where the portal's plan lacks `rest_offline_extended`.
 */
export const reserve = (rest: RestClient, before: number): Promise<Batch> =>
  get(rest, { filter: { '<=TIMESTAMP_X': secondsOf(before) } });

/** The rows of a batch that are not confirmed yet, 50 at most. @throws Bitrix24Error */
export const reopen = (rest: RestClient, process: string): Promise<Batch> =>
  get(rest, { process_id: process });

const get = async (rest: RestClient, params: Parameters<RestClient['call']>[1]): Promise<Batch> => {
  const asked = { ...params, clear: '0', limit: String(MOST_ROWS) };
  const answer = readAnswer(reservedRows, await rest.call(METHODS.get, asked), METHODS.get);
  return { process: answer.process_id, rows: answer.events };
};

/**
 * Removes rows of a batch from the queue: they are on their way. By their numbers, as an equal event that came
 * meanwhile has the same message_id.
 *
 * @throws Bitrix24Error
 */
export const confirm = async (
  rest: RestClient,
  process: string,
  rows: readonly OfflineRow[],
): Promise<void> => {
  // Without a number the portal removes the whole batch, and without a process all that is not reserved.
  if (rows.length === 0 || process === '') return;
  const id = Object.fromEntries(rows.map(({ ID }, at) => [String(at), ID]));
  await rest.call(METHODS.clear, { process_id: process, id });
};

/**
 * Marks rows of a batch, after which `event.offline.get` and `listQueue` leave them out; they stay in the portal.
 *
 * @throws Bitrix24Error
 */
export const setAside = async (
  rest: RestClient,
  process: string,
  rows: readonly OfflineRow[],
): Promise<void> => {
  if (rows.length === 0 || process === '') return;
  const keys = Object.fromEntries(rows.map(({ MESSAGE_ID }, at) => [String(at), MESSAGE_ID]));
  await rest.call(METHODS.error, { process_id: process, message_id: keys });
};

/** Whether a batch may have more rows than were answered. */
export const isFull = ({ rows }: Batch): boolean => rows.length >= MOST_ROWS;
