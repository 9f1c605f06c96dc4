import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventNames } from '../../../lib/catalogue/index.ts';
import { checkPortal } from '../../../lib/health/check.ts';
import { healthOf } from '../../../lib/health/health.ts';
import type { Fault } from '../../../lib/local/faults.ts';
import type { PortalProblem } from '../../../lib/portals/portal.ts';
import type { Faults } from '../../bitrix24/faults.ts';
import { BASE_URL, bound, DAY, HOUR, type Scene, startScene } from './scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());
afterEach(async () => {
  scene.cloud.setFaults({});
  await scene.bitrix24.setFaults({});
});

/** For faults that would be retried until then. */
const soon = () => ({ deadline: Date.now() + 400 });

const codes = (problems: readonly PortalProblem[]) => problems.map(({ check, code }) => `${check} ${code}`);

describe('a check of a portal with which all is well', () => {
  test('finds nothing, and keeps when it was', async () => {
    const portal = await scene.installed();
    const before = Date.now();
    const checked = await scene.check(portal.memberId);
    expect(checked).toEqual({ portal: await scene.stored(portal.memberId), problems: [], repaired: [] });
    const { checkedAt = 0, updatedAt, health, revision, ...rest } = checked.portal;
    expect(checkedAt).toBeGreaterThanOrEqual(before);
    expect(health).toEqual({ status: 'healthy', changedAt: checkedAt, announced: true });
    const { updatedAt: _, revision: first, ...as } = portal;
    expect({ updatedAt, revision, ...rest }).toEqual({ ...as, updatedAt: checkedAt, revision: first + 1 });
  });

  test('asks an uninstalled portal nothing', async () => {
    const portal = await scene.installed({}, { status: 'uninstalled', sealedTokens: Buffer.alloc(0) });
    expect(await scene.check(portal.memberId)).toEqual({ portal, problems: [], repaired: [] });
    expect(healthOf(portal)).toBe('uninstalled');
  });
});

describe('the token pair', () => {
  test.each([
    ['is kept 31 days before its end', { refreshExpires: Date.now() + 31 * DAY }, 1],
    ['is refreshed 29 days before its end', { refreshExpires: Date.now() + 29 * DAY }, 2],
    ['is refreshed when the access token has expired', { accessExpires: Date.now() - 1 }, 2],
    ['is refreshed when the access token ends within the minute', { accessExpires: Date.now() + 30_000 }, 2],
  ])('%s', async (_, changes, pairs) => {
    const { memberId, sealedTokens } = await scene.installed({}, changes);
    const { portal, problems } = await scene.check(memberId);
    expect(problems).toEqual([]);
    expect((await scene.bitrix24.portal(memberId)).accessTokens).toHaveLength(pairs);
    expect(portal.sealedTokens.equals(sealedTokens)).toBe(pairs === 1);
    if (pairs === 2) expect(portal.refreshExpires).toBeGreaterThan(Date.now() + 179 * DAY);
  });

  test('is due by the clock that is given', async () => {
    const { memberId } = await scene.installed();
    await scene.check(memberId, { now: () => Date.now() + 151 * DAY });
    expect((await scene.bitrix24.portal(memberId)).accessTokens).toHaveLength(2);
  });

  test('is not lost when two check at once', async () => {
    const { memberId } = await scene.installed({}, { accessExpires: Date.now() - 1 });
    const checks = await Promise.all([scene.check(memberId), scene.check(memberId)]);
    expect(checks.map(({ problems }) => problems)).toEqual([[], []]);
    expect((await scene.stored(memberId)).health).toMatchObject({ status: 'healthy' });
    await scene.change(memberId, { accessExpires: Date.now() - 1 });
    expect((await scene.check(memberId)).problems).toEqual([]);
  });

  test('that somebody else has stored outdates the refusal of the one before', async () => {
    const { memberId, sealedTokens } = await scene.installed({}, { accessExpires: Date.now() - 1 });
    await scene.bitrix24.setFaults({ oauth: 'invalid_grant' });
    const { seal, table } = scene.lifecycle;
    const newer = await seal.seal(memberId, await seal.open(memberId, sealedTokens));
    let reads = 0;
    const slow = {
      ...table,
      get: async (id: string) => {
        reads += 1;
        // The session has read twice: before it refreshed, and after it was refused.
        if (reads === 3) await scene.change(memberId, { sealedTokens: newer });
        return table.get(id);
      },
    };
    const lifecycle = { ...scene.lifecycle, table: slow };
    const options = { repair: true, deadline: Date.now() + 10_000 };
    const { portal, problems } = await checkPortal(await scene.stored(memberId), lifecycle, options);
    expect(reads).toBe(3);
    expect(problems).toEqual([]);
    expect(portal).toEqual(await scene.stored(memberId));
    expect(portal.sealedTokens).toEqual(newer);
    expect(portal.checkedAt).toBeUndefined();
  });
});

describe('what is bound', () => {
  const foreign = 'https://foreign.example.com/hook';
  const lose = async (memberId: string) => {
    await scene.bitrix24.changePortal(memberId, { unbind: ['ONSESSIONSTART'] });
  };

  test('is repaired, and told', async () => {
    const { memberId } = await scene.installed({}, { boundEvents: [] });
    await lose(memberId);
    const { portal, problems, repaired } = await scene.check(memberId);
    expect({ problems, repaired }).toEqual({ problems: [], repaired: ['OnSessionStart'] });
    expect(portal.boundEvents).toEqual(eventNames);
    expect(await bound(scene, memberId)).toContain(`ONSESSIONSTART ${BASE_URL}/events/on-session-start`);
    expect((await scene.check(memberId)).repaired).toEqual([]);
  });

  test('is only told where no repair is asked for', async () => {
    const { memberId } = await scene.installed();
    await lose(memberId);
    const { portal, problems, repaired } = await scene.check(memberId, { repair: false });
    expect(problems).toEqual([
      {
        check: 'bindings',
        code: 'NOT_BOUND',
        message: 'The portal does not post this event here.',
        cure: `Run npx b24bus portals bind ${memberId}, or wait for the scheduled check, which does it by itself.`,
        event: 'OnSessionStart',
      },
    ]);
    expect(repaired).toEqual([]);
    expect(portal.boundEvents).toEqual(eventNames.filter((name) => name !== 'OnSessionStart'));
    expect(portal.problems).toEqual(problems);
    expect(await bound(scene, memberId)).toHaveLength(eventNames.length - 1);
  });

  test('of others is left alone', async () => {
    const { memberId, sealedTokens } = await scene.installed();
    const { accessToken } = await scene.lifecycle.seal.open(memberId, sealedTokens);
    const { clientEndpoint } = await scene.stored(memberId);
    const body = new URLSearchParams({
      auth: accessToken.reveal(),
      event: 'ONSESSIONSTART',
      handler: foreign,
    });
    await fetch(`${clientEndpoint}event.bind`, { method: 'POST', body });
    await lose(memberId);
    await fetch(`${clientEndpoint}event.bind`, { method: 'POST', body });
    expect((await scene.check(memberId)).repaired).toEqual(['OnSessionStart']);
    expect(await bound(scene, memberId)).toContain(`ONSESSIONSTART ${foreign}`);
  });

  test('moves to the URL of this deployment, and is removed from the earlier one', async () => {
    const { memberId } = await scene.installed();
    const moved = { ...scene.lifecycle, baseUrl: 'https://moved.example.com' };
    const check = async (repair: boolean) =>
      checkPortal(await scene.stored(memberId), moved, { repair, deadline: Date.now() + 10_000 });
    const asked = await check(false);
    expect(asked.portal).toMatchObject({ baseUrl: BASE_URL, earlierBaseUrls: [], boundEvents: [] });
    expect(asked.problems.filter(({ code }) => code === 'SUPERFLUOUS_HANDLER')).toHaveLength(
      eventNames.length,
    );
    const repaired = await check(true);
    expect(repaired).toMatchObject({ problems: [], repaired: eventNames });
    expect(repaired.portal).toMatchObject({ baseUrl: moved.baseUrl, earlierBaseUrls: [] });
    const handlers = (await scene.bitrix24.portal(memberId)).bindings.map(({ handler }) => new URL(handler));
    expect(new Set(handlers.map(({ origin }) => origin))).toEqual(new Set([moved.baseUrl]));
  });

  test('at an earlier URL is remembered until the portal has removed it', async () => {
    const { memberId } = await scene.installed({}, { earlierBaseUrls: ['https://older.example.com'] });
    const moved = { ...scene.lifecycle, baseUrl: 'https://moved.example.com' };
    await scene.bitrix24.setFaults({ rest: { code: 'ACCESS_DENIED', method: 'event.unbind' } });
    const options = { repair: true, deadline: Date.now() + 10_000 };
    const { portal, problems } = await checkPortal(await scene.stored(memberId), moved, options);
    expect(problems).toHaveLength(eventNames.length);
    expect(problems[0]).toMatchObject({ check: 'bindings', code: 'ACCESS_DENIED', event: eventNames[0] });
    expect(portal).toMatchObject({
      baseUrl: moved.baseUrl,
      earlierBaseUrls: ['https://older.example.com', BASE_URL],
      boundEvents: eventNames,
    });
  });

  test('is no fault where an older portal lacks an event', async () => {
    const { memberId } = await scene.installed();
    await scene.bitrix24.changePortal(memberId, { unknownEvents: ['ONSESSIONSTART'] });
    await lose(memberId);
    const { portal, problems } = await scene.check(memberId);
    expect(problems).toMatchObject([
      { check: 'bindings', code: 'ERROR_EVENT_NOT_FOUND', event: 'OnSessionStart' },
    ]);
    expect(portal.boundEvents).toHaveLength(eventNames.length - 1);
    expect(healthOf(portal)).toBe('healthy');
  });
});

describe('a lasting fault', () => {
  type Break = (memberId: string) => Promise<unknown>;
  const expired: Break = (memberId) => scene.change(memberId, { accessExpires: Date.now() - 1 });
  const oauth =
    (fault: NonNullable<Faults['oauth']>): Break =>
    async (memberId) => {
      await expired(memberId);
      await scene.bitrix24.setFaults({ oauth: fault });
    };
  const portal =
    (change: Parameters<Scene['bitrix24']['changePortal']>[1]): Break =>
    (memberId) =>
      scene.bitrix24.changePortal(memberId, change);

  test.each<[string, Break, string, string]>([
    [
      'an installation that is not finished',
      portal({ installed: false }),
      'installed NOT_INSTALLED',
      'Finish the installation',
    ],
    [
      'a scope that is missing',
      portal({ scopes: ['imopenlines'] }),
      'scope insufficient_scope',
      'Tick imopenlines and imconnector',
    ],
    [
      'a refresh token that was revoked',
      async (memberId) => {
        await expired(memberId);
        await portal({ revokeRefreshTokens: true })(memberId);
      },
      'oauth invalid_grant',
      'Reinstall the application',
    ],
    [
      'a refresh token that was revoked, where only the portal knows that the access token has expired',
      portal({ revokeRefreshTokens: true, expireAccessTokens: true }),
      'oauth invalid_grant',
      'Reinstall the application',
    ],
    ['a wrong client secret', oauth('invalid_client'), 'oauth invalid_client', '/b24bus/local/application'],
    ['a plan that has ended', oauth('PAYMENT_REQUIRED'), 'oauth PAYMENT_REQUIRED', 'Renew the portal'],
    ['tokens of another portal', oauth('wrong-member'), 'oauth ANOTHER_PORTAL', 'Reinstall the application'],
    [
      'a portal that is gone',
      () => scene.bitrix24.setFaults({ rest: 'PORTAL_DELETED' }),
      'portal PORTAL_DELETED',
      'closed or deleted',
    ],
    [
      'tokens that nobody can decrypt',
      (memberId) => scene.change(memberId, { sealedTokens: Buffer.alloc(300, 1) }),
      'storage TOKENS_UNREADABLE',
      'Install the application in this portal again',
    ],
    [
      'an application that is set wrongly',
      async (memberId) => {
        await expired(memberId);
        scene.lifecycle.application.forget();
        scene.cloud.setParameter('/b24bus/local/application', '{"client_id":"local.1"}');
      },
      'storage APPLICATION_BROKEN',
      'put-parameter',
    ],
  ])('makes a portal unhealthy at once: %s', async (_, breaks, found, cure) => {
    const { memberId } = await scene.installed();
    await breaks(memberId);
    const { portal: after, problems } = await scene.check(memberId);
    expect(codes(problems)).toContain(found);
    expect(problems.find(({ check }) => found.startsWith(check))?.cure).toContain(cure);
    expect(await scene.stored(memberId)).toEqual(after);
    expect(after.problems).toEqual(problems);
    expect(after.health).toEqual({ status: 'unhealthy', changedAt: after.checkedAt, announced: false });
    const told = JSON.stringify(after);
    for (const secret of await scene.secrets()) expect(told).not.toContain(secret);
    await scene.bitrix24.setFaults({});
    const { clientId: client_id, clientSecret: client_secret } = scene.bitrix24.application;
    scene.cloud.setParameter('/b24bus/local/application', JSON.stringify({ client_id, client_secret }));
  });

  test('is cured by a client secret that is set anew, without waiting for the cache', async () => {
    const { memberId } = await scene.installed();
    const { clientId: client_id, clientSecret: client_secret } = scene.bitrix24.application;
    scene.lifecycle.application.forget();
    scene.cloud.setParameter(
      '/b24bus/local/application',
      JSON.stringify({ client_id, client_secret: 'wrong' }),
    );
    await expired(memberId);
    expect(codes((await scene.check(memberId)).problems)).toEqual(['oauth invalid_client']);
    scene.cloud.setParameter('/b24bus/local/application', JSON.stringify({ client_id, client_secret }));
    const { portal: cured, problems } = await scene.check(memberId);
    expect(problems).toEqual([]);
    expect(healthOf(cured)).toBe('healthy');
  });

  test('of OAuth does not keep a portal from being asked with an access token that is good', async () => {
    const { memberId } = await scene.installed({ installed: false }, { refreshExpires: Date.now() + DAY });
    await scene.bitrix24.changePortal(memberId, { revokeRefreshTokens: true });
    const { problems } = await scene.check(memberId);
    expect(codes(problems)).toEqual(['oauth invalid_grant', 'installed NOT_INSTALLED']);
  });
});

describe('a temporary fault', () => {
  const rest = (fault: NonNullable<Faults['rest']>) => () => scene.bitrix24.setFaults({ rest: fault });
  const cloud = (fault: Partial<Record<'kms', Fault>>) => async () => scene.cloud.setFaults(fault);

  test.each<[string, () => Promise<void>, string]>([
    ['status 500', rest('error'), 'portal HTTP_500'],
    ['a page instead of JSON', rest('html'), 'portal NOT_JSON'],
    ['a connection that is closed', rest('close'), 'portal UNREACHABLE'],
    ['no answer', rest('hang'), 'portal TIMEOUT'],
    ['the limit of requests', rest('QUERY_LIMIT_EXCEEDED'), 'portal QUERY_LIMIT_EXCEEDED'],
    [
      'the limit of one method',
      rest({ code: 'OPERATION_TIME_LIMIT', method: 'event.get' }),
      'bindings OPERATION_TIME_LIMIT',
    ],
    ['a key service that is down', cloud({ kms: 'error' }), 'storage InternalException'],
  ])('is told at once, and changes health when it persists: %s', async (_, breaks, found) => {
    const { memberId, boundEvents } = await scene.installed();
    await breaks();
    const first = await scene.check(memberId, soon());
    expect(codes(first.problems)).toEqual([found]);
    expect(first.portal.problems).toEqual(first.problems);
    expect(first.portal.health).toEqual({
      status: 'healthy',
      changedAt: first.portal.checkedAt,
      announced: true,
      failingSince: first.portal.checkedAt,
    });
    const second = await scene.check(memberId, soon());
    expect(second.portal.health).toEqual({
      status: 'unhealthy',
      changedAt: second.portal.checkedAt,
      announced: false,
      failingSince: first.portal.checkedAt,
    });
    expect(second.portal.boundEvents).toEqual(boundEvents);
    await scene.bitrix24.setFaults({});
    scene.cloud.setFaults({});
    const third = await scene.check(memberId);
    expect(third.portal).toMatchObject({ problems: [], health: { status: 'healthy', announced: false } });
  });

  test('that passes in between does not add up', async () => {
    const { memberId } = await scene.installed();
    for (const fault of ['error', undefined, 'error', undefined] as const) {
      await scene.bitrix24.setFaults(fault === undefined ? {} : { rest: fault });
      expect(healthOf((await scene.check(memberId, soon())).portal)).toBe('healthy');
    }
  });

  test('does not make an unhealthy portal healthy', async () => {
    const { memberId } = await scene.installed();
    await scene.bitrix24.changePortal(memberId, { installed: false });
    const { portal } = await scene.check(memberId);
    await scene.bitrix24.setFaults({ rest: 'error' });
    const { portal: after } = await scene.check(memberId, soon());
    expect(after.health).toEqual({ ...portal.health, failingSince: after.checkedAt });
  });

  test('of the table is told, and leaves the portal as it is stored', async () => {
    const portal = await scene.installed();
    scene.cloud.setFaults({ dynamodb: 'error' });
    const options = { repair: true, deadline: Date.now() + 10_000 };
    const checked = await checkPortal(portal, scene.lifecycle, options);
    scene.cloud.setFaults({});
    expect(checked).toMatchObject({ portal, problems: [{ check: 'storage' }], repaired: [] });
    expect(await scene.stored(portal.memberId)).toEqual(portal);
  });
});

describe('a portal that is changed while it is checked', () => {
  const checkedWhile = async (meanwhile: (memberId: string) => Promise<unknown>) => {
    const portal = await scene.installed();
    await meanwhile(portal.memberId);
    await scene.bitrix24.setFaults({ rest: 'PORTAL_DELETED' });
    const options = { repair: true, deadline: Date.now() + 10_000 };
    const checked = await checkPortal(portal, scene.lifecycle, options);
    return { ...checked, memberId: portal.memberId };
  };

  test.each([
    ['uninstalled', { status: 'uninstalled' as const, problems: [] }],
    ['installed anew', { provenAt: Date.now() - HOUR }],
  ])('stays as it is: %s', async (_, changes) => {
    const { portal, problems, memberId } = await checkedWhile((id) => scene.change(id, changes));
    const stored = await scene.stored(memberId);
    expect(stored).toMatchObject({ ...changes, revision: 2 });
    expect({ portal, problems }).toEqual({ portal: stored, problems: stored.problems });
  });

  test('is not stored again when it was forgotten', async () => {
    const { memberId, problems } = await checkedWhile(async (id) =>
      scene.lifecycle.table.remove(await scene.stored(id)),
    );
    expect(codes(problems)).toEqual(['portal PORTAL_DELETED']);
    expect(await scene.lifecycle.table.get(memberId)).toBeUndefined();
  });
});
