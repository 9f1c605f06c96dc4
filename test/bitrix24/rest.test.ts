import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, callWithJson } from './calls.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

let now = Date.UTC(2026, 10, 22, 12);
let bitrix24: Bitrix24;

beforeAll(async () => {
  bitrix24 = await startBitrix24({ clock: () => now });
});

afterAll(() => bitrix24.close());

const newPortal = async (options = {}) => {
  const portal = await bitrix24.createPortal(options);
  const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
  return { portal, auth };
};

describe('a method', () => {
  it('is answered in the documented envelope', async () => {
    const { portal, auth } = await newPortal();
    expect(await call(portal, 'scope', { auth })).toEqual({
      status: 200,
      body: {
        result: ['imconnector', 'imopenlines'],
        time: {
          start: 1795348800,
          finish: 1795348800,
          duration: 0,
          processing: 0,
          date_start: '2026-11-22T12:00:00+00:00',
          date_finish: '2026-11-22T12:00:00+00:00',
          operating_reset_at: 1795349400,
          operating: 0,
        },
      },
    });
  });

  it('describes a local application in app.info', async () => {
    const { portal, auth } = await newPortal({ language: 'de', version: 3 });
    const { body } = await call(portal, 'app.info', { auth });
    expect(body['result']).toEqual({
      ID: 1,
      CODE: 'local.stand-in',
      VERSION: 3,
      STATUS: 'L',
      INSTALLED: false,
      PAYMENT_EXPIRED: 'N',
      DAYS: null,
      LANGUAGE_ID: 'de',
      LICENSE: 'de_basic',
      LICENSE_TYPE: 'basic',
      LICENSE_FAMILY: 'basic',
    });
  });

  it.each([
    [true, true],
    [false, false],
  ])('says in user.admin and profile whether the user is an administrator: %s', async (admin, expected) => {
    const { portal, auth } = await newPortal({ admin });
    expect((await call(portal, 'user.admin', { auth })).body['result']).toBe(expected);
    expect((await call(portal, 'profile', { auth })).body['result']).toMatchObject({
      ID: '1',
      ADMIN: expected,
    });
  });

  it.each([
    ['a form', 'user.admin', (auth: string) => ({ body: new URLSearchParams({ auth }), method: 'POST' })],
    [
      'a path with .json',
      'user.admin.json',
      (auth: string) => ({ body: new URLSearchParams({ auth }), method: 'POST' }),
    ],
    ['a bearer token', 'User.Admin', (auth: string) => ({ headers: { authorization: `Bearer ${auth}` } })],
    [
      'JSON',
      'user.admin',
      (auth: string) => ({
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ auth }),
      }),
    ],
  ])('is called with %s', async (_, method, request) => {
    const { portal, auth } = await newPortal();
    const response = await fetch(`${portal.clientEndpoint}${method}`, request(auth));
    expect(await response.json()).toMatchObject({ result: true });
  });

  it('is called with a query', async () => {
    const { portal, auth } = await newPortal();
    const response = await fetch(`${portal.clientEndpoint}user.admin?auth=${auth}`);
    expect(await response.json()).toMatchObject({ result: true });
  });

  it.each([
    ['without a token', 'scope', {}, 401, 'NO_AUTH_FOUND', 'Wrong authorization data'],
    [
      'with an unknown token',
      'scope',
      { auth: 'f'.repeat(72) },
      401,
      'invalid_token',
      'Unable to get application by token',
    ],
    ['that does not exist', 'no.such', {}, 404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!'],
  ])('is refused %s', async (_, method, parameters, status, error, description) => {
    const { portal } = await newPortal();
    expect(await call(portal, method, parameters)).toEqual({
      status,
      body: { error, error_description: description },
    });
  });

  it('is refused with the token of another portal', async () => {
    const { auth } = await newPortal();
    const { portal } = await newPortal();
    expect((await call(portal, 'scope', { auth })).body['error']).toBe('invalid_token');
  });

  it('is refused with an expired token, and after the application was removed', async () => {
    const { portal, auth } = await newPortal();
    await bitrix24.changePortal(portal.memberId, { expireAccessTokens: true });
    expect((await call(portal, 'scope', { auth })).body['error']).toBe('expired_token');
    await bitrix24.uninstall(portal.memberId);
    expect(await call(portal, 'scope', { auth })).toEqual({
      status: 401,
      body: { error: 'ERROR_OAUTH', error_description: 'Application not installed' },
    });
  });
});

describe('batch', () => {
  const errorOf = (body: Record<string, unknown>) =>
    (body['result'] as { result_error: unknown }).result_error;

  it('answers by the names of its commands, failures apart', async () => {
    const { portal, auth } = await newPortal();
    const { status, body } = await callWithJson(portal, 'batch', {
      auth,
      halt: 0,
      cmd: {
        admin: 'user.admin',
        none: 'event.bind?event=OnNothing&handler=https%3A%2F%2Fexample.com%2F',
        unknown: 'no.such',
        scopes: 'SCOPE?full=0',
      },
    });
    expect(status).toBe(200);
    expect(body['result']).toEqual({
      result: { admin: true, scopes: ['imconnector', 'imopenlines'] },
      result_error: {
        none: { error: 'ERROR_EVENT_NOT_FOUND', error_description: 'Event not found' },
        unknown: { error: 'ERROR_METHOD_NOT_FOUND', error_description: 'Method not found!' },
      },
      result_total: [],
      result_next: [],
      result_time: { admin: expect.any(Object), scopes: expect.any(Object) },
    });
  });

  it('answers empty PHP arrays, and lists for numbered commands', async () => {
    const { portal, auth } = await newPortal();
    const { body } = await call(portal, 'batch', { auth, 'cmd[0]': 'user.admin', 'cmd[1]': 'scope' });
    expect(body['result']).toMatchObject({
      result: [true, ['imconnector', 'imopenlines']],
      result_error: [],
    });
    const none = await call(portal, 'batch', { auth });
    expect(none.body['result']).toMatchObject({ result: [], result_error: [], result_time: [] });
  });

  it.each([
    ['1', ['one'], []],
    ['0', ['one', 'two'], ['after']],
  ])('with halt=%s stops at the first failure or does not', async (halt, failed, succeeded) => {
    const { portal, auth } = await newPortal();
    const commands = { 'cmd[one]': 'no.such', 'cmd[two]': 'no.such', 'cmd[after]': 'scope' };
    const { body } = await call(portal, 'batch', { auth, halt, ...commands });
    const { result } = body['result'] as { result: object };
    expect(Object.keys(errorOf(body) as object)).toEqual(failed);
    expect(Object.keys(result)).toEqual(succeeded);
  });

  it('reads the parameters of a command as PHP reads a query', async () => {
    const { portal, auth } = await newPortal();
    const handler = 'https://example.com/a%3Fb?c=d';
    await callWithJson(portal, 'batch', { auth, cmd: [`event.bind?event=ONAPPTEST&handler=${handler}+e`] });
    expect((await bitrix24.portal(portal.memberId)).bindings).toMatchObject([
      { event: 'ONAPPTEST', handler: 'https://example.com/a?b?c=d e' },
    ]);
  });

  it('takes 50 commands and refuses those beyond, and a batch within', async () => {
    const { portal, auth } = await newPortal();
    const cmd = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`c${at}`, 'user.admin']));
    const { body } = await callWithJson(portal, 'batch', { auth, cmd });
    expect(errorOf(body)).toEqual({
      c50: { error: 'ERROR_BATCH_LENGTH_EXCEEDED', error_description: 'Max batch length exceeded' },
    });
    const nested = await callWithJson(portal, 'batch', { auth, cmd: { inner: 'batch?cmd[a]=scope' } });
    expect(errorOf(nested.body)).toEqual({
      inner: {
        error: 'ERROR_BATCH_METHOD_NOT_ALLOWED',
        error_description: 'Method is not allowed for batch usage',
      },
    });
  });
});

describe('the request limit', () => {
  it('takes 50 requests at once, then two each second, by portal', async () => {
    const [busy, idle] = [await newPortal(), await newPortal()];
    const statusOf = async ({ portal, auth }: typeof busy) => (await call(portal, 'scope', { auth })).status;
    const burst = await Promise.all(Array.from({ length: 50 }, () => statusOf(busy)));
    expect(burst).toEqual(Array.from({ length: 50 }, () => 200));
    expect(await call(busy.portal, 'scope', { auth: busy.auth })).toEqual({
      status: 503,
      body: { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' },
    });
    expect(await statusOf(idle)).toBe(200);
    now += 1000;
    expect([await statusOf(busy), await statusOf(busy), await statusOf(busy)]).toEqual([200, 200, 503]);
    now += 500;
    expect(await statusOf(busy)).toBe(503);
    now += 500;
    expect(await statusOf(busy)).toBe(200);
  });

  it('counts a batch as one request', async () => {
    const { portal, auth } = await newPortal();
    const cmd = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`c${at}`, 'scope']));
    expect((await callWithJson(portal, 'batch', { auth, cmd })).status).toBe(200);
    expect((await callWithJson(portal, 'batch', { auth, cmd })).status).toBe(200);
  });
});
