import { afterEach, describe, expect, test } from 'vitest';
import { postForm } from '../../../lib/bitrix24/request.ts';
import { refusalOf } from './refusal-of.ts';
import { hostile, json, type Play, type WebServer, webServer } from './web-server.ts';

const open: WebServer[] = [];
const serve = async (play: Play): Promise<WebServer> => {
  const server = await webServer(play);
  open.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const secret = 'd161f25928c3184678924ec127edd29a';
const post = (server: WebServer, timeout = 5000) => postForm(new URL(server.url), `auth=${secret}`, timeout);

describe('a form', () => {
  test('is posted as one, and the answer read as JSON whatever its status', async () => {
    const server = await serve((response) => json(response, 401, { error: 'expired_token' }));
    expect(await post(server)).toStrictEqual({ status: 401, body: { error: 'expired_token' } });
    expect(server.seen).toHaveLength(1);
    expect(server.seen[0]?.form.get('auth')).toBe(secret);
    expect(server.seen[0]?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    });
  });

  test('is answered by up to 4 MiB', async () => {
    const largest = 'a'.repeat(4 * 1024 * 1024 - 2);
    const server = await serve((response, count) =>
      json(response, 200, count === 0 ? largest : `${largest}a`),
    );
    expect((await post(server)).body).toBe(largest);
    expect((await refusalOf(post(server))).code).toBe('TOO_LARGE');
  });

  test.each<[string, string, object]>([
    [
      'a page with status 200',
      'answered status 200 without JSON.',
      { code: 'NOT_JSON', status: 200, temporary: true, outcomeUnknown: true },
    ],
    [
      'a page with status 502',
      'answered status 502 without JSON.',
      { code: 'HTTP_502', status: 502, temporary: true, outcomeUnknown: true },
    ],
    [
      'a page with status 404',
      'answered status 404 without JSON.',
      { code: 'HTTP_404', status: 404, temporary: false, outcomeUnknown: false },
    ],
    ['nothing, with status 200', 'answered status 200 without JSON.', { code: 'NOT_JSON', temporary: true }],
    [
      'a closed connection',
      'cannot be reached (UND_ERR_SOCKET).',
      { code: 'UNREACHABLE', temporary: true, outcomeUnknown: true },
    ],
    [
      'a connection closed half-way',
      'cannot be reached (UND_ERR_SOCKET).',
      { code: 'UNREACHABLE', temporary: true, outcomeUnknown: true },
    ],
    [
      '10 MB',
      'answered more than 4194304 bytes.',
      { code: 'TOO_LARGE', temporary: false, outcomeUnknown: true },
    ],
  ])('answered with %s is a fault that says so', async (kind, message, facts) => {
    const server = await serve(hostile[kind] ?? (() => expect.fail(kind)));
    const fault = await refusalOf(post(server));
    expect(fault).toMatchObject(facts);
    expect(fault.message).toBe(`${server.host} ${message}`);
    expect(fault.cause).toBeUndefined();
    expect(server.seen).toHaveLength(1);
  });

  test.each(['no answer', 'an answer that never ends'])('with %s is given up in time', async (kind) => {
    const server = await serve(hostile[kind] ?? (() => expect.fail(kind)));
    const fault = await refusalOf(post(server, 200));
    expect(fault).toMatchObject({ code: 'TIMEOUT', temporary: true, outcomeUnknown: true });
    expect(fault.message).toBe(`${server.host} did not answer in time.`);
  });

  test.each([301, 302, 303, 307, 308])('is not sent on by a redirect of status %i', async (status) => {
    const attacker = await serve((response) => json(response, 200, {}));
    const server = await serve((response) => {
      response.writeHead(status, { location: attacker.url }).end();
    });
    const fault = await refusalOf(post(server));
    expect(fault).toMatchObject({ code: 'REDIRECTED', status, temporary: false });
    expect(fault.message).toBe(`${server.host} answered a redirect (${status}), which is not followed.`);
    expect(attacker.seen).toStrictEqual([]);
  });

  test('that nobody takes has surely not arrived', async () => {
    const server = await webServer(() => undefined);
    await server.close();
    const fault = await refusalOf(post(server));
    expect(fault).toMatchObject({ code: 'UNREACHABLE', temporary: true, outcomeUnknown: false });
    expect(fault.message).toBe(`${server.host} cannot be reached (ECONNREFUSED).`);
  });

  test('is not sent when no time is left', async () => {
    const server = await serve((response) => json(response, 200, {}));
    const fault = await refusalOf(post(server, 0));
    expect(fault).toMatchObject({ code: 'TIMEOUT', temporary: true, outcomeUnknown: false });
    expect(server.seen).toStrictEqual([]);
  });

  test('may be given a fraction of a millisecond', async () => {
    const server = await serve((response) => json(response, 200, 1));
    expect(await post(server, 4999.5)).toStrictEqual({ status: 200, body: 1 });
  });
});
