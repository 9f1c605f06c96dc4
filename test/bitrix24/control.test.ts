import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './application.ts';
import { call, exchange } from './calls.ts';
import { controlOf } from './control.ts';
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

describe('the control client', () => {
  it('does from another process what the stand-in does in its own', async () => {
    const control = controlOf(bitrix24.url);
    const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
    const portal = await control.createPortal({ memberId, domain: 'example.bitrix24.com' });
    expect(portal).toEqual(await bitrix24.portal(memberId));
    expect(await control.portals()).toEqual(await bitrix24.portals());
    const url = `${application.url}/app`;
    expect(await control.install(memberId, { url })).toMatchObject({
      installed: true,
      answered: { status: 200 },
    });
    expect(await control.userReady(memberId, url)).toMatchObject({ event: 'ONAPPUSERREADY', status: 200 });
    const { accessToken: auth, refreshToken } = await control.issueTokens(memberId);
    for (const event of ['OnSessionStart', 'OnAppUpdate', 'OnAppUninstall'])
      await call(portal, 'event.bind', { auth, event, handler: url });
    expect(await control.fire(memberId, 'OnSessionStart', 5, { ts: 7 })).toMatchObject([{ status: 200 }]);
    expect(application.received.at(-1)?.form).toMatchObject({ data: '5', ts: '7' });
    expect(await control.update(memberId, { keepsHandlers: true })).toMatchObject([{ event: 'ONAPPUPDATE' }]);
    await control.setFaults({ oauth: { code: 'PAYMENT_REQUIRED', times: 1 } });
    expect((await exchange(bitrix24, refreshToken)).status).toBe(402);
    expect(await control.uninstall(memberId)).toMatchObject([{ event: 'ONAPPUNINSTALL' }]);
    expect(await control.changePortal(memberId, { admin: false })).toMatchObject({ admin: false });
  });

  it('says what the stand-in says of a fault', async () => {
    await expect(controlOf(bitrix24.url).portal('nobody')).rejects.toThrow(
      'The Bitrix24 stand-in answers 404: {"message":"There is no portal nobody.',
    );
  });
});

describe('a control route', () => {
  const ask = async (method: string, path: string, body?: string) => {
    const response = await fetch(`${bitrix24.url}/_control/${path}`, {
      method,
      ...(body !== undefined && { body }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it.each([
    ['PUT', 'faults', '{"oauth":"no-such"}', 'oauth', 'Invalid type: Expected ("hang" | '],
    ['PUT', 'faults', '{"rest":{"code":"hang","times":0}}', 'rest.times', 'Invalid value: Expected >=1'],
    ['PUT', 'faults', '{"sms":"hang"}', 'sms', 'Invalid key: Expected never'],
    ['POST', 'portals', '{"memberId":"x"}', 'memberId', 'must be 32 lower-case hex digits'],
    ['POST', 'portals', '{"scopes":[""]}', 'scopes.0', 'must not be empty'],
    ['POST', 'portals/x/install', '{}', 'url', 'Invalid key: Expected "url"'],
    ['POST', 'portals/x/install', '{"url":"ftp://a.b/"}', 'url', 'must be an http or https URL'],
    ['POST', 'portals/x/fire', '{"event":""}', 'event', 'must not be empty'],
    ['PUT', 'portals/x', '{"memberId":"y"}', 'memberId', 'Invalid key: Expected never'],
  ])('%s %s refuses %s', async (method, path, body, where, what) => {
    expect(await ask(method, path, body)).toMatchObject({
      status: 400,
      body: { errors: [{ path: where, message: expect.stringContaining(what) }] },
    });
  });

  it.each([
    ['GET', 'portals/nobody', undefined, 404, 'There is no portal nobody.'],
    ['POST', 'portals', '{', 400, 'The body is not JSON.'],
    ['GET', 'nothing', undefined, 404, 'Not Found. There are: GET portals, POST portals, PUT faults'],
  ])('%s %s with %s says what is wrong', async (method, path, body, status, message) => {
    const answer = await ask(method, path, body);
    expect([answer.status, answer.body['message']]).toEqual([status, expect.stringContaining(message)]);
  });

  it('refuses a portal that is there already', async () => {
    const { memberId } = await bitrix24.createPortal();
    expect(await ask('POST', 'portals', JSON.stringify({ memberId }))).toEqual({
      status: 409,
      body: { message: `There is a portal ${memberId} already. Leave memberId out for a new one.` },
    });
  });

  it('is the only thing that other paths are told of', async () => {
    const response = await fetch(`${bitrix24.url}/elsewhere`);
    expect([response.status, await response.json()]).toEqual([
      404,
      { message: 'Not Found. There are: /oauth/token/, /portals/<id>/rest/<method>' },
    ]);
  });
});
