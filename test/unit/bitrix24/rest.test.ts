import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { restClient } from '../../../lib/bitrix24/rest.ts';
import { Secret } from '../../../lib/secret.ts';
import { refusalOf } from './refusal-of.ts';
import { stillClock } from './still-clock.ts';
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

// Shorter than what is masked for its length alone.
const oldToken = 'fake-access-token';
const newToken = 'ydtj8pho532wydb5ixk78ol7uqlb7sch';

/** A client whose renewal answers `newToken`. */
const client = (server: WebServer, clock = stillClock(), time = 20_000, renewalTakes = 0) => {
  let token = new Secret(oldToken);
  const renewals: number[] = [];
  const rest = restClient({
    endpoint: `${server.url}rest/`,
    accessToken: () => token,
    refresh: async () => {
      renewals.push(clock.now());
      await sleep(renewalTakes);
      token = new Secret(newToken);
    },
    deadline: clock.now() + time,
    clock,
  });
  return { rest, renewals };
};

const tokensSeen = ({ seen }: WebServer): (string | null)[] => seen.map(({ form }) => form.get('auth'));

describe('a call', () => {
  test('is posted as PHP posts, with the token in the form, and answers the result', async () => {
    const server = await serve((response) => json(response, 200, { result: [1], time: {} }));
    const { rest } = client(server);
    expect(await rest.call('event.test', { any: { '0': 'a b', x: 'ü&' } })).toStrictEqual([1]);
    expect(server.seen.map(({ path, form }) => [path, form.toString()])).toStrictEqual([
      ['/rest/event.test', `any%5B0%5D=a+b&any%5Bx%5D=%C3%BC%26&auth=${oldToken}`],
    ]);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['false', false],
    ['an empty list', []],
  ])('may answer %s', async (_, result) => {
    const server = await serve((response) => json(response, 200, { result }));
    expect(await client(server).rest.call('scope')).toStrictEqual(result);
  });

  test('that is refused tells the code, the words and the cure, and no secret', async () => {
    const body = { error: 'WRONG_AUTH_TYPE', error_description: `Not with ${oldToken}` };
    const server = await serve((response) => json(response, 403, body));
    const fault = await refusalOf(client(server).rest.call('event.get'));
    expect(fault).toMatchObject({ code: 'WRONG_AUTH_TYPE', status: 403, temporary: false });
    expect(fault.message).toBe(`${server.host} answered WRONG_AUTH_TYPE: Not with [secret].`);
    expect(inspect(fault, { depth: null, showHidden: true })).not.toContain(oldToken);
    expect(server.seen).toHaveLength(1);
  });

  test.each<[string, number, unknown, string]>([
    ['no result', 200, {}, 'UNEXPECTED_ANSWER'],
    ['a list', 200, [], 'UNEXPECTED_ANSWER'],
    ['null', 200, null, 'UNEXPECTED_ANSWER'],
    ['an error without a code', 400, { error: '' }, 'HTTP_400'],
    ['an error of another shape', 400, { error: { code: 'x' } }, 'HTTP_400'],
  ])('that is answered with %s is a fault', async (_, status, body, code) => {
    const server = await serve((response) => json(response, status, body));
    expect((await refusalOf(client(server).rest.call('scope'))).code).toBe(code);
    expect(server.seen).toHaveLength(1);
  });

  test.each([
    ['a page with status 200', 'NOT_JSON'],
    ['a page with status 502', 'HTTP_502'],
    ['a closed connection', 'UNREACHABLE'],
  ])('that is answered with %s is repeated once', async (kind, code) => {
    const trouble = hostile[kind] ?? (() => expect.fail(kind));
    const server = await serve(trouble);
    expect(await refusalOf(client(server).rest.call('scope'))).toMatchObject({ code, temporary: true });
    expect(server.seen).toHaveLength(2);
  });

  test('that is not answered ends with the deadline', async () => {
    const server = await serve(hostile['no answer'] ?? (() => expect.fail()));
    const fault = await refusalOf(client(server, stillClock(), 200).rest.call('scope'));
    expect(fault).toMatchObject({ code: 'TIMEOUT', temporary: true });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the limits of REST', () => {
  test.each([
    ['QUERY_LIMIT_EXCEEDED', 503],
    ['OPERATION_TIME_LIMIT', 429],
  ])('%s is waited out in growing, jittered pauses', async (error, status) => {
    const server = await serve((response, count) =>
      count < 5 ? json(response, status, { error }) : json(response, 200, { result: true }),
    );
    const clock = stillClock(0.5);
    expect(await client(server, clock, 60_000).rest.call('scope')).toBe(true);
    expect(clock.slept).toStrictEqual([750, 1500, 3000, 6000, 6000]);
  });

  test('are waited out no longer than the deadline allows', async () => {
    const server = await serve((response) => json(response, 503, { error: 'QUERY_LIMIT_EXCEEDED' }));
    const clock = stillClock();
    const fault = await refusalOf(client(server, clock, 4000).rest.call('scope'));
    expect(fault).toMatchObject({ code: 'QUERY_LIMIT_EXCEEDED', status: 503, temporary: true });
    expect(clock.slept).toStrictEqual([500, 1000, 2000]);
  });

  test('are kept by the client itself', async () => {
    const server = await serve((response) => json(response, 200, { result: true }));
    const clock = stillClock();
    const { rest } = client(server, clock);
    for (let count = 0; count < 52; count++) await rest.call('scope');
    expect(clock.slept).toStrictEqual([500, 500]);
  });
});

describe('an expired access token', () => {
  const expiring: Play = (response, _count, request) =>
    tokensSeen(open[0] as WebServer).at(-1) === newToken
      ? json(response, 200, { result: request.url })
      : json(response, 401, { error: 'expired_token' });

  test('is renewed once, and the call repeated', async () => {
    const server = await serve(expiring);
    const { rest, renewals } = client(server);
    expect(await rest.call('scope')).toBe('/rest/scope');
    expect(tokensSeen(server)).toStrictEqual([oldToken, newToken]);
    expect(renewals).toHaveLength(1);
  });

  test('is renewed once for calls at the same time', async () => {
    const server = await serve(expiring);
    const { rest, renewals } = client(server, stillClock(), 20_000, 100);
    const methods = ['scope', 'app.info', 'event.get'];
    const results = await Promise.all(methods.map((method) => rest.call(method)));
    expect(results).toStrictEqual(['/rest/scope', '/rest/app.info', '/rest/event.get']);
    expect(renewals).toHaveLength(1);
  });

  test.each(['expired_token', 'invalid_token', 'NO_AUTH_FOUND'])(
    'is not renewed a second time if %s comes again',
    async (error) => {
      const server = await serve((response) => json(response, 401, { error }));
      const { rest, renewals } = client(server);
      expect((await refusalOf(rest.call('scope'))).code).toBe(error);
      expect(tokensSeen(server)).toStrictEqual([oldToken, newToken]);
      expect(renewals).toHaveLength(1);
    },
  );

  test.each(['insufficient_scope', 'ACCESS_DENIED', 'user_access_error'])(
    'is not what %s means, whose status is 401 too',
    async (error) => {
      const server = await serve((response) => json(response, 401, { error }));
      const { rest, renewals } = client(server);
      expect((await refusalOf(rest.call('scope'))).code).toBe(error);
      expect(renewals).toStrictEqual([]);
    },
  );

  test('may be renewed together with the endpoint', async () => {
    const server = await serve(expiring);
    let endpoint = `${server.url}old/rest/`;
    let token = new Secret(oldToken);
    const rest = restClient({
      get endpoint() {
        return endpoint;
      },
      accessToken: () => token,
      refresh: async () => {
        endpoint = `${server.url}new/rest/`;
        token = new Secret(newToken);
      },
      deadline: Date.now() + 20_000,
    });
    expect(await rest.call('scope')).toBe('/new/rest/scope');
    expect(server.seen.map(({ path }) => path)).toStrictEqual(['/old/rest/scope', '/new/rest/scope']);
  });

  test('that cannot be renewed is told by the fault of the renewal', async () => {
    const server = await serve(expiring);
    const endpoint = `${server.url}rest/`;
    const accessToken = () => new Secret(oldToken);
    const token = accessToken();
    const deadline = Date.now() + 20_000;
    const refresh = () => Promise.reject(new Error('revoked'));
    const failing = restClient({ endpoint, accessToken: () => token, refresh, deadline });
    await expect(failing.call('scope')).rejects.toThrow('revoked');
    const fixed = restClient({ endpoint, accessToken: () => token, deadline });
    expect((await refusalOf(fixed.call('scope'))).code).toBe('expired_token');
    expect(server.seen).toHaveLength(2);
  });
});

describe('a batch', () => {
  const commandsIn = ({ form }: WebServer['seen'][number]): [string, string][] =>
    [...form].filter(([key]) => key.startsWith('cmd['));

  const answered = (result: unknown, result_error: unknown = []) => ({
    result: { result, result_error, result_total: [], result_next: [], result_time: [] },
  });

  test('holds its commands with their own queries, and answers each by name', async () => {
    const refusal = {
      error: 'ERROR_CORE',
      error_description: 'Unable to set event handler: Handler already binded',
    };
    const server = await serve((response) =>
      json(response, 200, answered({ one: true, three: null }, { two: refusal })),
    );
    const results = await client(server).rest.batch({
      one: {
        method: 'event.bind',
        params: { event: 'ONSESSIONSTART', handler: 'https://x.example/a?b=c&d' },
      },
      two: { method: 'event.bind', params: { event: 'ONSESSIONFINISH' } },
      three: { method: 'app.info' },
    });
    expect(results.one).toStrictEqual({ value: true });
    expect(results.three).toStrictEqual({ value: null });
    expect(results.two).toMatchObject({
      error: { code: 'ERROR_CORE', description: refusal.error_description, temporary: false },
    });
    expect(server.seen.map(({ path }) => path)).toStrictEqual(['/rest/batch']);
    const [request] = server.seen;
    expect(request?.form.get('halt')).toBe('0');
    expect(request?.form.get('auth')).toBe(oldToken);
    expect(request && commandsIn(request)).toStrictEqual([
      ['cmd[one]', 'event.bind?event=ONSESSIONSTART&handler=https%3A%2F%2Fx.example%2Fa%3Fb%3Dc%26d'],
      ['cmd[two]', 'event.bind?event=ONSESSIONFINISH'],
      ['cmd[three]', 'app.info?'],
    ]);
  });

  /** Answers every command with the text of it. */
  const echo: Play = (response) => {
    const request = open[0]?.seen.at(-1);
    const commands = request === undefined ? [] : commandsIn(request);
    json(
      response,
      200,
      answered(Object.fromEntries(commands.map(([key, text]) => [key.slice(4, -1), text]))),
    );
  };

  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, { method: `m${at}` }]));

  test.each([
    [50, [50]],
    [51, [50, 1]],
    [120, [50, 50, 20]],
  ])('of %i commands is sent in requests of %j, in order', async (count, sizes) => {
    const server = await serve(echo);
    const results = await client(server).rest.batch(many(count));
    expect(server.seen.map((request) => commandsIn(request).length)).toStrictEqual(sizes);
    expect(Object.entries(results)).toStrictEqual(
      Array.from({ length: count }, (_, at) => [`c${at}`, { value: `m${at}?` }]),
    );
  });

  test('repeats the commands that failed temporarily, and only those', async () => {
    const limit = { error: 'OPERATION_TIME_LIMIT', error_description: 'blocked' };
    const server = await serve((response, count) =>
      json(response, 200, count === 0 ? answered({ a: 1 }, { b: limit }) : answered({ b: 2 })),
    );
    const results = await client(server).rest.batch({ a: { method: 'x' }, b: { method: 'y' } });
    expect(results).toStrictEqual({ a: { value: 1 }, b: { value: 2 } });
    expect(server.seen.map(commandsIn)).toStrictEqual([
      [
        ['cmd[a]', 'x?'],
        ['cmd[b]', 'y?'],
      ],
      [['cmd[b]', 'y?']],
    ]);
  });

  test('tells a limit that does not pass as that of the command', async () => {
    const limit = { error: 'OPERATION_TIME_LIMIT', error_description: 'blocked' };
    const server = await serve((response) => json(response, 200, answered({ a: 1 }, { b: limit })));
    const { rest } = client(server, stillClock(), 3000);
    const results = await rest.batch({ a: { method: 'x' }, b: { method: 'y' } });
    expect(results.a).toStrictEqual({ value: 1 });
    expect(results.b).toMatchObject({ error: { code: 'OPERATION_TIME_LIMIT', temporary: true } });
  });

  test('keeps what was answered when the portal breaks down in between', async () => {
    const server = await serve((response, count, request) =>
      count === 0 ? echo(response, count, request) : json(response, 403, { error: 'PORTAL_DELETED' }),
    );
    const results = await client(server).rest.batch(many(51));
    expect(results['c0']).toStrictEqual({ value: 'm0?' });
    expect(results['c50']).toMatchObject({ error: { code: 'PORTAL_DELETED' } });
  });

  test('renews the token in between, and repeats nothing that was answered', async () => {
    const server = await serve((response, count, request) =>
      count === 1 ? json(response, 401, { error: 'expired_token' }) : echo(response, count, request),
    );
    const { rest, renewals } = client(server);
    const results = await rest.batch(many(51));
    expect(results['c50']).toStrictEqual({ value: 'm50?' });
    expect(server.seen.map((request) => commandsIn(request).length)).toStrictEqual([50, 1, 1]);
    expect(renewals).toHaveLength(1);
  });

  test('shows no secret in the fault of a command', async () => {
    const refusal = { error: 'ERROR_CORE', error_description: `Not with ${oldToken}` };
    const server = await serve((response) => json(response, 200, answered([], { c0: refusal })));
    const results = await client(server).rest.batch(many(1));
    expect(results['c0']).toMatchObject({ error: { description: 'Not with [secret]' } });
    expect(inspect(results, { depth: null, showHidden: true })).not.toContain(oldToken);
  });

  test('is a fault if no command was answered', async () => {
    const server = await serve((response) => json(response, 403, { error: 'WRONG_AUTH_TYPE' }));
    expect((await refusalOf(client(server).rest.batch(many(2)))).code).toBe('WRONG_AUTH_TYPE');
  });

  test.each<[string, unknown]>([
    ['empty lists', answered([])],
    ['an error that is none', answered([], { c0: 'no' })],
    ['an error and a result', answered({ c0: 1 }, { c0: {} })],
  ])('answered with %s has left the command without an answer', async (_, body) => {
    const server = await serve((response) => json(response, 200, body));
    const results = await client(server).rest.batch(many(1));
    expect(results['c0']).toMatchObject({ error: { code: 'UNEXPECTED_ANSWER' } });
  });

  test('answered in another shape is a fault', async () => {
    const server = await serve((response) => json(response, 200, { result: 'no' }));
    expect((await refusalOf(client(server).rest.batch(many(1)))).code).toBe('UNEXPECTED_ANSWER');
  });

  test('answered as a list has its positions as names', async () => {
    const server = await serve((response) => json(response, 200, answered(['x', 'y'])));
    const results = await client(server).rest.batch({ 0: { method: 'a' }, 1: { method: 'b' } });
    expect(results).toStrictEqual({ 0: { value: 'x' }, 1: { value: 'y' } });
  });
});
