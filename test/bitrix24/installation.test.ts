import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './application.ts';
import { call, exchange } from './calls.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

let bitrix24: Bitrix24;
let application: Application;
let url: string;

beforeAll(async () => {
  bitrix24 = await startBitrix24();
  application = await startApplication();
  url = `${application.url}/app/install`;
});

afterEach(() => {
  application.received.length = 0;
  application.answerWith(() => ({}));
});

afterAll(async () => {
  await bitrix24.close();
  await application.close();
});

const received = () => application.received.map(({ path, form }) => [path.split('?')[0], form['event']]);

const authOf = (at: number): Record<string, string> =>
  application.received.at(at)?.form['auth'] as Record<string, string>;

const bind = async (portal: { memberId: string; clientEndpoint: string }, event: string, handler: string) => {
  const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
  return (await call(portal, 'event.bind', { auth, event, handler })).body;
};

const finishing =
  '<html><script src="//api.bitrix24.com/api/v1/"></script><script>BX24.installFinish();</script>';

describe('installing a script', () => {
  it('makes the application INSTALLED and posts ONAPPINSTALL with tokens that work', async () => {
    const portal = await bitrix24.createPortal();
    expect(await bitrix24.install(portal.memberId, { url, language: 'ru' })).toEqual({
      answered: { event: 'ONAPPINSTALL', handler: url, handlerId: 1, status: 200, answer: 'ok' },
      installed: true,
      deliveries: [],
    });
    const { form } = application.received[0] ?? {};
    expect(form).toMatchObject({
      event: 'ONAPPINSTALL',
      event_handler_id: '1',
      auth: { application_token: portal.applicationToken, member_id: portal.memberId, user_id: '1' },
    });
    expect(form?.['data']).toEqual({ ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: 'ru' });
    expect((await exchange(bitrix24, authOf(0)['refresh_token'] ?? '')).body['member_id']).toBe(
      portal.memberId,
    );
    expect((await bitrix24.portal(portal.memberId)).installed).toBe(true);
  });

  it('has bound ONAPPINSTALL to the installation URL itself', async () => {
    const portal = await bitrix24.createPortal();
    await bitrix24.install(portal.memberId, { url });
    await bitrix24.install(portal.memberId, { url });
    expect((await bitrix24.portal(portal.memberId)).bindings).toEqual([
      { id: 1, event: 'ONAPPINSTALL', handler: url, userId: 0, offline: 0 },
    ]);
    expect((await bind(portal, 'ONAPPINSTALL', url))['error_description']).toBe(
      'Unable to set event handler: Handler already binded',
    );
  });

  it('tells other handlers of ONAPPINSTALL as well', async () => {
    const portal = await bitrix24.createPortal();
    const other = `${application.url}/other`;
    await bind(portal, 'ONAPPINSTALL', other);
    const { deliveries } = await bitrix24.install(portal.memberId, { url });
    expect(deliveries).toEqual([
      { event: 'ONAPPINSTALL', handler: other, handlerId: 1, status: 200, answer: 'ok' },
    ]);
  });

  it('posts ONAPPUSERREADY after it, if asked', async () => {
    const portal = await bitrix24.createPortal();
    await bitrix24.install(portal.memberId, { url, userReady: true });
    expect(received()).toEqual([
      ['/app/install', 'ONAPPINSTALL'],
      ['/app/install', 'ONAPPUSERREADY'],
    ]);
  });
});

describe('installing with a page', () => {
  it('posts the install page form and counts the application as INSTALLED when the page says so', async () => {
    const portal = await bitrix24.createPortal({ domain: 'example.bitrix24.de', language: 'de' });
    application.answerWith(() => ({ type: 'text/html; charset=utf-8', body: finishing }));
    const { answered, installed } = await bitrix24.install(portal.memberId, { url, page: true });
    expect(answered).toEqual({ event: 'install page', handler: url, status: 200, answer: finishing });
    expect(installed).toBe(true);
    const { path, form } = application.received[0] ?? { path: '' };
    expect(Object.fromEntries(new URL(path, application.url).searchParams)).toEqual({
      DOMAIN: 'example.bitrix24.de',
      PROTOCOL: '1',
      LANG: 'de',
      APP_SID: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(form).toEqual({
      AUTH_ID: expect.stringMatching(/^[\da-f]{72}$/),
      AUTH_EXPIRES: '3600',
      REFRESH_ID: expect.stringMatching(/^[\da-f]{72}$/),
      SERVER_ENDPOINT: `${bitrix24.url}/rest/`,
      APPLICATION_TOKEN: portal.applicationToken,
      APPLICATION_SCOPE: 'imconnector,imopenlines',
      member_id: portal.memberId,
      status: 'L',
      PLACEMENT: 'DEFAULT',
      PLACEMENT_OPTIONS: '{"any":"1"}',
    });
  });

  it('posts less from an older portal', async () => {
    const { memberId } = await bitrix24.createPortal();
    await bitrix24.install(memberId, { url, page: true, older: true });
    expect(Object.keys(application.received[0]?.form ?? {})).toEqual([
      'AUTH_ID',
      'AUTH_EXPIRES',
      'REFRESH_ID',
      'member_id',
      'status',
      'PLACEMENT',
      'PLACEMENT_OPTIONS',
    ]);
  });

  it('posts ONAPPINSTALL to those who bound it meanwhile, and ONAPPUSERREADY', async () => {
    const portal = await bitrix24.createPortal();
    application.answerWith(async ({ form }) => {
      if (form['AUTH_ID'] !== undefined) await bind(portal, 'ONAPPINSTALL', url);
      return { type: 'text/html', body: finishing };
    });
    await bitrix24.install(portal.memberId, { url, page: true, userReady: true });
    expect(received()).toEqual([
      ['/app/install', undefined],
      ['/app/install', 'ONAPPINSTALL'],
      ['/app/install', 'ONAPPUSERREADY'],
    ]);
  });

  it.each([
    [
      'a page that never calls it',
      'text/html',
      '<script src="//api.bitrix24.com/api/v1/"></script><p>Failed',
    ],
    [
      'a page that only writes of it',
      'text/html',
      `${finishing.split('<script>')[0]}<p>BX24.installFinish()`,
    ],
    ['a page without the script of BX24', 'text/html', '<script>BX24.installFinish()</script>'],
    ['plain text', 'text/plain', finishing],
  ])('leaves the application not INSTALLED after %s', async (_, type, body) => {
    const { memberId } = await bitrix24.createPortal({ installed: true });
    application.answerWith(() => ({ type, body }));
    const { installed, deliveries } = await bitrix24.install(memberId, { url, page: true, userReady: true });
    expect([installed, deliveries, application.received.length]).toEqual([false, [], 1]);
  });

  it('leaves it not INSTALLED if the page cannot be had', async () => {
    const { memberId } = await bitrix24.createPortal();
    application.answerWith(() => 'reset');
    const { answered, installed } = await bitrix24.install(memberId, { url, page: true });
    expect([answered.fault, installed]).toEqual([expect.stringContaining('ECONNRESET'), false]);
  });
});

describe('ONAPPUSERREADY', () => {
  it('has the tokens of the system user in data and those of the installer in auth', async () => {
    const portal = await bitrix24.createPortal({ installed: true });
    await bitrix24.userReady(portal.memberId, url);
    const data = application.received[0]?.form['data'] as Record<string, string>;
    expect(data).toMatchObject({
      domain: 'oauth.bitrix.info',
      user_id: '512',
      client_id: bitrix24.application.clientId,
      member_id: portal.memberId,
    });
    expect((await exchange(bitrix24, data['refresh_token'] ?? '')).body['user_id']).toBe(512);
    expect((await exchange(bitrix24, authOf(0)['refresh_token'] ?? '')).body['user_id']).toBe(1);
  });
});

describe('updating', () => {
  it('posts ONAPPUPDATE to what was bound, and removes the bindings', async () => {
    const portal = await bitrix24.createPortal({ installed: true });
    const handler = `${application.url}/app/update`;
    await bind(portal, 'OnAppUpdate', handler);
    await bind(portal, 'OnSessionStart', url);
    expect(await bitrix24.update(portal.memberId)).toEqual([
      { event: 'ONAPPUPDATE', handler, handlerId: 1, status: 200, answer: 'ok' },
    ]);
    expect(application.received[0]?.form['data']).toEqual({
      VERSION: '2',
      PREVIOUS_VERSION: '1',
      LANGUAGE_ID: 'en',
    });
    expect(authOf(0)['application_token']).toBe(portal.applicationToken);
    expect((await bitrix24.portal(portal.memberId)).bindings).toEqual([]);
  });

  it('may come with another token and leave the bindings', async () => {
    const portal = await bitrix24.createPortal({ installed: true });
    await bind(portal, 'OnAppUpdate', url);
    await bitrix24.update(portal.memberId, { newToken: true, keepsHandlers: true });
    const { applicationToken, bindings } = await bitrix24.portal(portal.memberId);
    expect(applicationToken).not.toBe(portal.applicationToken);
    expect(authOf(0)['application_token']).toBe(applicationToken);
    expect((await exchange(bitrix24, authOf(0)['refresh_token'] ?? '')).status).toBe(200);
    expect(bindings).toHaveLength(1);
  });
});

describe('uninstalling', () => {
  it.each([
    [true, '1'],
    [false, '0'],
  ])('posts ONAPPUNINSTALL without tokens, clean %s', async (clean, CLEAN) => {
    const portal = await bitrix24.createPortal({ installed: true });
    await bind(portal, 'OnAppUninstall', url);
    await bitrix24.uninstall(portal.memberId, { clean });
    expect(application.received[0]?.form).toMatchObject({ data: { LANGUAGE_ID: 'en', CLEAN } });
    expect(authOf(0)).toEqual({
      domain: portal.domain,
      server_endpoint: `${bitrix24.url}/rest/`,
      client_endpoint: portal.clientEndpoint,
      member_id: portal.memberId,
      application_token: portal.applicationToken,
    });
    const { installed, bindings } = await bitrix24.portal(portal.memberId);
    expect([installed, bindings]).toEqual([false, []]);
  });

  it('is told of also where the application was never INSTALLED', async () => {
    const portal = await bitrix24.createPortal();
    await bind(portal, 'OnAppUninstall', url);
    expect(await bitrix24.uninstall(portal.memberId)).toHaveLength(1);
  });

  it('kills the tokens for good; added again, the application has another token', async () => {
    const portal = await bitrix24.createPortal({ installed: true });
    const { accessToken, refreshToken } = await bitrix24.issueTokens(portal.memberId);
    await bitrix24.uninstall(portal.memberId);
    await bitrix24.install(portal.memberId, { url });
    expect((await bitrix24.portal(portal.memberId)).applicationToken).not.toBe(portal.applicationToken);
    expect((await exchange(bitrix24, refreshToken)).body['error']).toBe('invalid_grant');
    expect((await call(portal, 'scope', { auth: accessToken })).body['error']).toBe('invalid_token');
    expect((await exchange(bitrix24, authOf(0)['refresh_token'] ?? '')).status).toBe(200);
  });
});
