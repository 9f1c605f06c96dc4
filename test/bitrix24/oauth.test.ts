import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, exchange } from './calls.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let now = Date.UTC(2026, 10, 22, 12);
let bitrix24: Bitrix24;

beforeAll(async () => {
  bitrix24 = await startBitrix24({ clock: () => now });
});

afterAll(() => bitrix24.close());

const newPortal = async () => {
  const portal = await bitrix24.createPortal();
  return { portal, pair: await bitrix24.issueTokens(portal.memberId) };
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

describe('oauth/token', () => {
  it('answers with the documented fields', async () => {
    const { portal, pair } = await newPortal();
    const { status, body } = await exchange(bitrix24, pair.refreshToken);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\da-f]{72}$/),
      expires: now / 1000 + 3600,
      expires_in: 3600,
      scope: 'imconnector,imopenlines',
      domain: 'oauth.bitrix.info',
      server_endpoint: `${bitrix24.url}/rest/`,
      status: 'L',
      client_endpoint: `${bitrix24.url}/portals/${portal.memberId}/rest/`,
      member_id: portal.memberId,
      user_id: 1,
      refresh_token: expect.stringMatching(/^[\da-f]{72}$/),
    });
    expect(body['access_token']).not.toBe(pair.accessToken);
    expect(body['refresh_token']).not.toBe(pair.refreshToken);
  });

  it('takes a GET too', async () => {
    const { portal, pair } = await newPortal();
    const { clientId, clientSecret } = bitrix24.application;
    const query = `grant_type=refresh_token&client_id=${clientId}&client_secret=${clientSecret}&refresh_token=${pair.refreshToken}`;
    const response = await fetch(`${bitrix24.oauthUrl}?${query}`);
    expect(await response.json()).toMatchObject({ member_id: portal.memberId });
  });

  it('takes each refresh token once, and the new one after it', async () => {
    const { pair } = await newPortal();
    const first = await exchange(bitrix24, pair.refreshToken);
    expect(await exchange(bitrix24, pair.refreshToken)).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Invalid authorization data was provided' },
    });
    expect((await exchange(bitrix24, text(first.body['refresh_token']))).status).toBe(200);
  });

  it('leaves access tokens that were issued before to their own end', async () => {
    const { portal, pair } = await newPortal();
    await exchange(bitrix24, pair.refreshToken);
    expect((await call(portal, 'scope', { auth: pair.accessToken })).status).toBe(200);
    now += HOUR;
    expect(await call(portal, 'scope', { auth: pair.accessToken })).toEqual({
      status: 401,
      body: { error: 'expired_token', error_description: 'The access token provided has expired.' },
    });
  });

  it('lets refresh tokens live for 180 days', async () => {
    const [early, late] = [await newPortal(), await newPortal()];
    now += 180 * DAY - 1;
    expect((await exchange(bitrix24, early.pair.refreshToken)).status).toBe(200);
    now += 1;
    expect((await exchange(bitrix24, late.pair.refreshToken)).body['error']).toBe('invalid_grant');
  });

  it.each([
    ['another grant type', { grant_type: 'password' }, 400, 'invalid_request'],
    ['no grant type', { grant_type: '' }, 400, 'invalid_request'],
    ['no refresh token', { refresh_token: '' }, 400, 'invalid_request'],
    ['an unknown refresh token', { refresh_token: 'f'.repeat(72) }, 400, 'invalid_grant'],
    ['another client', { client_id: 'local.other' }, 401, 'invalid_client'],
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
  ])('refuses %s and leaves the token as it was', async (_, others, status, error) => {
    const { pair } = await newPortal();
    const refused = await exchange(bitrix24, pair.refreshToken, others);
    expect([refused.status, refused.body['error']]).toEqual([status, error]);
    expect((await exchange(bitrix24, pair.refreshToken)).status).toBe(200);
  });

  it('refuses revoked refresh tokens', async () => {
    const { portal, pair } = await newPortal();
    await bitrix24.changePortal(portal.memberId, { revokeRefreshTokens: true });
    expect((await exchange(bitrix24, pair.refreshToken)).body['error']).toBe('invalid_grant');
  });

  it('does not know the client of an application that was removed', async () => {
    const { portal, pair } = await newPortal();
    await bitrix24.uninstall(portal.memberId);
    expect((await exchange(bitrix24, pair.refreshToken)).body['error']).toBe('invalid_client');
  });
});
