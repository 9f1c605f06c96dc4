import { fieldsOfGet, fieldsOfList, filterOf, orderOf } from './offline-filter.ts';
import { change, type OfflineRow, reserve, shownTime } from './offline-queue.ts';
import { type Parameters, parameter, textParameter } from './parameters.ts';
import { missingArgument, Refusal } from './refusal.ts';
import type { Call } from './rest.ts';

const PAGE = 50;

const adminOnly = ({ portal }: Call): void => {
  if (!portal.admin) throw new Refusal('ACCESS_DENIED');
};

const flag = (parameters: Parameters, name: string, usual: number): number =>
  parameter(parameters, name) === undefined
    ? usual
    : Number.parseInt(textParameter(parameters, name), 10) || 0;

const shown = ({ time, EVENT_NAME, EVENT_DATA, EVENT_ADDITIONAL, ID, MESSAGE_ID }: OfflineRow) => ({
  ID,
  TIMESTAMP_X: shownTime(time),
  EVENT_NAME,
  EVENT_DATA,
  EVENT_ADDITIONAL,
  MESSAGE_ID,
});

/** A process, which must be named; an empty one means the rows that none has reserved, as in the portal. */
const processOf = (parameters: Parameters): string => {
  if (parameter(parameters, 'process_id') === undefined) throw missingArgument('PROCESS_ID');
  return textParameter(parameters, 'process_id').trim();
};

const listOf = (parameters: Parameters, name: string, what: string): string[] | undefined => {
  const value = parameter(parameters, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null)
    throw new Refusal('ERROR_ARGUMENT', `Value must be array of ${what}`, name);
  return Object.values(value).map(String);
};

/** `feature.get`. */
export const feature = ({ portal, parameters }: Call): { value: 'Y' | 'N' } => ({
  value:
    textParameter(parameters, 'code').toLowerCase() === 'rest_offline_extended' && portal.offlineExtended
      ? 'Y'
      : 'N',
});

/** `event.offline.get`: the first rows, deleted at once, or reserved under a process with `clear=0`. */
export const get = (call: Call): { process_id: string | null; events: object[] } => {
  adminOnly(call);
  const { portal, parameters } = call;
  const clears = flag(parameters, 'clear', 1) !== 0;
  if (!clears && !portal.offlineExtended)
    throw new Refusal(
      'WRONG_LICENSE',
      'This feature is not enabled for the current license: extended offline events handling',
    );
  const limit = flag(parameters, 'limit', PAGE);
  if (limit <= 0) throw new Refusal('ERROR_ARGUMENT', 'Value must be positive integer', 'LIMIT');
  const wanted = filterOf(parameters, fieldsOfGet);
  const ERROR = flag(parameters, 'error', 0) === 1 ? '1' : '0';
  const named = parameter(parameters, 'process_id');
  const first = (process: string) =>
    portal.offlineQueue
      .filter((row) => row.PROCESS_ID === process && row.ERROR === ERROR && wanted(row))
      .toSorted(orderOf(parameters, fieldsOfGet, 'TIMESTAMP_X'))
      .slice(0, limit);
  const process = named === undefined ? reserve(portal, first('')) : String(named).trim();
  const events = first(process);
  if (clears && events.length > 0) clearBatch(call, process, undefined);
  return { process_id: named === undefined && clears ? null : process, events: events.map(shown) };
};

/** `event.offline.list`: 50 rows of the queue, which stays as it is. */
export const list = (call: Call): object[] => {
  adminOnly(call);
  const { portal, parameters } = call;
  const start = flag(parameters, 'start', 0);
  return portal.offlineQueue
    .filter(filterOf(parameters, fieldsOfList))
    .toSorted(orderOf(parameters, fieldsOfList, 'ID'))
    .slice(start, start + PAGE)
    .map((row) => ({ ...shown(row), PROCESS_ID: row.PROCESS_ID, ERROR: row.ERROR }));
};

const clearBatch = (
  { portal }: Call,
  process: string,
  concerns: ((row: OfflineRow) => boolean) | undefined,
): void =>
  change(portal, (row) =>
    row.PROCESS_ID === process && (concerns === undefined || concerns(row)) ? undefined : row,
  );

/** `event.offline.clear`: without a list, or with an empty one, the whole batch. `id` counts only by itself. */
export const clear = (call: Call): true => {
  adminOnly(call);
  const process = processOf(call.parameters);
  const messages = listOf(call.parameters, 'message_id', 'MESSAGE_ID values');
  if (messages?.some((each) => each.trim().length !== 32))
    throw new Refusal('ERROR_ARGUMENT', 'Value must be array of MESSAGE_ID values', 'messsage_id');
  const ids = messages === undefined ? listOf(call.parameters, 'id', 'integers') : undefined;
  if (ids?.some((each) => !/^[1-9]\d*$/.test(each)))
    throw new Refusal('ERROR_ARGUMENT', 'Value must be array of integers', 'id');
  const named = messages ?? ids;
  const isNamed = (row: OfflineRow) => named?.includes(messages ? row.MESSAGE_ID : row.ID) === true;
  clearBatch(call, process, named?.length ? isNamed : undefined);
  return true;
};

/**
 * `event.offline.error`: takes rows of a batch out of it, marked. Rows with the same keys that are not of the batch
 * are deleted, as in the portal.
 */
export const error = (call: Call): true => {
  adminOnly(call);
  const process = processOf(call.parameters);
  const messages = listOf(call.parameters, 'message_id', 'MESSAGE_ID values');
  if (messages === undefined)
    throw new Refusal('ERROR_ARGUMENT', 'Value must be array of MESSAGE_ID values', 'message_id');
  change(call.portal, (row) => {
    if (row.ERROR === '1' || !messages.includes(row.MESSAGE_ID)) return row;
    return row.PROCESS_ID === process ? { ...row, PROCESS_ID: '', ERROR: '1' } : undefined;
  });
  return true;
};
