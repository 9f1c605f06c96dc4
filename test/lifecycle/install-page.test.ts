import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eventNames } from '../../lib/catalogue/index.ts';
import { postForm } from '../local-run.ts';
import { eventsOf, type Scene, secretsOf, startScene, storedPortal } from './scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());
afterEach(() => scene.bitrix24.setFaults({}));

const url = () => `${scene.run.url}/app/install`;

/** Opens the install page as the portal of an application with an interface does. */
const open = async (
  memberId: string,
  options: { language?: string; older?: boolean; userReady?: boolean } = {},
) => {
  const { answered, installed, deliveries } = await scene.bitrix24.install(memberId, {
    url: url(),
    page: true,
    ...options,
  });
  return { page: answered.answer ?? '', status: answered.status, installed, deliveries };
};

describe('the install page', () => {
  test('finishes the installation, after which events arrive', async () => {
    const portal = await scene.bitrix24.createPortal();
    const { page, status, installed } = await open(portal.memberId);
    expect(status).toBe(200);
    expect(page).toContain('BX24.installFinish()');
    expect(installed).toBe(true);
    expect((await storedPortal(scene, portal.memberId)).boundEvents).toHaveLength(eventNames.length);
    expect(await eventsOf(scene, portal.memberId)).toContain('OnAppInstall');
  });

  test.each([
    ['en', 'b24bus is installed', 'Events that now go to your event bus: 16'],
    ['ru', 'b24bus установлен', 'События, которые теперь поступают в вашу шину: 16'],
    ['de', 'b24bus is installed', 'Events that now go to your event bus: 16'],
  ])('speaks the language that LANG asks for: %s', async (language, title, bound) => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { page } = await open(memberId, { language });
    expect(page).toContain(`<title>${title}</title>`);
    expect(page).toContain(`<html lang="${language === 'ru' ? 'ru' : 'en'}">`);
    expect(page).toContain(bound);
    for (const name of eventNames) expect(page).toContain(`<li>${name}</li>`);
  });

  test('does not finish again what is installed: the portal would load it for ever', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    await open(memberId);
    const response = await reopened(memberId);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain('b24bus is installed');
    expect(page).not.toContain('installFinish');
  });

  test('shows what needs attention, and finishes all the same', async () => {
    const { memberId } = await scene.bitrix24.createPortal({ unknownEvents: ['ONSESSIONSTART'] });
    const { page, installed } = await open(memberId);
    expect(page).toContain('This needs your attention');
    expect(page).toMatch(/<b>OnSessionStart<\/b>: .*the version of this portal lacks the event/);
    expect(installed).toBe(true);
  });

  test('of an older portal, without a token, is completed by ONAPPINSTALL', async () => {
    const { memberId, applicationToken } = await scene.bitrix24.createPortal();
    const { installed, deliveries } = await open(memberId, { older: true });
    expect(installed).toBe(true);
    expect(deliveries).toEqual([expect.objectContaining({ event: 'ONAPPINSTALL', status: 200 })]);
    const { tokenDigest } = await storedPortal(scene, memberId);
    expect(tokenDigest).toBeDefined();
    expect(applicationToken).toMatch(/^[\da-f]{32}$/);
    const [delivery] = await scene.bitrix24.fire(memberId, 'ONIMCONNECTORLINEDELETE', 107);
    expect(delivery).toMatchObject({ status: 200 });
  });

  test.each([
    ['en', 'b24bus could not be installed', 'Nothing has been changed'],
    ['ru', 'Не удалось установить b24bus', 'Ничего не изменено'],
  ])(
    'says plainly why nothing was installed, and does not finish: %s',
    async (language, title, unchanged) => {
      const { memberId } = await scene.bitrix24.createPortal();
      await scene.bitrix24.setFaults({ oauth: 'invalid_grant' });
      const { page, status, installed } = await open(memberId, { language });
      expect({ status, installed }).toEqual({ status: 403, installed: false });
      expect(page).toContain(`<h1>${title}</h1>`);
      expect(page).toContain('invalid_grant');
      expect(page).toContain(unchanged);
      expect(page).not.toContain('installFinish');
      expect(await scene.table.get(memberId)).toBeUndefined();
    },
  );

  test('shows no secret and takes no markup from the request', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { page } = await open(memberId);
    for (const secret of await secretsOf(scene)) expect(page).not.toContain(secret);
    const hostile = '<script>alert(1)</script>';
    const query = new URLSearchParams({ DOMAIN: hostile, LANG: hostile });
    const response = await postForm(
      scene.run.url,
      `/app/install?${query}`,
      `member_id=${hostile}&REFRESH_ID=x`,
    );
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).not.toContain('alert(1)</script>');
  });

  test('without a refresh token is refused', async () => {
    const response = await postForm(scene.run.url, '/app/install?DOMAIN=x', 'member_id=a&PLACEMENT=DEFAULT');
    expect(response.status).toBe(401);
    expect(await response.text()).toContain('b24bus could not be installed');
  });
});

/** The page as the portal loads it when the application is opened from its menu. */
const reopened = async (memberId: string): Promise<Response> => {
  const { refreshToken } = await scene.bitrix24.issueTokens(memberId);
  const { applicationToken, domain } = await scene.bitrix24.portal(memberId);
  const query = new URLSearchParams({ DOMAIN: domain, PROTOCOL: '1', LANG: 'en', APP_SID: 'x' });
  const form = new URLSearchParams({
    AUTH_ID: 'x',
    REFRESH_ID: refreshToken,
    APPLICATION_TOKEN: applicationToken,
    member_id: memberId,
    PLACEMENT: 'DEFAULT',
  });
  return postForm(scene.run.url, `/app/install?${query}`, form.toString());
};

describe('ONAPPUSERREADY', () => {
  test('hands the portal over to the application’s system user', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    const { deliveries } = await open(memberId, { userReady: true });
    expect(deliveries.at(-1)).toMatchObject({ event: 'ONAPPUSERREADY', status: 200 });
    expect(await storedPortal(scene, memberId)).toMatchObject({
      tokenOwner: 'system-user',
      userId: 512,
      installedBy: 1,
      problems: [],
    });
  });

  test('is not undone by the employee’s tokens, whichever comes last', async () => {
    const { memberId } = await scene.bitrix24.createPortal();
    await open(memberId, { userReady: true });
    await reopened(memberId);
    expect(await storedPortal(scene, memberId)).toMatchObject({ tokenOwner: 'system-user', userId: 512 });
  });

  test('alone installs the portal too, and is published as an installation without a secret', async () => {
    const { memberId } = await scene.bitrix24.createPortal({ installed: true });
    const delivery = await scene.bitrix24.userReady(memberId, url());
    expect(delivery).toMatchObject({ status: 200 });
    expect(await storedPortal(scene, memberId)).toMatchObject({
      status: 'installed',
      tokenOwner: 'system-user',
    });
    expect(await eventsOf(scene, memberId)).toEqual(['OnAppInstall']);
  });

  test('that names two portals is refused', async () => {
    const body = 'event=ONAPPUSERREADY&ts=1&data[member_id]=a&data[refresh_token]=x&auth[member_id]=b';
    const response = await postForm(scene.run.url, '/app/install', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      detail: 'data.member_id and auth.member_id name two different portals.',
    });
  });
});
