import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './calls.ts';
import type { PortalOptions } from './portal.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

let bitrix24: Bitrix24;
let now = Date.UTC(2026, 10, 22, 12);

beforeAll(async () => {
  bitrix24 = await startBitrix24({ clock: () => now });
});

afterAll(() => bitrix24.close());

type Row = { ID: string; MESSAGE_ID: string; PROCESS_ID: string; EVENT_DATA: unknown };
type Batch = { process_id: string; events: Row[] };

/** A portal with two events bound offline. */
const newPortal = async (options: PortalOptions = {}) => {
  const portal = await bitrix24.createPortal({ installed: true, ...options });
  const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
  const run = (method: string, parameters: Record<string, string> = {}) =>
    call(portal, method, { auth, ...parameters });
  for (const event of ['OnSessionStart', 'OnImConnectorLineDelete'])
    await run('event.bind', { event, event_type: 'offline' });
  const get = async (parameters: Record<string, string> = {}) =>
    (await run('event.offline.get', { clear: '0', ...parameters })).body['result'] as Batch;
  const list = async (parameters: Record<string, string> = {}) =>
    (await run('event.offline.list', parameters)).body['result'] as Row[];
  const fire = (line: unknown) => bitrix24.fire(portal.memberId, 'OnImConnectorLineDelete', line);
  return { portal, run, get, list, fire };
};

const dataOf = (rows: readonly Row[]) => rows.map(({ EVENT_DATA }) => EVENT_DATA);

describe('the offline queue', () => {
  it('takes events that are bound offline, and gives them as the documentation says', async () => {
    const { portal, list } = await newPortal();
    const data = { DATA: [{ connector: { connector_id: 'livechat', line_id: 105 } }] };
    expect(await bitrix24.fire(portal.memberId, 'OnSessionStart', data)).toEqual([]);
    await bitrix24.fire(portal.memberId, 'OnSessionFinish', data);
    expect(await list()).toEqual([
      {
        ID: '1',
        TIMESTAMP_X: '2026-11-22T14:00:00+02:00',
        EVENT_NAME: 'ONSESSIONSTART',
        EVENT_DATA: data,
        EVENT_ADDITIONAL: { user_id: '1' },
        MESSAGE_ID: expect.stringMatching(/^[\da-f]{32}$/),
        PROCESS_ID: '',
        ERROR: '0',
      },
    ]);
  });

  it('takes nothing while the application is not INSTALLED', async () => {
    const { fire, list } = await newPortal({ installed: false });
    await fire(107);
    expect(await list()).toEqual([]);
  });

  it('merges an equal event into a row that is not reserved, with the later time', async () => {
    const { fire, list, get } = await newPortal();
    await fire(107);
    now += 5000;
    await fire(107);
    expect(await list()).toMatchObject([{ ID: '1', TIMESTAMP_X: '2026-11-22T14:00:05+02:00' }]);
    await get();
    await fire(107);
    expect(await list()).toMatchObject([{ ID: '1' }, { ID: '2', PROCESS_ID: '' }]);
  });
});

describe('event.offline.get', () => {
  it('reserves rows, oldest first, for one process alone', async () => {
    const { fire, get } = await newPortal();
    for (const line of [1, 2, 3]) await fire(line);
    const [first, second, third] = [await get({ limit: '2' }), await get(), await get()];
    expect([first, second, third].map(({ events }) => dataOf(events))).toEqual([[1, 2], [3], []]);
    expect(first.process_id).not.toBe(second.process_id);
    expect(dataOf((await get({ process_id: first.process_id })).events)).toEqual([1, 2]);
  });

  it('deletes the rows by default, and tells no process', async () => {
    const { fire, list, run } = await newPortal();
    await fire(107);
    expect((await run('event.offline.get')).body['result']).toMatchObject({
      process_id: null,
      events: [{ EVENT_DATA: 107 }],
    });
    expect(await list()).toEqual([]);
  });

  it('filters and sorts', async () => {
    const { fire, get } = await newPortal();
    await fire(1);
    now += 60_000;
    await fire(2);
    const limit = new Date(now - 30_000).toISOString();
    expect(dataOf((await get({ 'filter[<=TIMESTAMP_X]': limit })).events)).toEqual([1]);
    expect(dataOf((await get({ 'filter[>ID]': '1', 'order[ID]': 'DESC' })).events)).toEqual([2]);
  });

  it.each([
    [
      { clear: '0' },
      { offlineExtended: false },
      403,
      'WRONG_LICENSE',
      'This feature is not enabled for the current license: extended offline events handling',
    ],
    [{}, { admin: false }, 403, 'ACCESS_DENIED', 'Access denied!'],
    [{ limit: '0' }, {}, 400, 'ERROR_ARGUMENT', 'Value must be positive integer'],
    [{ 'filter[=ERROR]': '0' }, {}, 400, 'ERROR_ARGUMENT', 'Filter field not allowed: ERROR'],
    [{ 'filter[!ID]': '1' }, {}, 400, 'ERROR_ARGUMENT', 'Filter operation not allowed: !'],
    [{ 'order[ID]': 'UP' }, {}, 400, 'ERROR_ARGUMENT', 'Order direction should be one of {ASC|DESC}'],
  ])('refuses %j of a portal with %j', async (parameters, options, status, error, error_description) => {
    const { run } = await newPortal(options);
    expect(await run('event.offline.get', parameters as Record<string, string>)).toMatchObject({
      status,
      body: { error, error_description },
    });
  });
});

describe('event.offline.clear', () => {
  it('removes rows of the batch that it names, and no others', async () => {
    const { fire, get, list, run } = await newPortal();
    for (const line of [1, 2, 3]) await fire(line);
    const { process_id } = await get({ limit: '2' });
    expect(
      (await run('event.offline.clear', { process_id, 'id[0]': '1', 'id[1]': '3' })).body['result'],
    ).toBe(true);
    expect(dataOf(await list())).toEqual([2, 3]);
    const [row] = await list();
    await run('event.offline.clear', { process_id, 'message_id[0]': row?.MESSAGE_ID ?? '', 'id[0]': '9' });
    expect(dataOf(await list())).toEqual([3]);
  });

  it('removes the whole batch where it names no rows', async () => {
    const { fire, get, list, run } = await newPortal();
    for (const line of [1, 2, 3]) await fire(line);
    const { process_id } = await get({ limit: '2' });
    await run('event.offline.clear', { process_id });
    expect(dataOf(await list())).toEqual([3]);
  });

  it.each([
    [{}, "Argument 'PROCESS_ID' is null or empty"],
    [{ process_id: 'p', 'id[0]': '0' }, 'Value must be array of integers'],
    [{ process_id: 'p', 'message_id[0]': 'short' }, 'Value must be array of MESSAGE_ID values'],
  ])('refuses %j', async (parameters, error_description) => {
    const { run } = await newPortal();
    expect(await run('event.offline.clear', parameters as Record<string, string>)).toMatchObject({
      status: 400,
      body: { error: 'ERROR_ARGUMENT', error_description },
    });
  });
});

describe('event.offline.error', () => {
  it('takes rows out of the batch and out of the sight of event.offline.get', async () => {
    const { fire, get, run } = await newPortal();
    await fire(1);
    await fire(2);
    const { process_id, events } = await get();
    await run('event.offline.error', { process_id, 'message_id[0]': events[0]?.MESSAGE_ID ?? '' });
    expect(dataOf((await get({ process_id })).events)).toEqual([2]);
    expect((await get()).events).toEqual([]);
    expect(dataOf((await get({ error: '1' })).events)).toEqual([1]);
  });
});

describe('feature.get', () => {
  it.each([
    [true, 'rest_offline_extended', 'Y'],
    [false, 'rest_offline_extended', 'N'],
    [true, 'rest_auth_connector', 'N'],
  ])('of a portal with the extended mode %s says of %s: %s', async (offlineExtended, CODE, value) => {
    const { run } = await newPortal({ offlineExtended });
    expect((await run('feature.get', { CODE })).body['result']).toEqual({ value });
  });
});
