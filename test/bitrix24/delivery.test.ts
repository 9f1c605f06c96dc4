import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './application.ts';
import { call } from './calls.ts';
import { type Bitrix24, startBitrix24 } from './server.ts';

const NOW = Date.UTC(2026, 10, 22, 12);

let bitrix24: Bitrix24;
let application: Application;

beforeAll(async () => {
  bitrix24 = await startBitrix24({ clock: () => NOW });
  application = await startApplication();
});

afterEach(() => {
  application.received.length = 0;
  application.answerWith(() => ({}));
});

afterAll(async () => {
  await bitrix24.close();
  await application.close();
});

/** A portal with an INSTALLED application that has bound OnSessionStart to these paths. */
const portalWith = async (paths: readonly string[], options = {}) => {
  const portal = await bitrix24.createPortal({ installed: true, ...options });
  const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
  for (const path of paths)
    await call(portal, 'event.bind', { auth, event: 'OnSessionStart', handler: `${application.url}${path}` });
  return portal;
};

describe('an event', () => {
  it('is posted once as PHP writes it, with the headers of the portal', async () => {
    const { memberId } = await portalWith(['/start']);
    const data = {
      DATA: [
        { chat: { id: 10585 }, ok: true, off: false, none: null, empty: [], nested: { none: [] }, text: '' },
        'a b[]&\n~ö',
      ],
    };
    expect(await bitrix24.fire(memberId, 'OnSessionStart', data, { ts: 1714649632 })).toEqual([
      {
        event: 'ONSESSIONSTART',
        handler: `${application.url}/start`,
        handlerId: 1,
        status: 200,
        answer: 'ok',
      },
    ]);
    const [received, ...more] = application.received;
    expect(more).toEqual([]);
    expect(received?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Bitrix24 Webhook Engine',
      connection: 'close',
    });
    expect(received?.text.replace(/&auth.*/, '')).toBe(
      'event=ONSESSIONSTART&event_handler_id=1&data%5BDATA%5D%5B0%5D%5Bchat%5D%5Bid%5D=10585' +
        '&data%5BDATA%5D%5B0%5D%5Bok%5D=1&data%5BDATA%5D%5B0%5D%5Boff%5D=0&data%5BDATA%5D%5B0%5D%5Btext%5D=' +
        '&data%5BDATA%5D%5B1%5D=a+b%5B%5D%26%0A%7E%C3%B6&ts=1714649632',
    );
  });

  it('carries the keys of a recorded event, with a token that works and none that lasts', async () => {
    const portal = await portalWith(['/start']);
    await bitrix24.fire(portal.memberId, 'ONSESSIONSTART', 107);
    const sample = await readFile(new URL('../wire/app-test.capture.form', import.meta.url), 'utf8');
    const recorded = [...new URLSearchParams(sample).keys()].filter((key) => key.startsWith('auth'));
    const received = new URLSearchParams(application.received[0]?.text);
    expect([...received.keys()].filter((key) => key.startsWith('auth'))).toEqual(recorded);
    expect(received.get('data')).toBe('107');
    expect(received.get('ts')).toBe(String(NOW / 1000));
    expect(received.get('auth[expires]')).toBe(String(NOW / 1000 + 3600));
    expect(received.get('auth[application_token]')).toBe(portal.applicationToken);
    const auth = received.get('auth[access_token]') ?? '';
    expect((await call(portal, 'scope', { auth })).status).toBe(200);
  });

  it('has no data key where it has no data', async () => {
    const { memberId } = await portalWith(['/start']);
    await bitrix24.fire(memberId, 'ONSESSIONSTART', {});
    expect(Object.keys(application.received[0]?.form ?? {})).toEqual([
      'event',
      'event_handler_id',
      'ts',
      'auth',
    ]);
  });

  it('is delivered to each binding under an id of its own', async () => {
    const { memberId } = await portalWith(['/one', '/two']);
    const deliveries = await bitrix24.fire(memberId, 'OnSessionStart', { a: 1 });
    expect(deliveries.map(({ handler, handlerId }) => [handler, handlerId])).toEqual([
      [`${application.url}/one`, 1],
      [`${application.url}/two`, 2],
    ]);
    const received = application.received.map(({ path, form }) => [path, form['event_handler_id']]);
    expect(received.sort()).toEqual([
      ['/one', '1'],
      ['/two', '2'],
    ]);
  });

  it.each([
    ['500', () => ({ status: 500, body: 'broken' }), { status: 500, answer: 'broken' }],
    ['a redirect', () => ({ status: 302, body: '' }), { status: 302, answer: '' }],
    ['a torn connection', () => 'reset' as const, { fault: expect.stringContaining('ECONNRESET') }],
  ])('is not sent again after %s', async (_, answer, outcome) => {
    const { memberId } = await portalWith(['/start']);
    application.answerWith(answer);
    const delivery = {
      event: 'ONSESSIONSTART',
      handler: `${application.url}/start`,
      handlerId: 1,
      ...outcome,
    };
    expect(await bitrix24.fire(memberId, 'OnSessionStart', {})).toEqual([delivery]);
    expect(application.received).toHaveLength(1);
    expect((await bitrix24.portal(memberId)).deliveries).toEqual([delivery]);
  });

  it('is lost where nothing listens', async () => {
    const closed = createServer();
    const port = await new Promise<number>((resolve) => {
      closed.listen(0, '127.0.0.1', () => {
        const address = closed.address();
        closed.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    const portal = await portalWith([]);
    const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
    await call(portal, 'event.bind', { auth, event: 'ONAPPTEST', handler: `http://127.0.0.1:${port}/` });
    const [delivery] = await bitrix24.fire(portal.memberId, 'ONAPPTEST', {});
    expect(delivery?.fault).toContain('ECONNREFUSED');
  });

  it.each([
    ['is not INSTALLED', { installed: false }],
    ['has a queue that posts nothing', { silent: true }],
  ])('does not come from a portal that %s', async (_, change) => {
    const { memberId } = await portalWith(['/start']);
    await bitrix24.changePortal(memberId, change);
    expect(await bitrix24.fire(memberId, 'OnSessionStart', { a: 1 })).toEqual([]);
    await bitrix24.changePortal(memberId, { installed: true, silent: false });
    expect(await bitrix24.fire(memberId, 'OnSessionStart', { a: 2 })).toHaveLength(1);
    expect(application.received.map(({ form }) => form['data'])).toEqual([{ a: '2' }]);
  });

  it('carries the authorisation of the user it was bound for, and is not posted to an offline binding', async () => {
    const portal = await portalWith([]);
    const { accessToken: auth } = await bitrix24.issueTokens(portal.memberId);
    const event = 'ONSESSIONSTART';
    await call(portal, 'event.bind', { auth, event, handler: application.url, auth_type: '15' });
    await call(portal, 'event.bind', { auth, event, event_type: 'offline' });
    expect(await bitrix24.fire(portal.memberId, event, {})).toHaveLength(1);
    expect(application.received[0]?.form['auth']).toMatchObject({ user_id: '15' });
  });

  it('does not come for what was unbound behind the application', async () => {
    const { memberId } = await portalWith(['/start']);
    await bitrix24.changePortal(memberId, { unbind: ['OnSessionFinish'] });
    expect(await bitrix24.fire(memberId, 'OnSessionStart', {})).toHaveLength(1);
    await bitrix24.changePortal(memberId, { unbind: ['OnSessionStart'] });
    expect(await bitrix24.fire(memberId, 'OnSessionStart', {})).toEqual([]);
  });

  it('cannot be one that the portal does not have', async () => {
    const { memberId } = await portalWith([], { unknownEvents: ['OnSessionStart'] });
    await expect(bitrix24.fire(memberId, 'OnSessionStart', {})).rejects.toThrow(
      'This portal has no event ONSESSIONSTART. It has: ONAPPINSTALL, ',
    );
  });

  it.each([
    ['lost', 0],
    ['twice', 2],
  ] as const)('is %s where the queue fails so, for as many events as asked', async (code, times) => {
    const { memberId } = await portalWith(['/start']);
    await bitrix24.setFaults({ delivery: { code, times: 1 } });
    expect(await bitrix24.fire(memberId, 'OnSessionStart', {})).toHaveLength(times);
    expect(await bitrix24.fire(memberId, 'OnSessionStart', {})).toHaveLength(1);
    expect(application.received).toHaveLength(times + 1);
  });
});
