import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './application.ts';
import { call } from './calls.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

let bitrix24: Bitrix24;
let application: Application;

beforeAll(async () => {
  bitrix24 = await startBitrix24();
  application = await startApplication();
});

afterAll(async () => {
  await bitrix24.close();
  await application.close();
});

const newPortal = async (options = {}) => {
  const portal = await bitrix24.createPortal(options);
  const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
  const run = (method: string, parameters: Record<string, string> = {}) =>
    call(portal, method, { auth, ...parameters });
  return { portal, run };
};

const HANDLER = 'https://example.com/handler';

const refused = (error: string, description: string, status = 400) => ({
  status,
  body: { error, error_description: description },
});

describe('event.bind', () => {
  it('binds an event named in any case, and lists it as the portal does', async () => {
    const { run } = await newPortal();
    expect((await run('event.bind', { event: 'OnSessionStart', handler: HANDLER })).body['result']).toBe(
      true,
    );
    await run('event.bind', { EVENT: 'onapptest', HANDLER, AUTH_TYPE: '15' });
    expect((await run('event.get')).body['result']).toEqual([
      { event: 'ONSESSIONSTART', handler: HANDLER, auth_type: '0', offline: 0 },
      { event: 'ONAPPTEST', handler: HANDLER, auth_type: '15', offline: 0 },
    ]);
  });

  it('refuses the same event, handler and user twice', async () => {
    const { run } = await newPortal();
    const binding = { event: 'ONSESSIONSTART', handler: HANDLER };
    await run('event.bind', binding);
    expect(await run('event.bind', binding)).toEqual(
      refused('ERROR_CORE', 'Unable to set event handler: Handler already binded'),
    );
    expect((await run('event.bind', { ...binding, handler: `${HANDLER}/` })).status).toBe(200);
    expect((await run('event.bind', { ...binding, auth_type: '7' })).status).toBe(200);
    expect((await run('event.get')).body['result']).toHaveLength(3);
  });

  it.each([
    ['an event that does not exist', {}, { event: 'OnNothing' }],
    ['an event outside of the scopes', { scopes: ['imconnector'] }, { event: 'OnSessionStart' }],
    ['an event this version lacks', { unknownEvents: ['OnSessionStart'] }, { event: 'ONSESSIONSTART' }],
  ])('does not find %s', async (_, options, { event }) => {
    const { run } = await newPortal(options);
    expect(await run('event.bind', { event, handler: HANDLER })).toEqual(
      refused('ERROR_EVENT_NOT_FOUND', 'Event not found'),
    );
  });

  it('binds the events of the application itself without a scope', async () => {
    const { run } = await newPortal({ scopes: [] });
    expect((await run('event.bind', { event: 'ONAPPUNINSTALL', handler: HANDLER })).body['result']).toBe(
      true,
    );
    expect((await run('events')).body['result']).toEqual([
      'ONAPPINSTALL',
      'ONAPPUPDATE',
      'ONAPPUNINSTALL',
      'ONAPPPAYMENT',
      'ONAPPTEST',
      'ONAPPMETHODCONFIRM',
    ]);
  });

  it.each([
    ['http://localhost:3000/x', 'ERROR_WRONG_HANDLER_URL', 'Wrong handler URL'],
    ['/handler', 'ERROR_WRONG_HANDLER_URL', 'Wrong handler URL'],
    ['ftp://example.com/x', 'ERROR_UNSUPPORTED_PROTOCOL', 'Unsupported handler protocol'],
  ])('refuses the handler %s', async (handler, error, description) => {
    const { run } = await newPortal();
    expect(await run('event.bind', { event: 'ONAPPTEST', handler })).toEqual(refused(error, description));
  });

  it('takes a handler on a loopback address over http', async () => {
    const { run } = await newPortal();
    const handler = 'http://127.0.0.1:3000/events/on-app-test';
    expect((await run('event.bind', { event: 'ONAPPTEST', handler })).body['result']).toBe(true);
  });

  it.each([
    [{ handler: HANDLER }, 'EVENT'],
    [{ event: 'ONAPPTEST' }, 'HANDLER'],
  ])('misses what is not in %j', async (parameters: Record<string, string>, name) => {
    const { run } = await newPortal();
    expect((await run('event.bind', parameters)).body).toEqual({
      error: 'ERROR_ARGUMENT',
      error_description: `Argument '${name}' is null or empty`,
      argument: name,
    });
  });

  it('binds for the user alone who is no administrator', async () => {
    const { portal, run } = await newPortal({ admin: false });
    await run('event.bind', { event: 'ONSESSIONSTART', handler: HANDLER });
    expect((await bitrix24.portal(portal.memberId)).bindings).toEqual([
      { id: 1, event: 'ONSESSIONSTART', handler: HANDLER, userId: 1, offline: 0 },
    ]);
    expect(await run('event.bind', { event: 'ONAPPTEST', handler: HANDLER, auth_type: '2' })).toEqual(
      refused(
        'ACCESS_DENIED',
        'Access denied! Event binding with AUTH_TYPE requires administrator access rights',
        403,
      ),
    );
    expect(await run('event.bind', { event: 'ONSESSIONSTART', event_type: 'offline' })).toEqual(
      refused(
        'ACCESS_DENIED',
        'Access denied! Offline events binding requires administrator access rights',
        403,
      ),
    );
  });

  it('binds offline without a handler', async () => {
    const { run } = await newPortal();
    await run('event.bind', { event: 'ONSESSIONSTART', event_type: 'offline' });
    expect((await run('event.get')).body['result']).toEqual([
      { event: 'ONSESSIONSTART', connector_id: '', offline: 1 },
    ]);
  });
});

describe('event.unbind', () => {
  it('removes the exact handler for all users, and counts', async () => {
    const { run } = await newPortal();
    await run('event.bind', { event: 'ONSESSIONSTART', handler: HANDLER });
    await run('event.bind', { event: 'ONSESSIONSTART', handler: HANDLER, auth_type: '7' });
    await run('event.bind', { event: 'ONSESSIONFINISH', handler: HANDLER });
    const gone = { event: 'OnSessionStart', handler: HANDLER };
    expect((await run('event.unbind', { ...gone, handler: `${HANDLER}/` })).body['result']).toEqual({
      count: 0,
    });
    expect((await run('event.unbind', gone)).body['result']).toEqual({ count: 2 });
    expect((await run('event.get')).body['result']).toEqual([
      { event: 'ONSESSIONFINISH', handler: HANDLER, auth_type: '0', offline: 0 },
    ]);
  });

  it('removes the binding of one user with auth_type', async () => {
    const { run } = await newPortal();
    const binding = { event: 'ONSESSIONSTART', handler: HANDLER };
    await run('event.bind', binding);
    await run('event.bind', { ...binding, auth_type: '7' });
    expect((await run('event.unbind', { ...binding, auth_type: '0' })).body['result']).toEqual({ count: 1 });
    expect((await run('event.get')).body['result']).toMatchObject([{ auth_type: '7' }]);
  });

  it('needs an event and a handler', async () => {
    const { run } = await newPortal();
    expect((await run('event.unbind', { handler: HANDLER })).body['argument']).toBe('EVENT');
    expect((await run('event.unbind', { event: 'ONAPPTEST' })).body['argument']).toBe('HANDLER');
  });
});

describe('event.test', () => {
  it('answers 1 and posts ONAPPTEST with the parameters of the call', async () => {
    const { portal, run } = await newPortal({ installed: true, language: 'ru' });
    await run('event.bind', { event: 'ONAPPTEST', handler: `${application.url}/test` });
    const before = application.received.length;
    expect((await run('event.test', { any: 'data', 'nested[a]': 'b' })).body['result']).toBe(1);
    await application.until(before + 1);
    expect(application.received.at(-1)).toMatchObject({
      path: '/test',
      form: {
        event: 'ONAPPTEST',
        event_handler_id: '1',
        data: { QUERY: { any: 'data', nested: { a: 'b' } }, LANGUAGE_ID: 'ru' },
        auth: { member_id: portal.memberId, application_token: portal.applicationToken },
      },
    });
  });

  it('answers 1 where the application is not INSTALLED, and posts nothing', async () => {
    const { portal, run } = await newPortal();
    await run('event.bind', { event: 'ONAPPTEST', handler: `${application.url}/test` });
    expect((await run('event.test')).body['result']).toBe(1);
    expect(await bitrix24.fire(portal.memberId, 'OnAppTest', {})).toEqual([]);
    expect((await bitrix24.portal(portal.memberId)).deliveries).toEqual([]);
  });

  it('answers 1 where nothing is bound', async () => {
    const { portal, run } = await newPortal({ installed: true });
    expect((await run('event.test')).body['result']).toBe(1);
    expect((await bitrix24.portal(portal.memberId)).deliveries).toEqual([]);
  });
});
