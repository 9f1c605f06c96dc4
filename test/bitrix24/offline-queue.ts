import { createHash, randomBytes } from 'node:crypto';
import type { Portal } from './portal.ts';

/** A row of the queue of offline events, with the names that `event.offline.list` gives them. */
export type OfflineRow = {
  readonly ID: string;
  /** Unix milliseconds, of whole seconds. */
  readonly time: number;
  readonly EVENT_NAME: string;
  readonly EVENT_DATA: unknown;
  readonly EVENT_ADDITIONAL: object;
  readonly MESSAGE_ID: string;
  /** Empty until a batch reserves the row. */
  readonly PROCESS_ID: string;
  readonly ERROR: '0' | '1';
};

const messageId = (event: string, data: unknown): string =>
  createHash('md5')
    .update(JSON.stringify([event, data ?? null]))
    .digest('hex');

/**
 * Queues an event if it is bound offline. An equal one that no batch has reserved takes it up, as the portal's table
 * merges rows of one MESSAGE_ID and PROCESS_ID (`EventOfflineTable::callEvent`); the time is then the latest.
 *
 * @param time Unix milliseconds.
 */
export const enqueue = (portal: Portal, event: string, data: unknown, time: number): void => {
  if (!portal.installed) return;
  if (!portal.bindings.some((bound) => bound.offline === 1 && bound.event === event)) return;
  const MESSAGE_ID = messageId(event, data);
  const equal = portal.offlineQueue.find((row) => row.MESSAGE_ID === MESSAGE_ID && row.PROCESS_ID === '');
  portal.lastOfflineId += equal === undefined ? 1 : 0;
  const row: OfflineRow = {
    ID: equal?.ID ?? String(portal.lastOfflineId),
    time: Math.floor(time / 1000) * 1000,
    EVENT_NAME: event,
    EVENT_DATA: data ?? false,
    EVENT_ADDITIONAL: { user_id: '1' },
    MESSAGE_ID,
    PROCESS_ID: '',
    ERROR: equal?.ERROR ?? '0',
  };
  portal.offlineQueue = [...portal.offlineQueue.filter((each) => each !== equal), row];
};

/** Reserves rows under a new process. */
export const reserve = (portal: Portal, rows: readonly OfflineRow[]): string => {
  const PROCESS_ID = randomBytes(16).toString('hex');
  change(portal, (row) => (rows.includes(row) ? { ...row, PROCESS_ID } : row));
  return PROCESS_ID;
};

/** Changes or, with undefined, removes rows. */
export const change = (portal: Portal, how: (row: OfflineRow) => OfflineRow | undefined): void => {
  portal.offlineQueue = portal.offlineQueue.flatMap((row) => how(row) ?? []);
};

/** A time as REST writes it, in the zone of the portal. */
export const shownTime = (time: number): string =>
  new Date(time + 2 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+02:00');
