import type { Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SettingsError } from '../../lib/errors.ts';
import { drainRound } from '../../lib/offline/round.ts';
import { drainOfflineOnSchedule } from '../../lib/offline/schedule.ts';
import { parsePortalsSetting } from '../../lib/portals/settings.ts';
import { type Scene, startScene, WINDOW } from './scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
beforeEach(() => scene.online(false));
afterEach(async () => {
  await scene.reset();
  await scene.clear();
});
afterAll(() => scene.stop());

const round = (setting = '', end = Date.now() + 10_000) =>
  drainRound({
    lifecycle: scene.lifecycle,
    delivery: scene.delivery,
    occurrences: scene.occurrences,
    setting: parsePortalsSetting(setting).portals,
    requestId: 'request-1',
    window: WINDOW,
    end,
    patience: 5000,
    now: Date.now,
  });

const past = () => Math.floor(Date.now() / 1000) - 300;

const lineDeleted = (memberId: string, line: number) =>
  scene.bitrix24.fire(memberId, 'OnImConnectorLineDelete', line, { ts: past(), offlineTs: past() });

const summary = () => scene.lines.find(({ message }) => message === 'offline events drained');

describe('a round', () => {
  test('drains every portal that wants it, whatever becomes of the others', async () => {
    const portals = [await scene.guarded(), await scene.guarded(), await scene.guarded()];
    await scene.installed();
    for (const [at, { memberId }] of portals.entries()) await lineDeleted(memberId, at);
    const [first] = portals;
    await scene.change(first?.memberId ?? '', { sealedTokens: Buffer.alloc(0) });
    await round();
    expect(await scene.onTheBus()).toHaveLength(2);
    expect(summary()).toMatchObject({
      level: 'ERROR',
      function: 'DrainOffline',
      portals: 2,
      OfflineConfirmed: 2,
      OfflinePublished: 2,
      OfflineKept: 0,
      Faults: 1,
    });
    expect(scene.lines).toContainEqual(
      expect.objectContaining({
        message: 'queue not drained',
        portal: first?.memberId,
        cure: expect.any(String),
      }),
    );
  });

  test('keeps the events of portals apart that are alike', async () => {
    const portals = [await scene.guarded(), await scene.guarded()];
    for (const { memberId } of portals) await lineDeleted(memberId, 107);
    await round();
    expect(new Set(await scene.onTheBus()).size).toBe(2);
  });

  test('says what to do where the plan of a portal lacks offline events', async () => {
    const { memberId } = await scene.guarded();
    await lineDeleted(memberId, 1);
    await scene.bitrix24.changePortal(memberId, { offlineExtended: false });
    await round();
    expect(scene.lines).toContainEqual(
      expect.objectContaining({
        portal: memberId,
        code: 'WRONG_LICENSE',
        cure: expect.stringContaining('plan'),
      }),
    );
    expect((await scene.bitrix24.portal(memberId)).offlineQueue).toHaveLength(1);
  });

  test('leaves portals alone that stand in the setting, and says so', async () => {
    const { memberId } = await scene.guarded();
    await lineDeleted(memberId, 1);
    await round(`${memberId}:token`);
    expect(scene.lines).toContainEqual(
      expect.objectContaining({ level: 'WARN', portal: memberId, cure: expect.stringContaining('PORTALS') }),
    );
    expect(await scene.onTheBus()).toEqual([]);
  });

  test('begins nothing after its end', async () => {
    const { memberId } = await scene.guarded();
    await lineDeleted(memberId, 1);
    await round('', Date.now() - 1);
    expect(summary()).toMatchObject({ portals: 0, OfflineConfirmed: 0, Faults: 0 });
  });

  test('shows no secret', async () => {
    const { memberId } = await scene.guarded();
    await lineDeleted(memberId, 1);
    await scene.bitrix24.setFaults({ rest: { code: 'ACCESS_DENIED', method: 'event.offline.get' } });
    await round();
    const shown = JSON.stringify(scene.lines) + JSON.stringify(await scene.cloud.inspect('bus'));
    for (const secret of await scene.secrets()) expect(shown).not.toContain(secret);
  });
});

describe('the handler of the schedule', () => {
  const context = { awsRequestId: 'request-2', getRemainingTimeInMillis: () => 110_000 } as Context;

  const environment = () => ({
    ...scene.cloud.environment,
    OCCURRENCES_TABLE: 'occurrences',
    HANDLER_BASE_URL: 'https://b24bus.example.com',
    TRUSTED_PORTAL_ORIGINS: scene.bitrix24.url,
  });

  test('drains', async () => {
    const { memberId } = await scene.guarded();
    await lineDeleted(memberId, 1);
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await drainOfflineOnSchedule(environment())({} as never, context);
    written.mockRestore();
    expect(await scene.onTheBus()).toHaveLength(1);
  });

  test.each([
    ['OCCURRENCES_TABLE', '', 'OCCURRENCES_TABLE is missing: the name of the occurrences table'],
    ['OFFLINE_WINDOW_SECONDS', '5', 'OFFLINE_WINDOW_SECONDS must be at least 10'],
    ['OFFLINE_WINDOW_SECONDS', '2m', 'OFFLINE_WINDOW_SECONDS must be a whole number'],
  ])('does not start with %s %j', (name, value, fault) => {
    const start = () => drainOfflineOnSchedule({ ...environment(), [name]: value });
    expect(start).toThrow(new SettingsError([fault]));
  });
});
