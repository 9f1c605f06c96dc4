import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../lib/lifecycle/session.ts';
import { switchOff, switchOn } from '../../lib/offline/switch.ts';
import type { Portal } from '../../lib/portals/portal.ts';
import { type Scene, startScene } from '../unit/health/scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterEach(() => scene.bitrix24.setFaults({}));
afterAll(() => scene.stop());

const NOW = 1_714_649_632_000;

const subject = async (portal: Portal) => {
  const { rest } = await openSession(portal, scene.lifecycle, Date.now() + 10_000);
  return { rest, portal, table: scene.lifecycle.table, now: NOW };
};

const offlineOf = async ({ memberId }: Portal): Promise<string[]> =>
  (await scene.bitrix24.portal(memberId)).bindings
    .filter(({ offline }) => offline === 1)
    .map(({ event }) => event);

describe('offline events', () => {
  test('are bound, twelve of them, and the portal remembers since when', async () => {
    const portal = await scene.installed();
    const { events, problems } = await switchOn(await subject(portal));
    expect([events.length, problems]).toEqual([12, []]);
    expect(await offlineOf(portal)).toEqual(events.map((name) => name.toUpperCase()));
    expect(await scene.stored(portal.memberId)).toMatchObject({ offlineSince: NOW });
  });

  test('are bound again without harm, and since the first time', async () => {
    const portal = await scene.installed();
    await switchOn(await subject(portal));
    expect(await switchOn({ ...(await subject(portal)), now: NOW + 1 })).toMatchObject({ problems: [] });
    expect(await offlineOf(portal)).toHaveLength(12);
    expect(await scene.stored(portal.memberId)).toMatchObject({ offlineSince: NOW });
  });

  test('stay off where the plan lacks them, with the cure', async () => {
    const portal = await scene.installed({ offlineExtended: false });
    await expect(switchOn(await subject(portal))).rejects.toMatchObject({
      code: 'NO_OFFLINE_EVENTS',
      message: expect.stringContaining('rest_offline_extended'),
      cure: expect.stringContaining('plan'),
    });
    expect(await offlineOf(portal)).toEqual([]);
    expect((await scene.stored(portal.memberId)).offlineSince).toBeUndefined();
  });

  test('stay off where the installer is no administrator', async () => {
    const portal = await scene.installed({ admin: false });
    const { events, problems } = await switchOn(await subject(portal));
    expect([events, problems.length]).toEqual([[], 12]);
    expect(problems[0]).toMatchObject({ check: 'offline', code: 'ACCESS_DENIED' });
    expect((await scene.stored(portal.memberId)).offlineSince).toBeUndefined();
  });

  test('name those that the version of the portal lacks', async () => {
    const portal = await scene.installed({ unknownEvents: ['OnSessionStart'] });
    const { events, problems } = await switchOn(await subject(portal));
    expect(events).toHaveLength(11);
    expect(problems).toMatchObject([{ code: 'ERROR_EVENT_NOT_FOUND', event: 'OnSessionStart' }]);
  });

  test('are unbound, and the online handlers stay', async () => {
    const portal = await scene.installed();
    await switchOn(await subject(portal));
    expect(await switchOff(await subject(portal))).toEqual({ events: [], problems: [] });
    expect(await offlineOf(portal)).toEqual([]);
    expect((await scene.bitrix24.portal(portal.memberId)).bindings).toHaveLength(16);
    expect((await scene.stored(portal.memberId)).offlineSince).toBeUndefined();
  });

  test('stay on where the portal refuses to unbind', async () => {
    const portal = await scene.installed();
    await switchOn(await subject(portal));
    await scene.bitrix24.setFaults({ rest: { code: 'ACCESS_DENIED', method: 'event.unbind' } });
    const { events, problems } = await switchOff(await subject(portal));
    expect([events.length, problems.length]).toEqual([12, 12]);
    expect(await scene.stored(portal.memberId)).toMatchObject({ offlineSince: NOW });
  });
});
