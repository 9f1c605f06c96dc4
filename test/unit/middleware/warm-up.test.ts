import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { catalogue } from '../../../lib/catalogue/index.ts';
import { readBody } from '../../../lib/local/http.ts';
import { receiverRuntime } from '../../../lib/middleware/receiver-runtime.ts';
import { rehearse } from '../../../lib/middleware/rehearsal.ts';
import { warmUp } from '../../../lib/middleware/warm-up.ts';
import { publicationsOf, serve } from '../publish/stage.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:000000000000:b24bus-local';
const definition = catalogue.OnSessionStart;

type Call = Pick<IncomingMessage, 'method' | 'url'> & { readonly target: unknown; readonly body: string };

/** AWS, which answers every call with this status, or never; and the environment that leads there. */
const stage = async (status: number | undefined, settings: Record<string, string> = {}) => {
  const calls: Call[] = [];
  const url = await serve(async (request, response) => {
    const { method, url, headers } = request;
    calls.push({
      method,
      url,
      target: headers['x-amz-target'],
      body: String(await readBody(request)),
    });
    if (status !== undefined) response.writeHead(status).end('{"__type":"ValidationException"}');
  });
  const environment: Record<string, string> = {
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: url,
    AWS_LAMBDA_FUNCTION_NAME: 'b24bus-dev-OnSessionStart',
    EVENT_BUS_NAME: 'b24bus-local',
    TOPIC_ARN: TOPIC,
    UNDELIVERED_QUEUE_URL: `${url}/000000000000/undelivered`,
    QUARANTINE_QUEUE_URL: `${url}/000000000000/quarantine`,
    ...settings,
  };
  return { calls, environment };
};

const written: string[] = [];

beforeEach(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  written.length = 0;
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const warm = async (environment: Record<string, string>): Promise<void> =>
  warmUp(definition, receiverRuntime(environment), environment);

const eventBridge = { method: 'POST', url: '/', target: 'AWSEvents.PutEvents', body: '{"Entries":[]}' };
const sns = {
  method: 'POST',
  url: '/',
  target: undefined,
  body: `Action=PublishBatch&Version=2010-03-31&TopicArn=${encodeURIComponent(TOPIC)}`,
};
const table = { method: 'GET', url: '/', target: undefined, body: '' };

describe('a container in Lambda', () => {
  test.each<[string, Record<string, string>, Call[]]>([
    ['EventBridge', {}, [eventBridge]],
    ['SNS', { DESTINATIONS: 'sns' }, [sns]],
    [
      'both, and the table of portals',
      { DESTINATIONS: 'eventbridge,sns', PORTALS_TABLE: 'portals' },
      [eventBridge, sns, table],
    ],
  ])('calls what it uses, without an entry and without an effect: %s', async (_, settings, expected) => {
    const { calls, environment } = await stage(400, settings);
    await warm(environment);
    const byTarget = (one: Call, other: Call) => one.body.localeCompare(other.body);
    expect(calls.toSorted(byTarget)).toEqual(expected.toSorted(byTarget));
    expect(written.join('')).toBe('');
  });

  test('does so once, whatever it is answered', async () => {
    for (const status of [200, 403, 429, 500, 503]) {
      const { calls, environment } = await stage(status);
      await warm(environment);
      expect(calls).toEqual([eventBridge]);
    }
  });

  test('finds the connection again with its first event', async () => {
    const sockets = new Set<unknown>();
    const url = await serve(async (request, response) => {
      sockets.add(request.socket);
      const { Entries } = JSON.parse(String(await readBody(request))) as { Entries: unknown[] };
      response.end(JSON.stringify({ Entries: Entries.map(() => ({ EventId: '1' })) }));
    });
    const { environment } = await stage(400, { AWS_ENDPOINT_URL: url });
    const runtime = receiverRuntime(environment);
    await warmUp(definition, runtime, environment);
    const [destination] = runtime.delivery.destinations;
    const publications = publicationsOf('imconnector-message-add.unicode-special');
    const verdicts = await destination?.publish(publications, AbortSignal.timeout(2000));
    expect([verdicts, sockets.size]).toEqual([[undefined], 1]);
  });

  test('starts where nobody answers', async () => {
    const { calls, environment } = await stage(undefined);
    const started = performance.now();
    await warm(environment);
    expect(calls).toEqual([eventBridge]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each([
    ['nobody listens', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
    ['there is no such host', { AWS_ENDPOINT_URL: 'http://no-such-host.invalid' }],
    ['the endpoint is wrong', { AWS_USE_FIPS_ENDPOINT: 'perhaps' }],
    ['there is no region', { AWS_REGION: '', AWS_ENDPOINT_URL: '' }],
  ])('starts where %s', async (_, settings) => {
    const { environment } = await stage(400, settings);
    const started = performance.now();
    await warm(environment);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('starts without credentials, and calls nobody', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const { calls, environment } = await stage(400);
    await warm(environment);
    expect(calls).toEqual([]);
  });
});

describe('elsewhere', () => {
  test.each(['', undefined])('nobody is called: AWS_LAMBDA_FUNCTION_NAME is %j', async (name) => {
    const { calls, environment } = await stage(400);
    const { AWS_LAMBDA_FUNCTION_NAME: _, ...others } = environment;
    await warm(name === undefined ? others : { ...others, AWS_LAMBDA_FUNCTION_NAME: name });
    expect([calls, written]).toEqual([[], []]);
  });
});

describe.each(Object.values(catalogue))('the rehearsal of $name', (rehearsed) => {
  test('goes all the way of an event, and nobody hears of it', async () => {
    const { calls, environment } = await stage(400, {
      DESTINATIONS: 'eventbridge,sns',
      PORTALS_TABLE: 'portals',
      OCCURRENCES_TABLE: 'occurrences',
      DEDUPE: 'true',
    });
    const answer = await rehearse(rehearsed, receiverRuntime(environment).unheard());
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      status: 'published',
      events: [{ type: rehearsed.type }],
    });
    expect([calls, written]).toEqual([[], []]);
  });
});
