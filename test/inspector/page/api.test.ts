import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ApiError, get, poll, post } from '../../../lib/inspector/page/api.ts';

/** A server, which the page that asks has been loaded from. */
const origin = async (listener: RequestListener): Promise<{ close(): void }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const asked = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, request: RequestInit) => asked(`${base}${path}`, request));
  vi.stubGlobal('localStorage', { getItem: () => 'en' });
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  return { close };
};

const answering = (status: number, body: string): Promise<{ close(): void }> =>
  origin((_, response) => response.writeHead(status).end(body));

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a request of the page', () => {
  it('reads below /_inspector/', async () => {
    await origin((request, response) => response.end(JSON.stringify([request.method, request.url])));
    expect(await get('rows/12')).toEqual(['GET', '/_inspector/rows/12']);
  });

  it('posts JSON', async () => {
    await origin((request, response) => {
      request.setEncoding('utf8').once('data', (body) => {
        response.end(JSON.stringify([request.method, request.headers['content-type'], body]));
      });
    });
    expect(await post('send', { event: 'OnSessionStart' })).toEqual([
      'POST',
      'application/json',
      '{"event":"OnSessionStart"}',
    ]);
  });

  it.each([
    [
      'what the refusal says',
      404,
      '{"title":"Not found","status":404,"detail":"There is no row 12."}',
      'There is no row 12.',
    ],
    ['the status where the refusal says nothing', 502, 'Bad Gateway', 'HTTP 502 Bad Gateway'],
  ])('is refused with %s', async (_, status, body, message) => {
    await answering(status, body);
    await expect(get('rows/12')).rejects.toEqual(new ApiError(status, message));
    await expect(get('rows/12')).rejects.toMatchObject({ status });
  });

  it('says so where nobody answers', async () => {
    const { close } = await answering(200, '{}');
    close();
    await expect(get('about')).rejects.toEqual(
      new ApiError(0, 'b24bus does not answer. Is it still running?'),
    );
  });

  it('ends with the reason of its signal', async () => {
    await answering(200, '{}');
    const reason = new Error('the view is gone');
    await expect(get('about', AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('poll', () => {
  it('asks again after each answer, also after a refusal, until it is stopped', async () => {
    let asked = 0;
    await origin((_, response) => {
      asked += 1;
      if (asked === 2) response.writeHead(500).end('{"detail":"once"}');
      else response.end(String(asked));
    });
    const told: unknown[] = [];
    await new Promise<void>((resolve) => {
      const polling = poll('queues', 1, (answer) => {
        told.push(answer);
        if (told.length < 3) return;
        polling.stop();
        resolve();
      });
    });
    expect(told).toEqual([{ value: 1 }, { error: 'once' }, { value: 3 }]);
  });

  it('asks once where there is no interval, and when it is told to', async () => {
    let asked = 0;
    await origin((_, response) => {
      asked += 1;
      response.end(String(asked));
    });
    const told: unknown[] = [];
    const first = Promise.withResolvers<void>();
    const { again, stop } = poll('queues', 0, (answer) => {
      told.push(answer);
      first.resolve();
    });
    await first.promise;
    await again();
    stop();
    expect(told).toEqual([{ value: 1 }, { value: 2 }]);
  });
});
