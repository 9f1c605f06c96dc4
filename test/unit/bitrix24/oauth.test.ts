import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { type Application, refreshGrant } from '../../../lib/bitrix24/oauth.ts';
import { Secret } from '../../../lib/secret.ts';
import { refusalOf } from './refusal-of.ts';
import { stillClock } from './still-clock.ts';
import { hostile, json, type Play, type WebServer, webServer } from './web-server.ts';

const open: WebServer[] = [];
const serve = async (play: Play): Promise<WebServer> => {
  const server = await webServer(play);
  open.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
// Shorter than what is masked for its length alone.
const oldToken = 'fake-refresh-token';
const clientSecret = 'LJSl0lNB76B5YY6u0YVQ3AW0DrVADcRTwVr4y99PXU1BWQybWK';
const application: Application = {
  clientId: 'local.573ad8a0346747.09223434',
  clientSecret: new Secret(clientSecret),
  parameter: '/b24bus/test/application',
};

/** As documented (OAuth, automatic renewal). */
const answer = {
  access_token: 'ydtj8pho532wydb5ixk78ol7uqlb7sch',
  client_endpoint: 'https://some-domain.bitrix24.com/rest/',
  domain: 'oauth.bitrix.info',
  expires_in: 3600,
  member_id: memberId,
  refresh_token: 'nfhxkzk3gvrg375wl7u7xex9awz6o3k8',
  scope: 'imopenlines,imconnector',
  server_endpoint: 'https://oauth.bitrix.info/rest/',
  status: 'L',
  user_id: 15,
};
const used = { error: 'invalid_grant', error_description: `Invalid token ${oldToken}` };

const refresh = (servers: readonly WebServer[], clock = stillClock(), time = 20_000) =>
  refreshGrant({
    refreshToken: new Secret(oldToken),
    application,
    endpoints: servers.map(({ url }) => `${url}oauth/token/`),
    trustedOrigins: [],
    deadline: clock.now() + time,
    clock,
  });

const secrets = [oldToken, clientSecret, answer.access_token, answer.refresh_token];
const expectNoSecret = (shown: unknown): void => {
  const text = inspect(shown, { depth: null, showHidden: true });
  for (const secret of secrets) expect(text).not.toContain(secret);
};

describe('a refresh token', () => {
  test('is exchanged for a grant', async () => {
    const server = await serve((response) => json(response, 200, answer));
    const clock = stillClock();
    const grant = await refresh([server], clock);
    expect(grant).toStrictEqual({
      accessToken: new Secret(answer.access_token),
      refreshToken: new Secret(answer.refresh_token),
      memberId,
      clientEndpoint: 'https://some-domain.bitrix24.com/rest/',
      oauthEndpoint: `${server.url}oauth/token/`,
      domain: 'some-domain.bitrix24.com',
      userId: 15,
      scopes: ['imopenlines', 'imconnector'],
      status: 'L',
      accessExpires: clock.now() + 3_600_000,
    });
    expect(grant.accessToken.reveal()).toBe(answer.access_token);
    expect(grant.refreshToken.reveal()).toBe(answer.refresh_token);
    expectNoSecret(grant);
    expect(server.seen.map(({ path, form }) => [path, Object.fromEntries(form)])).toStrictEqual([
      [
        '/oauth/token/',
        {
          grant_type: 'refresh_token',
          client_id: application.clientId,
          client_secret: clientSecret,
          refresh_token: oldToken,
        },
      ],
    ]);
  });

  test.each<[string, object, object]>([
    ['scopes after spaces', { scope: 'imopenlines imconnector' }, { scopes: ['imopenlines', 'imconnector'] }],
    ['no scope', { scope: undefined }, { scopes: [] }],
    ['null for a scope', { scope: null }, { scopes: [] }],
    ['numbers as text', { user_id: '7', expires_in: '60' }, { userId: 7 }],
    [
      'an endpoint without a slash',
      { client_endpoint: 'https://P.example.com/rest' },
      { clientEndpoint: 'https://p.example.com/rest/' },
    ],
    ['more than documented', { error_description: '', x: {} }, { memberId }],
  ])('is exchanged by an answer with %s', async (_, change, expected) => {
    const server = await serve((response) => json(response, 200, { ...answer, ...change }));
    expect(await refresh([server])).toMatchObject(expected);
  });

  test('is exchanged by an answer without what is not needed', async () => {
    const { access_token, refresh_token, member_id, client_endpoint } = answer;
    const server = await serve((response) =>
      json(response, 200, {
        access_token,
        refresh_token,
        member_id,
        client_endpoint,
        user_id: 0,
        status: '',
      }),
    );
    const clock = stillClock();
    const grant = await refresh([server], clock);
    expect(grant).not.toHaveProperty('userId');
    expect(grant).not.toHaveProperty('status');
    expect(grant.accessExpires).toBe(clock.now() + 3_600_000);
  });

  test.each<[string, object | null, string]>([
    ['none of it', {}, 'access_token, refresh_token, member_id, client_endpoint'],
    ['an empty token', { ...answer, access_token: '' }, 'access_token'],
    ['a number for a token', { ...answer, refresh_token: 1 }, 'refresh_token'],
    ['no member_id', { ...answer, member_id: undefined }, 'member_id'],
    ['no object', null, 'the answer itself'],
    ['a list', [answer], 'access_token, refresh_token, member_id, client_endpoint'],
  ])('is refused an answer with %s', async (_, body, places) => {
    const server = await serve((response) => json(response, 200, body));
    const fault = await refusalOf(refresh([server]));
    expect(fault).toMatchObject({ code: 'UNEXPECTED_ANSWER', temporary: false });
    expect(fault.message).toBe(
      `${server.host} answered otherwise than documented; missing or wrong: ${places}.`,
    );
    expectNoSecret(fault);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    'http://169.254.169.254/rest/',
    'https://localhost/rest/',
    'https://u:p@x.bitrix24.com/rest/',
    'https://x.bitrix24.com:8443/rest/',
  ])('is refused the endpoint %s, also if OAuth names it', async (client_endpoint) => {
    const server = await serve((response) => json(response, 200, { ...answer, client_endpoint }));
    const fault = await refusalOf(refresh([server]));
    expect(fault).toMatchObject({ code: 'ENDPOINT_REFUSED', temporary: false });
    expectNoSecret(fault);
  });
});

describe('an OAuth server that refuses', () => {
  test.each(['invalid_grant', 'invalid_client', 'invalid_request'])(
    'with %s leaves the question to the next',
    async (error) => {
      const first = await serve((response) => json(response, 400, { ...used, error }));
      const second = await serve((response) => json(response, 200, answer));
      expect((await refresh([first, second])).oauthEndpoint).toBe(`${second.url}oauth/token/`);
      expect([first.seen.length, second.seen.length]).toStrictEqual([1, 1]);
    },
  );

  test('is the one whose refusal is told if the next refuses too', async () => {
    const first = await serve((response) => json(response, 400, used));
    const second = await serve((response) => json(response, 401, { error: 'invalid_client' }));
    const fault = await refusalOf(refresh([first, second]));
    expect(fault).toMatchObject({
      code: 'invalid_grant',
      status: 400,
      temporary: false,
      outcomeUnknown: false,
    });
    expect(fault.message).toBe(`${first.host} answered invalid_grant: Invalid token [secret].`);
    expectNoSecret(fault);
  });

  test('is not the last word if the next cannot be asked', async () => {
    const first = await serve((response) => json(response, 400, used));
    const second = await serve((response) => json(response, 500, {}));
    const fault = await refusalOf(refresh([first, second]));
    expect(fault).toMatchObject({ code: 'HTTP_500', temporary: true });
  });

  test('with PAYMENT_REQUIRED is the last word', async () => {
    const body = { error: 'PAYMENT_REQUIRED', error_description: 'Payment required' };
    const first = await serve((response) => json(response, 200, body));
    const second = await serve((response) => json(response, 200, answer));
    const fault = await refusalOf(refresh([first, second]));
    expect(fault).toMatchObject({ code: 'PAYMENT_REQUIRED', temporary: false });
    expect(second.seen).toStrictEqual([]);
  });

  test('with invalid_client makes the cure name the parameter', async () => {
    const server = await serve((response) => json(response, 401, { error: 'invalid_client' }));
    const fault = await refusalOf(refresh([server]));
    expect(fault.cure).toContain('in /b24bus/test/application as');
  });
});

describe('an OAuth server that is in trouble', () => {
  const twice: readonly [string, string][] = [
    ['a page with status 200', 'NOT_JSON'],
    ['a page with status 502', 'HTTP_502'],
    ['a closed connection', 'UNREACHABLE'],
    ['a connection closed half-way', 'UNREACHABLE'],
  ];

  test.each(twice)('with %s is asked once more, with the same token', async (kind, code) => {
    const trouble = hostile[kind] ?? (() => expect.fail(kind));
    const first = await serve(trouble);
    const second = await serve((response) => json(response, 200, answer));
    const clock = stillClock();
    const fault = await refusalOf(refresh([first, second], clock));
    expect(fault).toMatchObject({ code, temporary: true, outcomeUnknown: true });
    expect(first.seen.map(({ form }) => form.get('refresh_token'))).toStrictEqual([oldToken, oldToken]);
    expect(second.seen).toStrictEqual([]);
    expect(clock.slept).toStrictEqual([500]);
    expectNoSecret(fault);
  });

  test.each(twice)('with %s and then better is no fault', async (kind) => {
    const trouble = hostile[kind] ?? (() => expect.fail(kind));
    const server = await serve((response, count, request) =>
      count === 0 ? trouble(response, count, request) : json(response, 200, answer),
    );
    expect((await refresh([server])).memberId).toBe(memberId);
    expect(server.seen).toHaveLength(2);
  });

  test('may have used the token up, and that is said', async () => {
    const server = await serve((response, count) => {
      if (count === 0) response.destroy();
      else json(response, 400, used);
    });
    const next = await serve((response) => json(response, 200, answer));
    const fault = await refusalOf(refresh([server, next]));
    expect(fault).toMatchObject({
      code: 'invalid_grant',
      status: 400,
      temporary: false,
      outcomeUnknown: true,
    });
    expect(fault.message).toBe(
      `${server.host} answered invalid_grant: Invalid token [secret]. An earlier attempt got no answer: it may have used up the refresh token.`,
    );
    expect(next.seen).toStrictEqual([]);
  });

  test('is given up at the deadline', async () => {
    const server = await serve(hostile['no answer'] ?? (() => expect.fail()));
    const fault = await refusalOf(refresh([server], stillClock(), 200));
    expect(fault).toMatchObject({ code: 'TIMEOUT', temporary: true, outcomeUnknown: true });
    expect(server.seen).toHaveLength(1);
  });

  test('and does not listen is asked three times, after growing pauses', async () => {
    const gone = await webServer(() => undefined);
    await gone.close();
    const clock = stillClock(0.5);
    const fault = await refusalOf(refresh([gone], clock));
    expect(fault).toMatchObject({ code: 'UNREACHABLE', temporary: true, outcomeUnknown: false });
    expect(clock.slept).toStrictEqual([750, 1500]);
  });

  test('redirects to nobody', async () => {
    const attacker = await serve((response) => json(response, 200, answer));
    const server = await serve((response) => {
      response.writeHead(307, { location: attacker.url }).end();
    });
    const fault = await refusalOf(refresh([server]));
    expect(fault.code).toBe('REDIRECTED');
    expect(attacker.seen).toStrictEqual([]);
  });
});

test('no endpoint at all is a fault', async () => {
  expect((await refusalOf(refresh([]))).code).toBe('NO_ENDPOINT');
});
