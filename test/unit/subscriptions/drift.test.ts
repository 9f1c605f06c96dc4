import { afterEach, describe, expect, test } from 'vitest';
import { eventNames } from '../../../lib/catalogue/index.ts';
import { bindAll } from '../../../lib/subscriptions/bind.ts';
import { compareBindings, repair } from '../../../lib/subscriptions/drift.ts';
import type { ListedBinding } from '../../../lib/subscriptions/listed.ts';
import { wantedBindings } from '../../../lib/subscriptions/wanted.ts';
import { refusalOf } from '../bitrix24/refusal-of.ts';
import { type InstalledPortal, installedPortal } from './stand-in.ts';

const baseUrl = 'https://api.example/dev';
const deployment = { baseUrl, earlierBaseUrls: ['https://old.example', 'https://api.example'] };

const row = (event: string, handler: string, more: Partial<ListedBinding> = {}): ListedBinding => ({
  event,
  handler,
  offline: false,
  authType: 0,
  ...more,
});
const allRight = wantedBindings(baseUrl).map(({ event, handler }) => row(event, handler));
const others = allRight.filter(({ event }) => event !== 'ONSESSIONSTART');
const right = `${baseUrl}/events/on-session-start`;
const nothing = { missing: [], foreignOurs: [], duplicate: [] };
const start = wantedBindings(baseUrl).filter(({ name }) => name === 'OnSessionStart');

describe('comparing', () => {
  test('finds nothing where all is as it should be', () => {
    expect(compareBindings(allRight, deployment)).toStrictEqual(nothing);
  });

  test('finds everything missing where nothing is bound', () => {
    expect(compareBindings([], deployment)).toStrictEqual({ ...nothing, missing: wantedBindings(baseUrl) });
  });

  test.each<[string, ListedBinding]>([
    ['in lower case', row('OnSessionStart', right)],
    ['with a host in upper case', row('ONSESSIONSTART', right.replace('api', 'API'))],
    ['with the default port', row('ONSESSIONSTART', right.replace('.example', '.example:443'))],
    ['on behalf of a user', row('ONSESSIONSTART', right, { authType: 15 })],
  ])('takes an event %s as bound', (_, listed) => {
    expect(compareBindings([...others, listed], deployment)).toStrictEqual(nothing);
  });

  test.each<[string, ListedBinding]>([
    ['with a slash at its end', row('ONSESSIONSTART', `${right}/`)],
    ['with a path in another case', row('ONSESSIONSTART', `${baseUrl}/Events/On-Session-Start`)],
    ["at another event's route", row('ONSESSIONSTART', `${baseUrl}/events/on-session-finish`)],
    ['of an earlier deployment', row('ONSESSIONSTART', 'https://old.example/events/on-session-start')],
    [
      'of an earlier deployment on the same host',
      row('OnSessionStart', 'https://api.example/events/on-session-start'),
    ],
  ])('takes a handler %s as ours, and the event as missing', (_, listed) => {
    expect(compareBindings([...others, listed], deployment)).toStrictEqual({
      ...nothing,
      missing: start,
      foreignOurs: [listed],
    });
  });

  test.each<[string, ListedBinding]>([
    ['another host', row('ONSESSIONSTART', 'https://foreign.example/events/on-session-start')],
    ['another path of our host', row('ONSESSIONSTART', 'https://api.example/prod/events/on-session-start')],
    ['our URL with a query', row('ONSESSIONSTART', `${right}?by=hand`)],
    ['no URL', row('ONSESSIONSTART', 'not a URL')],
    ['the queue of offline events', row('ONSESSIONSTART', '', { offline: true })],
    ['our URL, but another event', row('ONCRMDEALADD', right)],
    ['an earlier URL of ours, but another event', row('ONAPPUSERREADY', 'https://old.example/app/install')],
    ['an offline binding that names our URL', row('ONSESSIONSTART', `${right}/`, { offline: true })],
  ])('leaves alone what is bound to %s', (_, listed) => {
    expect(compareBindings([...allRight, listed], deployment)).toStrictEqual(nothing);
    expect(compareBindings([...others, listed], deployment)).toStrictEqual({ ...nothing, missing: start });
  });

  test('finds the second spelling of a handler, and keeps the exact one', () => {
    const shout = row('ONSESSIONSTART', right.replace('api', 'API'));
    expect(compareBindings([shout, ...allRight], deployment)).toStrictEqual({
      ...nothing,
      duplicate: [shout],
    });
  });

  test('leaves the same handler on behalf of a user alone: removing it would remove both', () => {
    const own = row('ONSESSIONSTART', right, { authType: 15 });
    expect(compareBindings([own, ...allRight], deployment)).toStrictEqual(nothing);
  });
});

describe('a repair', () => {
  const open: InstalledPortal[] = [];
  const install = async (): Promise<InstalledPortal> => {
    const portal = await installedPortal();
    open.push(portal);
    return portal;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ bitrix24 }) => bitrix24.close()));
  });

  const rowsOf = (url: string) => wantedBindings(url).map(({ event, handler }) => `${event} ${handler}`);

  test('changes nothing where nothing drifted', async () => {
    const { rest, bound } = await install();
    await bindAll(rest, { baseUrl, earlierBaseUrls: [] });
    expect(await repair(rest, deployment)).toStrictEqual({
      bound: eventNames,
      unbound: 0,
      failed: [],
      repaired: [],
    });
    expect(await bound()).toStrictEqual(rowsOf(baseUrl));
  });

  test('binds what is missing', async () => {
    const { rest, bound, bitrix24, memberId } = await install();
    await bindAll(rest, { baseUrl, earlierBaseUrls: [] });
    await bitrix24.changePortal(memberId, { unbind: ['ONSESSIONSTART', 'ONAPPTEST'] });
    expect(await repair(rest, deployment)).toStrictEqual({
      bound: eventNames,
      unbound: 0,
      failed: [],
      repaired: ['OnSessionStart', 'OnAppTest'],
    });
    expect((await bound()).toSorted()).toStrictEqual(rowsOf(baseUrl).toSorted());
  });

  test('removes handlers of ours that should not be there, and no others', async () => {
    const { rest, bound } = await install();
    for (const url of ['https://old.example', 'https://foreign.example', 'https://API.example/dev']) {
      await bindAll(rest, { baseUrl: url, earlierBaseUrls: [] });
    }
    await rest.call('event.bind', { event: 'OnSessionStart', handler: `${right}/` });
    await rest.call('event.bind', { event: 'OnSessionStart', handler: right });
    await rest.call('event.bind', { event: 'OnSessionStart', event_type: 'offline' });
    const { unbound, repaired, failed } = await repair(rest, deployment);
    expect({ unbound, repaired, failed }).toStrictEqual({
      unbound: eventNames.length + 2,
      repaired: [],
      failed: [],
    });
    const kept = rowsOf('https://API.example/dev').filter((each) => !each.startsWith('ONSESSIONSTART '));
    expect(await bound()).toStrictEqual([
      ...rowsOf('https://foreign.example'),
      ...kept,
      `ONSESSIONSTART ${right}`,
      'ONSESSIONSTART ',
    ]);
  });

  test('tells what it could not bind', async () => {
    const { rest, bitrix24, memberId } = await install();
    await bitrix24.changePortal(memberId, { unknownEvents: ['ONSESSIONSTART'] });
    const { bound, repaired, failed } = await repair(rest, deployment);
    expect(bound).toStrictEqual(eventNames.filter((name) => name !== 'OnSessionStart'));
    expect(repaired).toStrictEqual(bound);
    expect(failed).toMatchObject([
      { check: 'bindings', event: 'OnSessionStart', code: 'ERROR_EVENT_NOT_FOUND' },
    ]);
  });

  test('goes by the list that it is given, without asking', async () => {
    const { rest, bound } = await install();
    expect((await repair(rest, deployment, allRight)).repaired).toStrictEqual([]);
    expect((await repair(rest, deployment, others)).repaired).toStrictEqual(['OnSessionStart']);
    expect(await bound()).toStrictEqual([`ONSESSIONSTART ${right}`]);
  });

  test('is a fault if the portal does not list as documented', async () => {
    const { bitrix24 } = await install();
    const rest = {
      call: () => Promise.resolve('no list'),
      batch: () => Promise.reject(new Error(bitrix24.url)),
    };
    expect((await refusalOf(repair(rest, deployment))).code).toBe('UNEXPECTED_ANSWER');
  });
});
