import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cloudEvent, serialise } from '../../../lib/events/cloud-event.ts';
import { readBody } from '../../../lib/local/http.ts';
import type { Publication, Verdicts } from '../../../lib/publish/destination.ts';
import { eventBridgeDestination } from '../../../lib/publish/eventbridge.ts';
import { queueStore } from '../../../lib/publish/queue.ts';
import { snsDestination } from '../../../lib/publish/sns.ts';
import { definition, memberId, name, reachAws, serve, soon, source, transports } from './stage.ts';

const MIB = 1024 * 1024;
const TOPIC = 'arn:aws:sns:eu-central-1:000000000000:b24bus-local';

/** An event whose JSON has this text in it. */
const eventOf = (text: string): Publication => {
  const data = { line: { id: 107 }, message: { text } };
  const facts = { id: 'f'.repeat(32), memberId, domain: undefined, sent: 1, received: 1, data };
  const event = cloudEvent(definition, facts);
  return { event, json: serialise(event), name, source };
};

type Call = { readonly request: IncomingMessage; readonly body: string };
type Reply = (response: ServerResponse, call: Call) => void;

/** A service as it speaks: what it takes, and how it refuses. */
type Service = {
  readonly service: 'events' | 'sns' | 'sqs';
  readonly contentType: string;
  /** Sends one entry, with this text in it, over a transport. */
  send(transport: () => ReturnType<(typeof transports)[number][1]>, url: string): Sending;
  readonly accepted: (body: string) => string;
  readonly refusal: (code: string, message: string) => string;
};

type Sending = (text?: string, signal?: AbortSignal) => Promise<Verdicts>;

const json = (code: string, message: string): string => JSON.stringify({ __type: code, message });

const xml = (code: string, message: string): string =>
  `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

const services: readonly Service[] = [
  {
    service: 'events',
    contentType: 'application/x-amz-json-1.1',
    send: (transport, url) => {
      reachAws('EVENTBRIDGE', url);
      const bus = eventBridgeDestination('b24bus-local', MIB, transport().eventBridge());
      return (text = 'one', signal = soon()) => bus.publish([eventOf(text)], signal);
    },
    accepted: () => '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}',
    refusal: json,
  },
  {
    service: 'sns',
    contentType: 'text/xml',
    send: (transport, url) => {
      reachAws('SNS', url);
      const topic = snsDestination(TOPIC, MIB, transport().sns());
      return (text = 'one', signal = soon()) => topic.publish([eventOf(text)], signal);
    },
    accepted: () =>
      '<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Failed/><Successful><member><MessageId>m</MessageId><Id>0</Id></member></Successful></PublishBatchResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishBatchResponse>',
    refusal: xml,
  },
  {
    service: 'sqs',
    contentType: 'application/x-amz-json-1.0',
    send: (transport, url) => {
      reachAws('SQS', url);
      const queue = queueStore(`${url}/000000000000/undelivered`, transport().sqs());
      const record = { kind: 'undelivered', version: 1, name, source, rejections: {} } as const;
      return (text = 'one', signal = soon()) =>
        queue.store([{ ...record, event: eventOf(text).event }], signal);
    },
    accepted: (body) => {
      const { Entries } = JSON.parse(body) as { Entries: { MessageBody: string }[] };
      const MD5OfMessageBody = createHash('md5')
        .update(Entries[0]?.MessageBody ?? '')
        .digest('hex');
      return JSON.stringify({ Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody }] });
    },
    refusal: json,
  },
];

const cases = transports.flatMap(([over, transport]) =>
  services.map((service) => [over, service.service, transport, service] as const),
);

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe.each(cases)('over %s, %s', (_over, _name, transport, service) => {
  /** An endpoint that replies as it is told, call by call, and then accepts everything. */
  const stage = async (...replies: Reply[]) => {
    const calls: Call[] = [];
    const url = await serve(async (request, response) => {
      const call = { request, body: String(await readBody(request)) };
      const reply = replies[calls.length] ?? accept;
      calls.push(call);
      response.setHeader('content-type', service.contentType);
      reply(response, call);
    });
    return { send: service.send(transport, url), calls, url };
  };

  const accept: Reply = (response, { body }) => response.end(service.accepted(body));

  const refuse =
    (status: number, code: string, headers: Record<string, string> = {}): Reply =>
    (response) => {
      response.writeHead(status, headers);
      response.end(service.refusal(code, 'not like this'));
    };

  test('a call is signed, with the token of the session', async () => {
    const { send, calls, url } = await stage();
    vi.stubEnv('AWS_SESSION_TOKEN', 'session/token==');
    expect(await send('Привет 🙂')).toEqual([undefined]);
    const [{ request, body } = { request: undefined, body: '' }] = calls;
    expect(request?.headers['x-amz-security-token']).toBe('session/token==');
    expect(request?.headers.host).toBe(new URL(url).host);
    expect(request?.headers.authorization).toBe(authorizationOf(service.service, request, body));
  });

  test('a call tells which attempt it is, and the trace of the invocation', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'receiver');
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-2-3;Lineage=1:abc:0');
    const { send, calls } = await stage(refuse(500, 'InternalFailure'));
    expect(await send()).toEqual([undefined]);
    const told = calls.map(({ request: { headers } }) => headers);
    expect(told.map((headers) => headers['amz-sdk-request'])).toEqual([
      'attempt=1; max=3',
      'attempt=2; max=3',
    ]);
    expect(new Set(told.map((headers) => headers['amz-sdk-invocation-id'])).size).toBe(1);
    expect(told.map((headers) => headers['x-amzn-trace-id'])).toEqual(
      Array(2).fill('Root=1-2-3;Lineage=1:abc:0'),
    );
  });

  test.each([
    ['500', refuse(500, 'InternalFailure')],
    ['503', refuse(503, 'ServiceUnavailable')],
    [
      'the 503 of a load balancer',
      (response: ServerResponse) => {
        response.writeHead(503, { 'content-type': 'text/html' });
        response.end('<html><body>503 Service Unavailable</body></html>');
      },
    ],
    [
      'the 502 of a load balancer, without a word',
      (response: ServerResponse) => response.writeHead(502).end(),
    ],
    ['400 RequestTimeout', refuse(400, 'RequestTimeout')],
    ['429', refuse(429, 'Whatever')],
    ['400 ThrottlingException', refuse(400, 'ThrottlingException')],
    ['a connection that is reset', (response: ServerResponse) => response.socket?.resetAndDestroy()],
    ['a connection that is closed', (response: ServerResponse) => response.socket?.destroy()],
    [
      'half an answer',
      (response: ServerResponse) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"', () => response.socket?.resetAndDestroy());
      },
    ],
  ] as readonly [string, Reply][])('a call is made again after %s', async (_, reply) => {
    const { send, calls } = await stage(reply);
    expect(await send()).toEqual([undefined]);
    expect(calls.map(({ body }) => body)).toEqual(Array(2).fill(calls[0]?.body));
  });

  test('a call is made three times, and then rejected with the name of the fault', async () => {
    const { send, calls } = await stage(...Array<Reply>(9).fill(refuse(500, 'MadeUpFailure')));
    expect(await send()).toEqual([{ code: 'MadeUpFailure', message: 'not like this' }]);
    expect(calls).toHaveLength(3);
  });

  test.each([
    [400, 'MadeUpException'],
    [403, 'AccessDeniedException'],
    [403, 'ExpiredTokenException'],
    [403, 'UnrecognizedClientException'],
    [501, 'NotImplemented'],
  ])('a call is not made again after %i %s', async (status, code) => {
    const { send, calls } = await stage(refuse(status, code));
    expect(await send()).toEqual([{ code, message: 'not like this' }]);
    expect(calls).toHaveLength(1);
  });

  test.each([
    ['x-amz-retry-after', '400', 400],
    ['retry-after', '1', 1000],
  ])('a throttled call waits as long as %s says', async (header, value, milliseconds) => {
    const { send, calls } = await stage(refuse(400, 'ThrottlingException', { [header]: value }));
    const started = performance.now();
    expect(await send()).toEqual([undefined]);
    expect(performance.now() - started).toBeGreaterThan(milliseconds - 20);
    expect(calls).toHaveLength(2);
  });

  test('a call that waits for its next attempt is given up at the deadline', async () => {
    const { send, calls } = await stage(refuse(400, 'ThrottlingException', { 'retry-after': '4' }));
    const started = performance.now();
    expect(await send('one', soon(150))).toEqual([
      { code: 'Deadline', message: 'no answer before the deadline' },
    ]);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(calls).toHaveLength(1);
  });

  test('an answer that cannot be read rejects, and the call is not made again', async () => {
    const { send, calls } = await stage((response) => response.end('{"Entries": <Successful>'));
    expect(await send()).toEqual([
      { code: service.service === 'sns' ? 'Error' : 'SyntaxError', message: expect.any(String) },
    ]);
    expect(calls).toHaveLength(1);
  });

  test.each([-10, 10])('a clock that is %i minutes off is corrected, once for all calls', async (minutes) => {
    const exact = (): number => performance.timeOrigin + performance.now();
    const inTime: Reply = (response, call) => {
      response.setHeader('date', new Date(exact()).toUTCString());
      const [, signed = ''] = /^(\d{8}T\d{6})Z$/.exec(String(call.request.headers['x-amz-date'])) ?? [];
      const sent = Date.parse(signed.replace(/(....)(..)(..)T(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z'));
      if (Math.abs(sent - exact()) < 300_000) accept(response, call);
      else refuse(403, 'SignatureDoesNotMatch')(response, call);
    };
    vi.useFakeTimers({ toFake: ['Date'], now: exact() + minutes * 60_000 });
    const { send, calls } = await stage(...Array<Reply>(9).fill(inTime));
    expect(await send()).toEqual([undefined]);
    expect(calls).toHaveLength(2);
    expect(await send()).toEqual([undefined]);
    expect(calls).toHaveLength(3);
  });

  test('a connection that is kept serves the next call', async () => {
    const { send, calls } = await stage();
    for (const text of ['one', 'two', 'three']) expect(await send(text)).toEqual([undefined]);
    expect(new Set(calls.map(({ request }) => request.socket)).size).toBe(1);
  });

  test('a kept connection that the service has closed meanwhile costs no event', async () => {
    const served = new WeakSet<Socket>();
    const once: Reply = (response, call) => {
      if (served.has(call.request.socket)) call.request.socket.resetAndDestroy();
      else accept(response, call);
      served.add(call.request.socket);
    };
    const { send, calls } = await stage(...Array<Reply>(9).fill(once));
    for (const text of ['one', 'two']) expect(await send(text)).toEqual([undefined]);
    expect(calls).toHaveLength(3);
  });

  test('an entry of nearly 1 MiB, beyond ASCII, arrives byte for byte', async () => {
    const { send, calls } = await stage();
    const text = 'Привет 🙂 &<>\'"!*() '.repeat(20_000);
    expect(Buffer.byteLength(eventOf(text).json)).toBeGreaterThan(0.5 * MIB);
    expect(await send(text)).toEqual([undefined]);
    const [{ request, body } = { request: undefined, body: '' }] = calls;
    expect(Number(request?.headers['content-length'])).toBe(Buffer.byteLength(body));
    expect(textIn(service.service, body)).toBe(text);
  });

  test('nobody there rejects after three attempts', async () => {
    const send = service.send(transport, 'http://127.0.0.1:9');
    expect(await send()).toEqual([{ code: 'Error', message: 'connect ECONNREFUSED 127.0.0.1:9' }]);
  });
});

describe.each(transports)('over %s, a refusal', (_over, transport) => {
  type Told = readonly [headers: Record<string, string>, body: string];
  const queryError = (code: string) => ({ 'x-amzn-query-error': `${code};Sender` });

  test.each<[(typeof services)[number]['service'], string, Told, number, object]>([
    ['events', 'by its type', [{}, '{"__type":"A","message":"m"}'], 400, { code: 'A', message: 'm' }],
    [
      'events',
      'by its type with a namespace',
      [{}, '{"__type":"com.amazonaws.events#A","Message":"m"}'],
      400,
      { code: 'A', message: 'm' },
    ],
    [
      'events',
      'by its type with a URL',
      [{}, '{"__type":"A:http://internal.amazon.com/"}'],
      400,
      { code: 'A', message: 'UnknownError' },
    ],
    [
      'events',
      'by a header',
      [{ 'x-amzn-errortype': 'A:http://internal.amazon.com/' }, ''],
      400,
      { code: 'A', message: 'UnknownError' },
    ],
    ['events', 'by nothing', [{}, ''], 400, { code: 'Unknown', message: 'UnknownError' }],
    [
      'sqs',
      'by its shape',
      [
        queryError('AWS.SimpleQueueService.NonExistentQueue'),
        '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"m"}',
      ],
      400,
      { code: 'QueueDoesNotExist', message: 'm' },
    ],
    [
      'sqs',
      'by the code of the query protocol where it has no shape',
      [
        queryError('AccessDenied'),
        '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"m"}',
      ],
      403,
      { code: 'AccessDenied', message: 'm' },
    ],
    [
      'sqs',
      'by its type without such a code',
      [{}, '{"__type":"com.amazon.coral.service#SerializationException"}'],
      400,
      { code: 'SerializationException', message: 'UnknownError' },
    ],
    ['sns', 'by its shape', [{}, xml('NotFound', 'm')], 404, { code: 'NotFoundException', message: 'm' }],
    ['sns', 'by its code where it has no shape', [{}, xml('A', 'm')], 400, { code: 'A', message: 'm' }],
    ['sns', 'by the status', [{}, ''], 404, { code: 'NotFoundException', message: 'Unknown' }],
    ['sns', 'by nothing', [{}, ''], 403, { code: 'Unknown', message: 'Unknown' }],
    [
      'sns',
      'with entities in its message',
      [{}, xml('A', '&lt;a&gt; &amp;amp; &quot;b&quot; &apos;c&apos; &#233;&#x42F;')],
      400,
      { code: 'A', message: '<a> &amp; "b" \'c\' éЯ' },
    ],
  ])('of %s is told %s', async (service, _how, [headers, body], status, rejection) => {
    const url = await serve((request, response) => {
      request.resume().once('end', () => response.writeHead(status, headers).end(body));
    });
    const send = services.find((each) => each.service === service)?.send(transport, url);
    expect(await send?.()).toEqual([rejection]);
  });
});

/** The text of the one entry in a call. */
const textIn = (service: Service['service'], body: string): unknown => {
  const entry =
    service === 'sns'
      ? new URLSearchParams(body).get('PublishBatchRequestEntries.member.1.Message')
      : JSON.parse(body).Entries[0][service === 'sqs' ? 'MessageBody' : 'Detail'];
  const event = JSON.parse(entry);
  return (event.event ?? event).data.message.text;
};

/**
 * The header that AWS computes from what has arrived.
 *
 * Source: "Create a signed AWS API request", AWS IAM User Guide.
 */
const authorizationOf = (service: string, request: IncomingMessage | undefined, body: string): string => {
  const { headers = {}, method, url } = request ?? {};
  const [, signed = ''] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '') ?? [];
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const date = String(headers['x-amz-date']);
  const scope = [date.slice(0, 8), 'eu-central-1', service, 'aws4_request'];
  const canonical = [
    method,
    url,
    '',
    ...signed.split(';').map((header) => `${header}:${String(headers[header]).trim()}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const key = scope.reduce<string | Buffer>((last, part) => hmac(last, part), 'AWS4local');
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n'));
  return `AWS4-HMAC-SHA256 Credential=local/${scope.join('/')}, SignedHeaders=${signed}, Signature=${signature.toString('hex')}`;
};
