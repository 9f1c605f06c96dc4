import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventNames } from '../../lib/catalogue/index.ts';
import { claim, eventsOf, installed, post, type Scene, startScene, storedPortal } from './scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());
afterEach(() => scene.bitrix24.setFaults({}));

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

describe('an update', () => {
  test('with a new token keeps the old one for 24 h', async () => {
    const { memberId, applicationToken: before } = await installed(scene);
    const [delivery] = await scene.bitrix24.update(memberId, { newToken: true });
    expect(delivery).toMatchObject({ status: 200 });
    const { applicationToken: after } = await scene.bitrix24.portal(memberId);
    const stored = await storedPortal(scene, memberId);
    expect(stored).toMatchObject({ tokenDigest: digestOf(after), previousDigest: digestOf(before) });
    const hours = ((stored.previousExpires ?? 0) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    expect(hours).toBeLessThan(24.01);
    const event = (token: string) =>
      claim(memberId, { event: 'ONAPPTEST', refreshToken: 'none', token, data: { LANGUAGE_ID: 'en' } });
    for (const token of [before, after]) {
      expect((await post(scene, '/events/on-app-test', event(token))).status).toBe(200);
    }
  });

  test('with the same token leaves the digests as they are', async () => {
    const { memberId } = await installed(scene);
    const before = await storedPortal(scene, memberId);
    await scene.bitrix24.update(memberId);
    const { tokenDigest, previousDigest } = await storedPortal(scene, memberId);
    expect({ tokenDigest, previousDigest }).toEqual({
      tokenDigest: before.tokenDigest,
      previousDigest: undefined,
    });
  });

  test('binds anew what the portal has removed, and is published', async () => {
    const { memberId } = await installed(scene);
    await scene.bitrix24.update(memberId, { newToken: true });
    expect((await scene.bitrix24.portal(memberId)).bindings).toHaveLength(eventNames.length);
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall', 'OnAppUpdate']);
  });

  test('with a new token that OAuth does not confirm changes nothing', async () => {
    const { memberId } = await installed(scene);
    const before = await storedPortal(scene, memberId);
    const body = claim(memberId, { event: 'ONAPPUPDATE', refreshToken: 'made up', token: 'forged' });
    expect((await post(scene, '/app/update', body)).status).toBe(403);
    expect(await storedPortal(scene, memberId)).toEqual(before);
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall']);
  });

  test('with the known token is published even if OAuth is down, and changes nothing', async () => {
    const { memberId } = await installed(scene);
    const before = await storedPortal(scene, memberId);
    await scene.bitrix24.setFaults({ oauth: 'error' });
    const [delivery] = await scene.bitrix24.update(memberId, { keepsHandlers: true });
    expect(delivery).toMatchObject({ status: 200 });
    expect(await storedPortal(scene, memberId)).toEqual(before);
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall', 'OnAppUpdate']);
  });
});

describe('an uninstallation', () => {
  test('marks the portal, drops its tokens, and is published', async () => {
    const { memberId } = await installed(scene);
    const [delivery] = await scene.bitrix24.uninstall(memberId);
    expect(delivery).toMatchObject({ status: 200 });
    const stored = await storedPortal(scene, memberId);
    expect(stored).toMatchObject({ status: 'uninstalled', boundEvents: [], problems: [] });
    expect(stored.sealedTokens).toHaveLength(0);
    const days = ((stored.expiresAt ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall', 'OnAppUninstall']);
  });

  test('still lets in what the portal sent before', async () => {
    const { memberId, applicationToken: token } = await installed(scene);
    await scene.bitrix24.uninstall(memberId);
    const late = claim(memberId, { event: 'ONAPPTEST', refreshToken: 'none', token });
    expect((await post(scene, '/events/on-app-test', late)).status).toBe(200);
  });

  test('with CLEAN forgets the portal at once', async () => {
    const { memberId } = await installed(scene);
    await scene.bitrix24.uninstall(memberId, { clean: true });
    expect(await scene.table.get(memberId)).toBeUndefined();
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall', 'OnAppUninstall']);
  });

  test.each([
    ['a wrong token', 'forged'],
    ['the token of another portal', 'another'],
  ])('with %s changes nothing', async (_, kind) => {
    const { memberId } = await installed(scene);
    const other = await installed(scene);
    const before = await storedPortal(scene, memberId);
    const token = kind === 'another' ? other.applicationToken : kind;
    const { refreshToken } = await scene.bitrix24.issueTokens(other.memberId);
    const body = claim(memberId, { event: 'ONAPPUNINSTALL', refreshToken, token, data: { CLEAN: '1' } });
    expect((await post(scene, '/app/uninstall', body)).status).toBe(403);
    expect(await storedPortal(scene, memberId)).toEqual(before);
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall']);
  });

  test('that comes after the application was installed again does not undo that', async () => {
    const { memberId, applicationToken: token } = await installed(scene);
    const before = await storedPortal(scene, memberId);
    const late = claim(memberId, { event: 'ONAPPUNINSTALL', refreshToken: 'none', token }).replace(
      /&ts=\d+/,
      '&ts=1700000000',
    );
    expect((await post(scene, '/app/uninstall', late)).status).toBe(200);
    expect(await storedPortal(scene, memberId)).toEqual(before);
  });

  test('is undone by the next installation', async () => {
    const { memberId } = await installed(scene);
    await scene.bitrix24.uninstall(memberId);
    await scene.bitrix24.install(memberId, { url: `${scene.run.url}/app/install` });
    const { expiresAt, uninstalledAt, ...stored } = await storedPortal(scene, memberId);
    expect(stored.status).toBe('installed');
    expect({ expiresAt, uninstalledAt }).toEqual({ expiresAt: undefined, uninstalledAt: undefined });
  });
});
