import { afterEach, describe, expect, test } from 'vitest';
import { eventNames } from '../../../lib/catalogue/index.ts';
import { bindAll, unbindAll } from '../../../lib/subscriptions/bind.ts';
import { wantedBindings } from '../../../lib/subscriptions/wanted.ts';
import type { PortalOptions } from '../../bitrix24/portal.ts';
import { refusalOf } from '../bitrix24/refusal-of.ts';
import { type InstalledPortal, installedPortal } from './stand-in.ts';

const open: InstalledPortal[] = [];
const install = async (options?: PortalOptions): Promise<InstalledPortal> => {
  const portal = await installedPortal(options);
  open.push(portal);
  return portal;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ bitrix24 }) => bitrix24.close()));
});

const baseUrl = 'https://new.example/dev';
const fresh = { baseUrl, earlierBaseUrls: [] };
const rowsOf = (url: string) => wantedBindings(url).map(({ event, handler }) => `${event} ${handler}`);

describe('binding', () => {
  test('binds every event of the catalogue to this deployment', async () => {
    const { rest, bound } = await install();
    expect(await bindAll(rest, fresh)).toStrictEqual({ bound: eventNames, unbound: 0, failed: [] });
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('again succeeds, and changes nothing', async () => {
    const { rest, bound } = await install();
    await bindAll(rest, fresh);
    expect(await bindAll(rest, fresh)).toStrictEqual({ bound: eventNames, unbound: 0, failed: [] });
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('twice at the same time succeeds twice', async () => {
    const { rest, bound } = await install();
    const [one, other] = await Promise.all([bindAll(rest, fresh), bindAll(rest, fresh)]);
    expect(one).toStrictEqual({ bound: eventNames, unbound: 0, failed: [] });
    expect(other).toStrictEqual(one);
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('removes the handlers of earlier deployments, and those only', async () => {
    const { rest, bound } = await install();
    const urls = [
      'https://old.example',
      'https://older.example/dev',
      'https://new.example',
      'https://foreign.example',
    ];
    for (const url of urls) await bindAll(rest, { baseUrl: url, earlierBaseUrls: [] });
    const earlierBaseUrls = [...urls.slice(0, 3), 'https://NEW.example/dev/', 'https://never.example'];
    expect(await bindAll(rest, { baseUrl, earlierBaseUrls })).toStrictEqual({
      bound: eventNames,
      unbound: 3 * eventNames.length,
      failed: [],
    });
    expect(await bound()).toStrictEqual([...rowsOf('https://foreign.example'), ...rowsOf(baseUrl)]);
  });

  test('tells the events that a portal does not have, and binds the others', async () => {
    const { rest, bound, bitrix24 } = await install({
      unknownEvents: ['ONOPENLINEMESSAGEADD', 'ONSESSIONSTART'],
    });
    const lacking = ['OnOpenLineMessageAdd', 'OnSessionStart'];
    const { bound: names, failed } = await bindAll(rest, fresh);
    expect(names).toStrictEqual(eventNames.filter((name) => !lacking.includes(name)));
    expect(failed).toStrictEqual(
      lacking.map((event) => ({
        check: 'bindings',
        event,
        code: 'ERROR_EVENT_NOT_FOUND',
        message: `${new URL(bitrix24.url).host} answered ERROR_EVENT_NOT_FOUND: Event not found.`,
        cure: "Tick imopenlines and imconnector in the application's form in Bitrix24, then reinstall the application. If they are ticked, the version of this portal lacks the event; the others work without it.",
      })),
    );
    expect(await bound()).toHaveLength(eventNames.length - 2);
  });

  test('tells every event of a scope that is not granted', async () => {
    const { rest } = await install({ scopes: ['crm'] });
    const { bound: names, failed } = await bindAll(rest, fresh);
    expect(names).toStrictEqual(['OnAppInstall', 'OnAppUpdate', 'OnAppUninstall', 'OnAppTest']);
    expect(failed.map(({ code }) => code)).toStrictEqual(Array(12).fill('ERROR_EVENT_NOT_FOUND'));
  });

  test('works for a user who is no administrator', async () => {
    const { rest, bound } = await install({ admin: false });
    await bindAll(rest, { baseUrl: 'https://old.example', earlierBaseUrls: [] });
    expect(await bindAll(rest, { baseUrl, earlierBaseUrls: ['https://old.example'] })).toStrictEqual({
      bound: eventNames,
      unbound: eventNames.length,
      failed: [],
    });
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('tells a handler that portals refuse', async () => {
    const { rest } = await install();
    const { bound: names, failed } = await bindAll(rest, {
      baseUrl: 'https://intranet',
      earlierBaseUrls: [],
    });
    expect(names).toStrictEqual([]);
    expect(failed).toHaveLength(eventNames.length);
    expect(failed[0]).toMatchObject({ code: 'ERROR_WRONG_HANDLER_URL', event: eventNames[0] });
  });

  test('tells a handler that cannot be removed, by the name of its event', async () => {
    const { rest, bitrix24 } = await install();
    await bitrix24.setFaults({ rest: { code: 'ACCESS_DENIED', method: 'event.unbind' } });
    const {
      bound: names,
      unbound,
      failed,
    } = await bindAll(rest, { baseUrl, earlierBaseUrls: ['https://old.example'] });
    expect(names).toStrictEqual(eventNames);
    expect(unbound).toBe(0);
    expect(failed.map(({ event, code }) => `${event} ${code}`)).toStrictEqual(
      eventNames.map((name) => `${name} ACCESS_DENIED`),
    );
  });

  test('survives an expired access token, and a limit', async () => {
    const { rest, bitrix24, memberId, bound } = await install();
    await bitrix24.changePortal(memberId, { expireAccessTokens: true });
    await bitrix24.setFaults({ rest: { code: 'QUERY_LIMIT_EXCEEDED', times: 1 } });
    expect((await bindAll(rest, fresh)).failed).toStrictEqual([]);
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('survives an answer that got lost', async () => {
    const { rest, bitrix24, bound } = await install();
    await bitrix24.setFaults({ rest: { code: 'reset', times: 1 } });
    expect(await bindAll(rest, fresh)).toStrictEqual({ bound: eventNames, unbound: 0, failed: [] });
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('is a fault if the portal refuses everything', async () => {
    const { rest, bitrix24, bound } = await install();
    await bitrix24.setFaults({ rest: 'WRONG_AUTH_TYPE' });
    expect((await refusalOf(bindAll(rest, fresh))).code).toBe('WRONG_AUTH_TYPE');
    expect(await bound()).toStrictEqual([]);
  });

  test.each([
    ['false', { value: false }],
    ['nothing', undefined],
  ])('that is answered with %s has not bound', async (_, result) => {
    const rest = {
      batch: <Name extends string>(commands: Readonly<Record<Name, object>>) =>
        Promise.resolve(Object.fromEntries(Object.keys(commands).map((name) => [name, result])) as never),
    };
    const { bound: names, failed } = await bindAll(rest, fresh);
    expect(names).toStrictEqual([]);
    expect(failed[0]).toStrictEqual({
      check: 'bindings',
      event: eventNames[0],
      code: 'NOT_BOUND',
      message: 'The portal did not bind the event, and gave no reason.',
      cure: 'Try again; if it lasts, reinstall the application.',
    });
  });
});

describe('unbinding', () => {
  test('removes the handlers of this deployment and of earlier ones, and no others', async () => {
    const { rest, bound } = await install();
    for (const url of [baseUrl, 'https://old.example', 'https://foreign.example']) {
      await bindAll(rest, { baseUrl: url, earlierBaseUrls: [] });
    }
    expect(await unbindAll(rest, { baseUrl, earlierBaseUrls: ['https://old.example'] })).toStrictEqual({
      unbound: 2 * eventNames.length,
      failed: [],
    });
    expect(await bound()).toStrictEqual(rowsOf('https://foreign.example'));
    expect(await unbindAll(rest, fresh)).toStrictEqual({ unbound: 0, failed: [] });
  });
});
