import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import type { EventDefinition } from '../../../lib/catalogue/definition.ts';
import { OnSessionStart } from '../../../lib/catalogue/imopenlines.ts';
import { eventSteps, receiver } from '../../../lib/middleware/receiver.ts';
import type { Runtime } from '../../../lib/middleware/runtime.ts';
import { type Portals, PortalsUnreachable } from '../../../lib/portals/portals.ts';
import { parsePortalsSetting, portalsFromSetting } from '../../../lib/portals/settings.ts';
import type { Destination, Publication, Verdicts } from '../../../lib/publish/destination.ts';
import type { Versions } from '../../../lib/publish/publications.ts';
import type { StoredRecord } from '../../../lib/publish/record.ts';
import { formOf, limits, sampleSecrets } from '../../samples.ts';

const seed = formOf('seed-session-start');
const context = { awsRequestId: 'request-1' } as Context;

/** As API Gateway hands it over: base64, header names in lower case. */
const proxyEvent = (changes: object = {}): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    routeKey: 'ANY /events/on-session-start',
    rawPath: '/events/on-session-start',
    rawQueryString: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    requestContext: { http: { method: 'POST', path: '/events/on-session-start' } },
    body: Buffer.from(seed).toString('base64'),
    isBase64Encoded: true,
    ...changes,
  }) as unknown as APIGatewayProxyEventV2;

type Scene = {
  readonly definition?: EventDefinition;
  readonly destination?: Partial<Destination>;
  readonly storing?: () => Promise<never>;
  readonly verdicts?: Verdicts;
  readonly portals?: Portals;
  readonly versions?: Versions;
};

/** A receiver among fakes of its ports, and what they have seen. */
const stage = ({
  definition = OnSessionStart,
  destination = {},
  storing,
  verdicts,
  portals,
  versions = 'newest',
}: Scene = {}) => {
  const published: Publication[] = [];
  const undelivered: StoredRecord[] = [];
  const quarantined: StoredRecord[] = [];
  const lines: string[] = [];
  const storeIn = (records: StoredRecord[]) => ({
    store: async (given: readonly StoredRecord[]) => {
      await storing?.();
      records.push(...given);
      return verdicts ?? given.map(() => undefined);
    },
  });
  const runtime: Runtime = {
    limits,
    portals:
      portals ??
      portalsFromSetting(
        parsePortalsSetting('a223c6b3710f85df22e9377d6c4f7553:51856fefc120afa4b628cc82d3935cce').portals,
      ),
    delivery: {
      destinations: [
        {
          name: 'eventbridge',
          publish: async (publications) => {
            published.push(...publications);
            return publications.map(() => undefined);
          },
          ...destination,
        },
      ],
      versions,
      undelivered: storeIn(undelivered),
      quarantine: storeIn(quarantined),
      publishDeadline: 200,
      storeDeadline: 100,
      log: (line) => lines.push(line),
    },
  };
  return {
    handler: receiver(definition, runtime, eventSteps(runtime)),
    published,
    undelivered,
    quarantined,
    lines,
  };
};

const faulty: EventDefinition = {
  ...OnSessionStart,
  read: () => {
    throw new TypeError('a defect');
  },
};

/** As OnSessionStart could be after a change that breaks. */
const changed = (from: (data: object) => object): EventDefinition => ({
  ...OnSessionStart,
  type: 'com.bitrix24.imopenlines.session.started.v2',
  earlier: [{ type: OnSessionStart.type, schema: OnSessionStart.schema, from }],
});

describe('a receiver', () => {
  test('takes two parameters: Node 24’s Lambda refuses a callback handler', () => {
    expect(stage().handler).toHaveLength(2);
  });

  test('delivers although the clock says that Lambda’s time is over', async () => {
    const over = { ...context, getRemainingTimeInMillis: () => -60_000 };
    const { handler, published } = stage();
    expect(await handler(proxyEvent(), over)).toMatchObject({ statusCode: 200 });
    expect(published).toHaveLength(1);
  });

  test('throws where a queue calls it: an answer would delete the messages', async () => {
    const messages = { Records: [{ messageId: '1', body: seed }] } as unknown as APIGatewayProxyEventV2;
    await expect(stage().handler(messages, context)).rejects.toThrow('takes requests of an HTTP API');
  });

  test.each([
    ['base64 and lower-case headers, as an HTTP API sends them', {}],
    ['text', { body: seed, isBase64Encoded: false }],
    ['Content-Type', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }],
    [
      'CONTENT-TYPE and parameters',
      { headers: { 'CONTENT-TYPE': 'APPLICATION/x-www-form-urlencoded; charset=utf-8' } },
    ],
    [
      'a stage before the path',
      { requestContext: { http: { method: 'POST', path: '/prod/events/on-session-start' } } },
    ],
  ])('reads %s', async (_, changes) => {
    const { handler, published } = stage();
    expect(await handler(proxyEvent(changes), context)).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"status":"published","events":[{"id":"84d56545b3ab646a10b766eba0fec324","type":"com.bitrix24.imopenlines.session.started.v1"}]}',
    });
    expect(published).toMatchObject([{ name: 'OnSessionStart', source: 'bitrix24.imopenlines' }]);
  });

  test('publishes, keeps and logs no secret', async () => {
    const { handler, published, lines } = stage();
    await handler(proxyEvent(), context);
    for (const secret of sampleSecrets) expect(JSON.stringify([published, lines])).not.toContain(secret);
  });

  test.each([
    ['no headers', { headers: undefined }, 415],
    ['no body', { body: undefined }, 400],
    ['base64 that is none', { body: seed }, 400],
  ])('refuses a request with %s and publishes nothing', async (_, changes, status) => {
    const { handler, published } = stage();
    expect(await handler(proxyEvent(changes), context)).toMatchObject({ statusCode: status });
    expect(published).toEqual([]);
  });
});

const problemOf = (answer: { body?: string | undefined }) =>
  JSON.parse(answer.body ?? '') as Record<string, unknown>;

describe('a request that cannot be an event', () => {
  const http = (method: string, path: string) => ({ requestContext: { http: { method, path } } });

  test.each([
    ['another path', http('POST', '/events/on-session-finish'), 404, 'route-unknown'],
    ['a path that only ends alike', http('POST', '/a/b/events/on-session-start'), 404, 'route-unknown'],
    ['another method', http('GET', '/events/on-session-start'), 405, 'method-not-allowed'],
    [
      'no media type',
      { headers: { accept: 'application/x-www-form-urlencoded' } },
      415,
      'media-type-unsupported',
    ],
    ['another media type', { headers: { 'content-type': 'text/plain' } }, 415, 'media-type-unsupported'],
  ])('has %s', async (_, changes, status, code) => {
    const { handler, published, lines } = stage();
    const answer = await handler(proxyEvent(changes), context);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toEqual({
      'content-type': 'application/problem+json',
      ...(status === 405 && { allow: 'POST' }),
    });
    expect(problemOf(answer)).toEqual({
      type: `urn:b24bus:problem:${code}`,
      title: expect.stringMatching(/^[A-Z]/),
      status,
      detail: expect.stringMatching(/\.$/),
    });
    expect(published).toEqual([]);
    expect(lines).toHaveLength(1);
  });
});

describe('an authentic event that is not published', () => {
  const finish = Buffer.from(seed.replace('ONSESSIONSTART', 'ONSESSIONFINISH')).toString('base64');

  test('because it is another route’s is held whole, with a reference that is its own', async () => {
    const { handler, quarantined } = stage();
    const answer = await handler(proxyEvent({ body: finish }), context);
    const errors = [
      {
        path: 'event',
        message: 'is not ONSESSIONSTART, the event of this route; bind the event to its own URL',
      },
    ];
    expect(JSON.parse(answer.body ?? '')).toEqual({
      status: 'quarantined',
      reference: expect.stringMatching(/^[\da-f]{32}$/),
      errors,
    });
    expect(quarantined).toEqual([
      {
        kind: 'quarantined',
        version: 1,
        reference: problemOf(answer)['reference'],
        reason: 'wrong-route',
        errors,
        items: [],
        route: 'OnSessionStart',
        memberId: 'a223c6b3710f85df22e9377d6c4f7553',
        receivedtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        body: expect.objectContaining({ event: 'ONSESSIONFINISH', ts: '1714649632' }),
      },
    ]);
    const again = await stage().handler(proxyEvent({ body: finish }), context);
    expect(again.body).toBe(answer.body);
    const other = Buffer.from(seed.replace('ONSESSIONSTART', 'ONAPPTEST')).toString('base64');
    const another = await stage().handler(proxyEvent({ body: other }), context);
    expect(problemOf(another)['reference']).not.toBe(problemOf(answer)['reference']);
  });

  test('in part is published in part, and the rest held with its place', async () => {
    const two = `${seed}&data%5BDATA%5D%5B1%5D%5Bchat%5D%5Bid%5D=7`;
    const { handler, published, quarantined, lines } = stage();
    const answer = await handler(proxyEvent({ body: Buffer.from(two).toString('base64') }), context);
    expect(answer.statusCode).toBe(202);
    expect(problemOf(answer)).toMatchObject({ status: 'quarantined', events: [{ id: expect.any(String) }] });
    expect(published).toHaveLength(1);
    expect(quarantined).toMatchObject([{ reason: 'invalid', items: ['data.DATA.1'] }]);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      Published: 1,
      Quarantined: 1,
      durations: {
        decode: expect.any(Number),
        verify: expect.any(Number),
        normalise: expect.any(Number),
        publish: expect.any(Number),
        store: expect.any(Number),
        total: expect.any(Number),
      },
    });
  });

  test('and of which the queue takes one of two is in the log for the other', async () => {
    const two = `${seed}&data%5BDATA%5D%5B1%5D%5Bconnector%5D%5Bconnector_id%5D=c&data%5BDATA%5D%5B1%5D%5Bconnector%5D%5Bline_id%5D=1&data%5BDATA%5D%5B1%5D%5Bchat%5D%5Bid%5D=7`;
    const refused = { code: 'InternalError', message: '' };
    const { handler, lines } = stage({
      destination: { publish: async (publications) => publications.map(() => refused) },
      verdicts: [undefined, refused],
    });
    const answer = await handler(proxyEvent({ body: Buffer.from(two).toString('base64') }), context);
    expect(answer.statusCode).toBe(503);
    const logged = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toMatchObject([
      { message: 'UNDELIVERED', record: { event: { subject: 'connector/c/line/1/chat/7' } } },
      { message: 'request', outcome: 'undelivered', Undelivered: 1 },
    ]);
  });
});

describe('a defect of b24bus', () => {
  test('in normalising holds an authentic body in quarantine', async () => {
    const { handler, quarantined, lines } = stage({ definition: faulty });
    const answer = await handler(proxyEvent(), context);
    expect(answer.statusCode).toBe(202);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      status: 'quarantined',
      errors: [{ path: 'data', message: 'met a fault of b24bus, see the log of request request-1' }],
    });
    expect(quarantined).toMatchObject([{ reason: 'fault', body: { event: 'ONSESSIONSTART' } }]);
    expect(lines[0]).toContain('TypeError');
  });

  test('in a destination keeps the event in the queue', async () => {
    const publish = () => Promise.reject(new RangeError('a defect'));
    const { handler, undelivered } = stage({ destination: { publish } });
    const answer = await handler(proxyEvent(), context);
    expect([answer.statusCode, problemOf(answer)['status']]).toEqual([202, 'stored']);
    expect(undelivered).toMatchObject([
      { rejections: { eventbridge: { code: 'RangeError', message: 'a defect' } } },
    ]);
  });

  test('in a destination and in the queue leaves the event in the log', async () => {
    const publish = () => Promise.reject(new RangeError('a defect'));
    const { handler, lines } = stage({
      destination: { publish },
      storing: () => Promise.reject(new Error('too')),
    });
    expect(await handler(proxyEvent(), context)).toMatchObject({ statusCode: 503 });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'UNDELIVERED',
      record: { kind: 'undelivered' },
    });
  });

  test('before the sender is known is answered 500 without a word of what it was', async () => {
    const { handler, published, lines } = stage();
    const answer = await handler(proxyEvent({ requestContext: {} }), context);
    expect(answer.statusCode).toBe(500);
    expect(JSON.parse(answer.body ?? '')).toEqual({
      type: 'urn:b24bus:problem:fault',
      title: 'An unexpected fault',
      status: 500,
      detail: 'b24bus met a fault of its own.',
    });
    expect(published).toEqual([]);
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual([
      'fault',
      'request',
    ]);
  });
});

describe('the deadlines', () => {
  /** Milliseconds that an aborting signal gave. */
  const untilAborted = async (signal: AbortSignal): Promise<number> => {
    const started = performance.now();
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    return performance.now() - started;
  };

  test.each([
    ['all of it to a body that is normalised at once', 0, 180, 400],
    ['what is left to a body that took long', 150, 80, 180],
    ['a little to a body that took too long', 400, 80, 180],
  ])('count from the arrival: %s', async (_, busy, least, most) => {
    let given = 0;
    const read: EventDefinition['read'] = (wire, envelope) => {
      for (const end = performance.now() + busy; performance.now() < end; );
      OnSessionStart.read(wire, envelope);
    };
    const { handler } = stage({
      definition: { ...OnSessionStart, read },
      destination: {
        publish: async (publications, signal) => {
          given = await untilAborted(signal);
          return publications.map(() => ({ code: 'Deadline', message: '' }));
        },
      },
    });
    expect(await handler(proxyEvent(), context)).toMatchObject({ statusCode: 202 });
    expect(given).toBeGreaterThan(least);
    expect(given).toBeLessThan(most);
  });
});

describe('a body whose sender nobody can check, because the portals table does not answer,', () => {
  const unreachable: Portals = {
    prove: async () => {
      throw new PortalsUnreachable('the portals table does not answer');
    },
  };
  const invoked = async (scene: Scene = {}, changes = {}) => {
    const staged = stage({ portals: unreachable, ...scene });
    const { statusCode, body = '' } = await staged.handler(proxyEvent(changes), context);
    return { ...staged, statusCode, answer: JSON.parse(body) as Record<string, unknown> };
  };
  const id = '84d56545b3ab646a10b766eba0fec324';
  const digest = createHash('sha256').update('51856fefc120afa4b628cc82d3935cce').digest('hex');

  test('is stored to be checked later, and nothing of it is published', async () => {
    const { statusCode, answer, published, undelivered } = await invoked();
    expect({ statusCode, answer }).toEqual({
      statusCode: 202,
      answer: { status: 'stored', events: [{ id, type: OnSessionStart.type }] },
    });
    expect(published).toEqual([]);
    expect(undelivered).toEqual([
      {
        kind: 'unverified',
        version: 1,
        route: 'OnSessionStart',
        memberId: 'a223c6b3710f85df22e9377d6c4f7553',
        tokenDigest: digest,
        receivedtime: expect.stringMatching(/Z$/),
        body: expect.objectContaining({ event: 'ONSESSIONSTART', ts: '1714649632' }),
      },
    ]);
  });

  test('is logged as stored, with the reason and without a secret', async () => {
    const { lines } = await invoked();
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({
        outcome: 'stored',
        status: 202,
        ids: [id],
        reason: 'the portals table does not answer',
        Stored: 1,
      }),
    ]);
    for (const secret of sampleSecrets) expect(lines.join()).not.toContain(secret);
  });

  test('is stored, although it will be found invalid', async () => {
    const changes = { body: seed.replace('ts=', 'time='), isBase64Encoded: false };
    const { statusCode, answer, undelivered } = await invoked({}, changes);
    expect({ statusCode, answer }).toEqual({ statusCode: 202, answer: { status: 'stored', events: [] } });
    expect(undelivered).toHaveLength(1);
  });

  test('is written to the log whole where the queue does not take it', async () => {
    const { statusCode, lines } = await invoked({
      storing: () => Promise.reject(new Error('the queue is down')),
    });
    expect(statusCode).toBe(503);
    const record = lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'UNDELIVERED');
    expect(record).toMatchObject({ record: { kind: 'unverified', tokenDigest: digest } });
    for (const secret of sampleSecrets) expect(lines.join()).not.toContain(secret);
  });

  test('is refused all the same if it says nothing about its sender', async () => {
    const changes = { body: 'event=ONSESSIONSTART&ts=1&auth[domain]=x', isBase64Encoded: false };
    const { statusCode, undelivered } = await invoked({}, changes);
    expect({ statusCode, undelivered }).toEqual({ statusCode: 401, undelivered: [] });
  });
});

describe('an event that has an earlier version', () => {
  const definition = changed((data) => data);

  test('goes out in the newest one', async () => {
    const { handler, published } = stage({ definition });
    await handler(proxyEvent(), context);
    expect(published.map(({ event: { type } }) => type)).toStrictEqual([definition.type]);
  });

  test('goes out in both, where both are wanted, and the answer names both', async () => {
    const { handler, published } = stage({ definition, versions: 'all' });
    const answer = await handler(proxyEvent(), context);
    expect(published.map(({ event: { type } }) => type)).toStrictEqual([
      OnSessionStart.type,
      definition.type,
    ]);
    expect(JSON.parse(answer.body ?? '').events).toStrictEqual(
      published.map(({ event: { id, type } }) => ({ id, type })),
    );
  });

  test('is stored in the version that was not accepted', async () => {
    const publish: Destination['publish'] = async ([older]) => [
      undefined,
      older && { code: 'InternalException', message: 'down' },
    ];
    const { handler, undelivered } = stage({ definition, versions: 'all', destination: { publish } });
    expect(await handler(proxyEvent(), context)).toMatchObject({ statusCode: 202 });
    expect(undelivered).toMatchObject([{ kind: 'undelivered', event: { type: definition.type } }]);
  });

  test('is quarantined whole, where the conversion fails', async () => {
    const broken = changed(() => {
      throw new TypeError('a defect');
    });
    const { handler, published, quarantined } = stage({ definition: broken });
    expect(await handler(proxyEvent(), context)).toMatchObject({ statusCode: 202 });
    expect(published).toStrictEqual([]);
    expect(quarantined).toMatchObject([{ kind: 'quarantined', reason: 'fault' }]);
  });
});
