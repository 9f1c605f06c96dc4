import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventNames } from '../../lib/catalogue/index.ts';
import { call } from '../bitrix24/calls.ts';
import { onTheBus, playFaults, postForm } from '../local-run.ts';
import {
  claim,
  eventsOf,
  installed,
  post,
  type Scene,
  secretsOf,
  startScene,
  storedPortal,
} from './scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());
afterEach(async () => {
  await scene.bitrix24.setFaults({});
  await playFaults(scene.run.url, {});
});

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const everyEvent = [...eventNames].sort();

const openLine = {
  DATA: {
    connector: { connector_id: 'livechat', line_id: '1', chat_id: '2', user_id: '3' },
    chat: { id: '2' },
    line: { id: '1' },
  },
};

describe('an installation', () => {
  test('stores the portal, binds its events and is published', async () => {
    const portal = await installed(scene);
    const stored = await storedPortal(scene, portal.memberId);
    expect(stored).toMatchObject({
      memberId: portal.memberId,
      status: 'installed',
      clientEndpoint: portal.clientEndpoint,
      tokenDigest: digestOf(portal.applicationToken),
      tokenOwner: 'user',
      scopes: portal.scopes,
      licence: 'L',
      installedBy: 1,
      baseUrl: scene.run.url,
      earlierBaseUrls: [],
      problems: [],
    });
    expect([...stored.boundEvents].sort()).toEqual(everyEvent);
    expect(portal.bindings).toHaveLength(eventNames.length);
    expect(await eventsOf(scene, portal.memberId)).toEqual(['OnAppInstall']);
  });

  test('answers what was set up', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const url = `${scene.run.url}/app/install`;
    const { answered } = await scene.bitrix24.install(memberId, { url });
    const { boundEvents, ...answer } = JSON.parse(answered.answer ?? '') as { boundEvents: string[] };
    expect(answer).toEqual({
      status: 'published',
      events: [{ id: expect.stringMatching(/^[\da-f]{32}$/), type: 'com.bitrix24.app.installed.v1' }],
      portal: memberId,
      problems: [],
    });
    expect(boundEvents.sort()).toEqual(everyEvent);
  });

  test('lets the portal’s events in from then on, by the table', async () => {
    const { memberId } = await installed(scene);
    const [delivery] = await scene.bitrix24.fire(memberId, 'ONSESSIONSTART', openLine);
    expect(delivery).toMatchObject({ status: 200 });
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall', 'OnSessionStart']);
  });

  test('leaves every other portal as it is', async () => {
    const other = await installed(scene);
    const before = await storedPortal(scene, other.memberId);
    await installed(scene);
    expect(await storedPortal(scene, other.memberId)).toEqual(before);
  });

  test('once more keeps one portal, its bindings and the time of its first installation', async () => {
    const { memberId } = await installed(scene);
    const first = await storedPortal(scene, memberId);
    await scene.bitrix24.install(memberId, { url: `${scene.run.url}/app/install` });
    const again = await storedPortal(scene, memberId);
    expect(again).toMatchObject({
      installedAt: first.installedAt,
      boundEvents: first.boundEvents,
      problems: [],
    });
    expect(again.provenAt).toBeGreaterThan(first.provenAt);
    expect((await scene.bitrix24.portal(memberId)).bindings).toHaveLength(eventNames.length);
  });

  test('keeps the token before for 24 h where the application got another', async () => {
    const portal = await installed(scene);
    await scene.bitrix24.uninstall(portal.memberId);
    await scene.bitrix24.install(portal.memberId, { url: `${scene.run.url}/app/install` });
    const { applicationToken } = await scene.bitrix24.portal(portal.memberId);
    const stored = await storedPortal(scene, portal.memberId);
    expect(applicationToken).not.toBe(portal.applicationToken);
    expect(stored).toMatchObject({
      status: 'installed',
      tokenDigest: digestOf(applicationToken),
      previousDigest: digestOf(portal.applicationToken),
    });
    expect(stored.previousExpires).toBeGreaterThan(Date.now() + 23 * 3_600_000);
  });

  test('once more leaves it to the next check to tell that the portal has recovered', async () => {
    const { memberId } = await installed(scene);
    const health = { status: 'unhealthy', changedAt: 1_700_000_000_000, announced: true } as const;
    await scene.table.put({ ...(await storedPortal(scene, memberId)), health });
    await scene.bitrix24.install(memberId, { url: `${scene.run.url}/app/install` });
    expect(await storedPortal(scene, memberId)).toMatchObject({ status: 'installed', problems: [], health });
  });

  test('by another deployment of ours moves the events: what the earlier one had bound is unbound', async () => {
    const portal = await installed(scene);
    const stored = await storedPortal(scene, portal.memberId);
    const earlier = 'https://earlier.example.com';
    await scene.table.put({ ...stored, baseUrl: earlier });
    const handlers = [`${earlier}/events/on-session-start`, 'https://not-ours.example.com/handler'];
    for (const handler of handlers) {
      const auth = portal.accessTokens.at(-1)?.token ?? '';
      const { status } = await call(portal, 'event.bind', { auth, event: 'ONSESSIONSTART', handler });
      expect(status).toBe(200);
    }
    await scene.bitrix24.install(portal.memberId, { url: `${scene.run.url}/app/install` });
    const { bindings } = await scene.bitrix24.portal(portal.memberId);
    const starts = bindings.filter(({ event }) => event === 'ONSESSIONSTART').map(({ handler }) => handler);
    expect(starts.sort()).toEqual([
      `${scene.run.url}/events/on-session-start`,
      'https://not-ours.example.com/handler',
    ]);
    expect(await storedPortal(scene, portal.memberId)).toMatchObject({
      baseUrl: scene.run.url,
      earlierBaseUrls: [],
    });
  });

  test('shows no secret: not on the bus, in the log, in an answer or in the table', async () => {
    const portal = await installed(scene);
    const { answered } = await scene.bitrix24.install(portal.memberId, {
      url: `${scene.run.url}/app/install`,
    });
    const { sealedTokens, ...stored } = await storedPortal(scene, portal.memberId);
    const seen = [
      answered.answer,
      ...scene.run.lines,
      JSON.stringify(await onTheBus(scene.run.url)),
      JSON.stringify(stored),
      sealedTokens.toString('latin1'),
    ].join('\n');
    const secrets = await secretsOf(scene);
    expect(secrets.length).toBeGreaterThan(10);
    for (const secret of [...secrets, 'fake-client-secret']) expect(seen).not.toContain(secret);
  });
});

describe('an installation of an older portal', () => {
  test('binds what the portal has, and names what it has not', async () => {
    const lacking = ['ONOPENLINEMESSAGEUPDATE', 'ONIMCONNECTORDIALOGSTART'];
    const { memberId, bindings } = await installed(scene, { unknownEvents: lacking });
    expect(bindings).toHaveLength(eventNames.length - 2);
    const { problems, boundEvents } = await storedPortal(scene, memberId);
    expect(boundEvents).toHaveLength(eventNames.length - 2);
    expect(problems).toEqual(
      ['OnImConnectorDialogStart', 'OnOpenLineMessageUpdate'].map((event) =>
        expect.objectContaining({
          check: 'bindings',
          code: 'ERROR_EVENT_NOT_FOUND',
          event,
          message: expect.any(String),
          cure: expect.stringContaining('the version of this portal lacks the event'),
        }),
      ),
    );
    const [delivery] = await scene.bitrix24.fire(memberId, 'ONSESSIONSTART', openLine);
    expect(delivery).toMatchObject({ status: 200 });
  });

  test('without the scopes says which to tick', async () => {
    const { memberId } = await installed(scene, { scopes: ['imopenlines'] });
    const { problems } = await storedPortal(scene, memberId);
    const scope = problems.find(({ check }) => check === 'scope');
    expect(scope?.message).toContain('imconnector');
    expect(scope?.cure).toMatch(/Tick imopenlines and imconnector/);
  });
});

describe('an installation that cannot be proven', () => {
  const refused = async (memberId: string, body: string, status = 403) => {
    const before = await scene.table.get(memberId);
    const eventsBefore = await eventsOf(scene, memberId);
    const answered = await post(scene, '/app/install', body);
    expect(answered.status).toBe(status);
    expect(await scene.table.get(memberId)).toEqual(before);
    expect(await eventsOf(scene, memberId)).toEqual(eventsBefore);
    return answered.answer;
  };

  test('with another portal’s member_id changes neither portal', async () => {
    const victim = await installed(scene);
    const attacker = await installed(scene);
    const before = await storedPortal(scene, attacker.memberId);
    const { refreshToken } = await scene.bitrix24.issueTokens(attacker.memberId);
    const answer = await refused(victim.memberId, claim(victim.memberId, { refreshToken }));
    expect(answer).toMatchObject({ type: 'urn:b24bus:problem:installation-unproven', status: 403 });
    expect(await storedPortal(scene, attacker.memberId)).toEqual(before);
  });

  test('with another portal’s member_id does not store a portal that is not known', async () => {
    const attacker = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(attacker.memberId);
    await refused('0'.repeat(32), claim('0'.repeat(32), { refreshToken }));
    expect(await scene.table.get(attacker.memberId)).toBeUndefined();
  });

  test('whose OAuth answer names another portal is refused', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ oauth: 'wrong-member' });
    await refused(memberId, claim(memberId, { refreshToken }));
  });

  test.each([
    ['made up', async () => 'f'.repeat(72)],
    [
      'revoked',
      async (memberId: string) => {
        const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
        await scene.bitrix24.changePortal(memberId, { revokeRefreshTokens: true });
        return refreshToken;
      },
    ],
  ])('by a refresh token that is %s says invalid_grant and the cure', async (_, tokenOf) => {
    const { memberId } = await scene.bitrix24.createPortal();
    const answer = await refused(memberId, claim(memberId, { refreshToken: await tokenOf(memberId) }));
    expect(answer['detail']).toMatch(/invalid_grant.*Reinstall the application/s);
  });

  test('because the plan has ended says so', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ oauth: 'PAYMENT_REQUIRED' });
    const answer = await refused(memberId, claim(memberId, { refreshToken }));
    expect(answer['detail']).toMatch(/PAYMENT_REQUIRED.*Renew the portal's plan/s);
  });

  test.each([
    ['no refresh token', { refresh_token: '' }, 403],
    ['no member_id', { member_id: '' }, 401],
  ])('because it has %s is refused', async (_, auth, status) => {
    const { memberId } = await scene.bitrix24.createPortal();
    await refused(memberId, claim(memberId, { refreshToken: 'x', auth }), status);
  });

  test.each([
    ['http', 'http://portal.bitrix24.com/rest/', /is not https/],
    ['a link-local address', 'http://169.254.169.254/rest/', /is not https/],
    ['a link-local address over https', 'https://169.254.169.254/rest/', /is an IP address/],
    ['localhost', 'https://localhost/rest/', /is not a public host name/],
    ['user information', 'https://me:pw@portal.bitrix24.com/rest/', /has a user name/],
    ['a port', 'https://portal.bitrix24.com:8443/rest/', /has a port/],
  ])('because OAuth names an endpoint with %s is refused', async (_, clientEndpoint, fault) => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ oauth: { code: 'bad-endpoint', clientEndpoint } });
    const answer = await refused(memberId, claim(memberId, { refreshToken }));
    expect(answer['detail']).toMatch(fault);
  });

  test.each([
    ['error', /answered status 500 without JSON/],
    ['html', /answered status 200 without JSON/],
    ['close', /cannot be reached/],
    ['invalid_client', /client_id and client_secret in \/b24bus\/local\/application/],
  ] as const)('at an OAuth server that answers nonsense changes nothing: %s', async (fault, told) => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ oauth: fault });
    const answer = await refused(memberId, claim(memberId, { refreshToken }), 503);
    expect(answer['detail']).toMatch(told);
  });

  test('at an OAuth server that never answers is over before the function’s time is', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ oauth: 'hang' });
    const answer = await refused(memberId, claim(memberId, { refreshToken }), 503);
    expect(answer['detail']).toMatch(/did not answer in time/);
  }, 30_000);

  test.each(['dynamodb', 'kms'])(
    'because %s is down says so without telling strangers more',
    async (service) => {
      const { memberId } = await scene.bitrix24.createPortal();
      const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
      await playFaults(scene.run.url, { [service]: 'error' });
      const answered = await post(scene, '/app/install', claim(memberId, { refreshToken }));
      await playFaults(scene.run.url, {});
      expect(answered).toMatchObject({
        status: 503,
        answer: { title: 'The installation could not be completed' },
      });
      expect(await scene.table.get(memberId)).toBeUndefined();
      expect(await eventsOf(scene, memberId)).toEqual([]);
    },
  );
});

describe('what an installation says of its endpoints', () => {
  test.each([
    ['an attacker’s host', 'https://attacker.example/rest/'],
    ['localhost', 'http://127.0.0.1:1/rest/'],
    ['a link-local address', 'http://169.254.169.254/rest/'],
    ['plain http', 'http://portal.bitrix24.com/rest/'],
    ['user information', 'https://oauth.bitrix.info@attacker.example/rest/'],
    ['a port', 'https://oauth.bitrix.info:8443/rest/'],
    ['a stray apostrophe', 'https://oauth.bitrix.info/rest/&#39;'],
    ['no URL', 'javascript:alert(1)'],
  ])('is not called, and not stored: %s', async (_, endpoint) => {
    const { memberId, clientEndpoint } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    const auth = { server_endpoint: endpoint, client_endpoint: endpoint };
    const { status } = await post(scene, '/app/install', claim(memberId, { refreshToken, auth }));
    expect(status).toBe(200);
    const stored = await storedPortal(scene, memberId);
    expect(stored).toMatchObject({ clientEndpoint, boundEvents: expect.arrayContaining(['OnSessionStart']) });
    expect(JSON.stringify(stored)).not.toContain('attacker.example');
  });
});

describe('an installation that is posted twice', () => {
  test('changes nothing the second time, and has the same id', async () => {
    const portal = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(portal.memberId);
    const body = claim(portal.memberId, { refreshToken, token: portal.applicationToken });
    const first = await post(scene, '/app/install', body);
    const before = await storedPortal(scene, portal.memberId);
    const second = await post(scene, '/app/install', body);
    expect(second).toEqual({
      status: 200,
      answer: { status: 'published', events: first.answer['events'] },
    });
    expect(await storedPortal(scene, portal.memberId)).toEqual(before);
  });

  test('is refused the second time if its token is not the stored one', async () => {
    const portal = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(portal.memberId);
    await post(
      scene,
      '/app/install',
      claim(portal.memberId, { refreshToken, token: portal.applicationToken }),
    );
    const before = await storedPortal(scene, portal.memberId);
    const replayed = await post(
      scene,
      '/app/install',
      claim(portal.memberId, { refreshToken, token: 'forged' }),
    );
    expect(replayed.status).toBe(403);
    expect(await storedPortal(scene, portal.memberId)).toEqual(before);
  });

  test('at once by several proofs leaves one whole portal: that of the last proof', async () => {
    const portal = await scene.bitrix24.createPortal();
    const bodies = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const { refreshToken } = await scene.bitrix24.issueTokens(portal.memberId);
        const auth = { user_id: String(index + 1) };
        return claim(portal.memberId, { refreshToken, token: portal.applicationToken, auth });
      }),
    );
    const answers = await Promise.all(bodies.map((body) => post(scene, '/app/install', body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
    const stored = await storedPortal(scene, portal.memberId);
    expect(stored).toMatchObject({
      status: 'installed',
      tokenDigest: digestOf(portal.applicationToken),
      problems: [],
    });
    expect([...stored.boundEvents].sort()).toEqual(everyEvent);
    expect((await scene.bitrix24.portal(portal.memberId)).bindings).toHaveLength(eventNames.length);
  });
});

describe('a portal that does not answer while its events are bound', () => {
  test.each(['error', 'html', 'close'] as const)('is installed, and the fault is told: %s', async (fault) => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ rest: fault });
    const { status, answer } = await post(scene, '/app/install', claim(memberId, { refreshToken }));
    expect(status).toBe(200);
    expect(answer['problems']).toEqual([
      expect.objectContaining({ check: 'portal', message: expect.any(String), cure: expect.any(String) }),
    ]);
    expect(await storedPortal(scene, memberId)).toMatchObject({
      status: 'installed',
      boundEvents: [],
      problems: answer['problems'],
    });
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall']);
  });

  test('for its limit of requests is asked again until it does', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
    await scene.bitrix24.setFaults({ rest: { code: 'QUERY_LIMIT_EXCEEDED', times: 2 } });
    const { answer } = await post(scene, '/app/install', claim(memberId, { refreshToken }));
    expect(answer['problems']).toEqual([]);
    expect(answer['boundEvents']).toHaveLength(eventNames.length);
  });
});

test('what cannot be an installation is refused by what is wrong', async () => {
  const response = await postForm(scene.run.url, '/app/install', 'a=b');
  expect(response.status).toBe(400);
  const get = await fetch(`${scene.run.url}/app/install`);
  expect(get.status).toBe(405);
});
