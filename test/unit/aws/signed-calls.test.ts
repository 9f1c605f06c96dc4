import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { jsonOperation } from '../../../lib/aws/json-protocol.ts';
import { signedCalls } from '../../../lib/aws/signed-calls.ts';
import { listen, shutDown } from '../../../lib/local/http.ts';

// What the SDK does is tried with both of them, in test/unit/publish/transport.test.ts; this is what it does not.

const policy = { attempts: 3, limits: { connection: 300, answer: 300 } };
const operation = () => jsonOperation<object>({ version: '1.1', target: 'AWSEvents' }, 'PutEvents', {});

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

const serve = async (listener: (request: IncomingMessage, response: ServerResponse) => void) => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => listener(request, response));
  });
  const port = await listen(server, 0);
  onTestFinished(() => shutDown(server));
  return new URL(`http://127.0.0.1:${port}`);
};

const soon = () => AbortSignal.timeout(5000);

describe('connections that have all broken while the container was frozen', () => {
  test('cost no attempt, however many there are', async () => {
    let attempts: unknown[] = [];
    const served = new WeakSet<Socket>();
    const url = await serve(({ socket, headers }, response) => {
      attempts.push(headers['amz-sdk-request']);
      if (served.has(socket)) return void socket.resetAndDestroy();
      served.add(socket);
      setTimeout(() => response.end('{}'), 50);
    });
    const { call } = signedCalls('events', 'eu-central-1', { ...policy, attempts: 1 });
    const all = () => Promise.all(Array.from({ length: 8 }, () => call(url, operation(), soon())));
    expect(await all()).toEqual(Array(8).fill({}));
    attempts = [];
    expect(await all()).toEqual(Array(8).fill({}));
    expect(new Set(attempts)).toEqual(new Set(['attempt=1; max=1']));
    expect(attempts.length).toBeGreaterThanOrEqual(16);
  });
});

describe('a kept connection that says nothing any more', () => {
  test('costs an attempt, as any other does', async () => {
    const attempts: unknown[] = [];
    const url = await serve(({ headers }, response) => {
      attempts.push(headers['amz-sdk-request']);
      if (attempts.length === 1) response.end('{}');
    });
    const { call } = signedCalls('events', 'eu-central-1', { ...policy, attempts: 2 });
    expect(await call(url, operation(), soon())).toEqual({});
    await expect(call(url, operation(), soon())).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no answer within 300 ms',
    });
    expect(attempts).toEqual(['attempt=1; max=2', 'attempt=1; max=2', 'attempt=2; max=2']);
  });
});

describe('an answer that stops in the middle', () => {
  test('costs one attempt, not all the time there is', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      if (asked > 1) response.end('{}');
      else response.writeHead(200, { 'content-length': '100' }).write('{');
    });
    const { call } = signedCalls('events', 'eu-central-1', policy);
    const started = performance.now();
    expect(await call(url, operation(), soon())).toEqual({});
    expect(asked).toBe(2);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('an environment without credentials', () => {
  test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('is told by name: %s', async (name) => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.end('{}');
    });
    vi.stubEnv(name, '');
    const { call } = signedCalls('events', 'eu-central-1', policy);
    await expect(call(url, operation(), soon())).rejects.toMatchObject({
      name: 'CredentialsProviderError',
      message: 'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is missing in the environment',
    });
    expect(asked).toBe(0);
  });
});

describe('a signal', () => {
  test('that has aborted before lets nothing out', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked++;
      response.end('{}');
    });
    const { call } = signedCalls('events', 'eu-central-1', policy);
    const reason = new Error('enough');
    await expect(call(url, operation(), AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(asked).toBe(0);
  });

  test('that aborts while a call hangs ends it at once, with its reason', async () => {
    const url = await serve(() => undefined);
    const { call } = signedCalls('events', 'eu-central-1', policy);
    const started = performance.now();
    await expect(call(url, operation(), AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(performance.now() - started).toBeLessThan(280);
  });
});

test('a service whose calls go out at once again does not wait', async () => {
  const times: number[] = [];
  const url = await serve((_, response) => {
    times.push(performance.now());
    if (times.length === 1) response.writeHead(400).end('{"__type":"ThrottlingException"}');
    else response.end('{}');
  });
  const { call } = signedCalls('dynamodb', 'eu-central-1', { ...policy, backoff: false });
  // With the wait of the SDK, up to a second of which any is as likely, this would fail nearly always.
  for (let round = 0; round < 5; round++) {
    times.length = 0;
    expect(await call(url, operation(), soon())).toEqual({});
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeLessThan(400);
  }
});
