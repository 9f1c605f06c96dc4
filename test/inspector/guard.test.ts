import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalProcess, startLocalProcess } from '../local-run.ts';
import { ask } from './inspector-client.ts';

let run: LocalProcess;
let port: string;

beforeAll(async () => {
  run = await startLocalProcess();
  port = new URL(run.url).port;
});
afterAll(() => run.stop());

const json = { 'content-type': 'application/json' };

const expectRefusal = (answer: Awaited<ReturnType<typeof ask>>, status: number, detail: RegExp): void => {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
  expect(JSON.parse(answer.text)).toEqual({
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(detail),
  });
};

describe('another name of this address', () => {
  test.each(['/', '/assets/main.js', '/_inspector/about', '/_inspector/stream', '/_local/environment'])(
    'is refused at %s',
    async (path) => {
      for (const host of [
        `evil.example:${port}`,
        '127.0.0.1',
        '127.0.0.1:1',
        `127.0.0.1.evil.example:${port}`,
      ]) {
        expectRefusal(await ask(run.url, path, { headers: { host } }), 421, /127\.0\.0\.1:\d+/);
      }
    },
  );

  test('is taken where it is loopback', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`]) {
      expect((await ask(run.url, '/_inspector/about', { headers: { host } })).status).toBe(200);
      expect((await ask(run.url, '/_local/undelivered', { headers: { host } })).status).toBe(200);
    }
  });
});

describe('a page of another site', () => {
  test.each([
    ['its origin', { ...json, origin: 'http://evil.example' }],
    ['an origin of another port', { ...json, origin: 'http://127.0.0.1:1' }],
    ['no origin that it would tell', { ...json, origin: 'null' }],
    ['its relation', { ...json, 'sec-fetch-site': 'cross-site' }],
    ['a relation to the same site', { ...json, 'sec-fetch-site': 'same-site' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a text', { 'content-type': 'text/plain;charset=UTF-8' }],
    ['nothing that says what it is', {}],
  ])('cannot change anything: %s', async (_, headers) => {
    for (const name of ['send', 'play', 'replay', 'drop', 'redrive']) {
      const request = { method: 'POST', headers, body: '{"all":true}' };
      expectRefusal(await ask(run.url, `/_inspector/${name}`, request), 403, /./);
    }
  });

  test.each([
    ['its origin', { ...json, origin: 'http://evil.example' }],
    ['its relation', { 'sec-fetch-site': 'cross-site' }],
    ['a form', { origin: 'http://127.0.0.1:PORT', 'content-type': 'text/plain' }],
  ])('cannot play faults or forget events: %s', async (_, given) => {
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    for (const [method, path] of [
      ['PUT', '/_local/faults'],
      ['DELETE', '/_local/events'],
    ] as const) {
      expectRefusal(await ask(run.url, path, { method, headers, body: '{}' }), 403, /./);
    }
  });

  test('is not asked of a program, which need not say what it sends', async () => {
    const answer = await ask(run.url, '/_local/faults', { method: 'PUT', body: '{}' });
    expect([answer.status, answer.text]).toEqual([200, '{}']);
  });
});

describe('below /_inspector/', () => {
  test.each([
    'nothing',
    '',
    'about/1',
    'rows',
    'rows/',
    'rows/0',
    'rows/1',
    'rows/x',
    'rows/1/2',
    'rows/-1',
    'templates/Nope',
    'constructor',
  ])('there is no %s', async (path) => {
    expectRefusal(await ask(run.url, `/_inspector/${path}`), 404, /./);
  });

  test('a path that is no URL is refused', async () => {
    expectRefusal(await ask(run.url, '/_inspector/rows/%'), 400, /encoded/);
  });

  test.each([
    ['POST', 'about', 'GET, HEAD'],
    ['DELETE', 'stream', 'GET'],
    ['HEAD', 'stream', 'GET'],
    ['GET', 'send', 'POST'],
    ['PUT', 'drop', 'POST'],
  ])('%s %s is not allowed', async (method, path, allow) => {
    const answer = await ask(run.url, `/_inspector/${path}`, { method, headers: json });
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
  });

  test.each([
    ['send', 'x', /The order cannot be read: the body must be JSON\./],
    ['send', '{}', /event/],
    ['send', '{"event":"OnAppTest","set":[["a"]]}', /set\.0\.1/],
    ['send', '{"event":"OnAppTest","count":"1"}', /count must be a number/],
    ['send', '{"event":"OnAppTest","amount":1}', /amount/],
    ['drop', '{"all":false}', /must be \{"all":true\} or/],
    ['replay', '{"these":[1]}', /must be/],
    ['redrive', '[]', /must be/],
  ])('%s cannot read %s', async (name, body, detail) => {
    const request = { method: 'POST', headers: json, body };
    expectRefusal(await ask(run.url, `/_inspector/${name}`, request), 400, detail);
  });

  test('what cannot be done says why', async () => {
    const request = { method: 'POST', headers: json, body: '{"event":"OnNothing"}' };
    expectRefusal(await ask(run.url, '/_inspector/send', request), 422, /There is no event OnNothing/);
  });

  test('about says what is looked at', async () => {
    const { text, headers } = await ask(run.url, '/_inspector/about');
    expect(headers['cache-control']).toBe('no-store');
    const about = JSON.parse(text) as Record<string, unknown>;
    expect(about).toMatchObject({
      run: expect.any(String),
      mode: 'local',
      name: `the local run at ${run.url}`,
    });
    expect(about['events']).toContainEqual({
      name: 'OnSessionStart',
      type: 'com.bitrix24.imopenlines.session.started.v1',
      route: '/events/on-session-start',
    });
  });
});
