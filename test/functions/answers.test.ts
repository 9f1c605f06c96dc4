import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { decodedObject } from '../../lib/form/decoded.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { setValue } from '../../lib/local/templates.ts';
import {
  clearBus,
  type LocalProcess,
  onTheBus,
  playFaults,
  postForm,
  startLocalProcess,
  stored,
} from '../local-run.ts';
import { formOf, sampleSecrets } from '../samples.ts';

const route = '/events/on-session-start';
const seed = formOf('seed-session-start');
const event = { id: '84d56545b3ab646a10b766eba0fec324', type: 'com.bitrix24.imopenlines.session.started.v1' };

let run: LocalProcess;

beforeAll(async () => {
  run = await startLocalProcess();
});
afterAll(() => run.stop());
beforeEach(() => clearBus(run.url));
afterEach(() => playFaults(run.url, {}));

/** The seed with values changed; undefined removes one. */
const changed = (changes: Record<string, string | undefined>): string => {
  const body = nest(pairsOf(seed), { maxDepth: 16 });
  for (const [path, value] of Object.entries(changes)) {
    setValue(body, path, value ?? '');
    if (value !== undefined) continue;
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce((at, key) => (typeof at[key] === 'object' ? at[key] : decodedObject()), body);
    delete parent[last];
  }
  return buildQuery(body);
};

/** The one summary line of the request that was answered last. */
const lastSummary = (): Record<string, unknown> => {
  const summaries = run.lines.filter((line) => line.includes('"message":"request"'));
  return JSON.parse(summaries.at(-1) ?? '{}') as Record<string, unknown>;
};

const expectProblem = async (
  response: Response,
  status: number,
  code: string,
  detail: RegExp,
): Promise<void> => {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(await response.json()).toEqual({
    type: `urn:b24bus:problem:${code}`,
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(detail),
  });
};

describe('200 published', () => {
  test('answers the ids when every destination has accepted', async () => {
    const response = await postForm(run.url, route, seed);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'published', events: [event] });
    expect(lastSummary()).toMatchObject({
      level: 'INFO',
      event: 'OnSessionStart',
      outcome: 'published',
      status: 200,
      portal: 'a223c6b3710f85df22e9377d6c4f7553',
      ids: [event.id],
      Published: 1,
    });
  });

  test.each(['Content-Type', 'CONTENT-TYPE', 'content-type'])('reads the header %s', async (header) => {
    const response = await fetch(`${run.url}${route}`, {
      method: 'POST',
      headers: { [header]: 'Application/X-WWW-Form-URLEncoded ; charset=UTF-8' },
      body: seed,
    });
    expect(response.status).toBe(200);
  });
});

describe('202 stored', () => {
  test.each([
    ['EventBridge answers 500', { eventbridge: 'error' }, { eventbridge: 'InternalException' }],
    // The SDK's own back-off may take it past the deadline.
    [
      'EventBridge throttles',
      { eventbridge: 'throttle' },
      { eventbridge: /^(ThrottlingException|Deadline)$/ },
    ],
    [
      'EventBridge fails the entry inside a 200',
      { eventbridge: 'partial' },
      { eventbridge: 'ThrottlingException' },
    ],
    ['SNS answers 500', { sns: 'error' }, { sns: 'InternalErrorException' }],
    [
      'neither answers in time',
      { eventbridge: 'hang', sns: 'hang' },
      { eventbridge: 'Deadline', sns: 'Deadline' },
    ],
    [
      'both fail',
      { eventbridge: 'error', sns: 'error' },
      { eventbridge: 'InternalException', sns: 'InternalErrorException' },
    ],
  ])(
    'keeps what was not accepted, for the destination that did not, when %s',
    async (_, faults, rejections) => {
      const before = await stored(run.url, 'undelivered');
      await playFaults(run.url, faults);
      const response = await postForm(run.url, route, seed);
      expect(response.status).toBe(202);
      expect(await response.json()).toEqual({ status: 'stored', events: [event] });
      const kept = (await stored(run.url, 'undelivered')).slice(before.length);
      expect(kept).toEqual([
        {
          kind: 'undelivered',
          version: 1,
          name: 'OnSessionStart',
          source: 'bitrix24.imopenlines',
          rejections: Object.fromEntries(
            Object.entries(rejections).map(([name, code]) => [
              name,
              { code: expect.stringMatching(code), message: expect.any(String) },
            ]),
          ),
          event: expect.objectContaining({ ...event, subject: 'connector/livechat/line/128/chat/10585' }),
        },
      ]);
      const reached = (await onTheBus(run.url)).map(({ target }) => target);
      expect(reached).toEqual(['eventbridge', 'sns'].filter((name) => !(name in rejections)));
      expect(lastSummary()).toMatchObject({ level: 'WARN', outcome: 'stored', status: 202, Stored: 1 });
    },
  );

  test('is answered within 3 s although neither the bus nor the topic ever answers', async () => {
    await playFaults(run.url, { eventbridge: 'hang', sns: 'hang' });
    const started = performance.now();
    await postForm(run.url, route, seed);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('202 quarantined', () => {
  test.each([
    [
      'an identifier is no number',
      { 'data.DATA.0.connector.line_id': 'abc' },
      [{ path: 'data.DATA.0.connector.line_id', message: 'is not a whole number (line.id)' }],
    ],
    [
      'an identifier is too large for a number',
      { 'data.DATA.0.chat.id': '9007199254740993' },
      [{ path: 'data.DATA.0.chat.id', message: 'is too large for a number (chat.id)' }],
    ],
    [
      'what the event is about is missing',
      { 'data.DATA.0.connector.connector_id': undefined },
      [
        {
          path: 'data.DATA.0.connector.connector_id',
          message: 'connector.id is missing; looked in data.DATA.0.connector.connector_id, data.CONNECTOR',
        },
      ],
    ],
    [
      'there is no list of items',
      { 'data.DATA': undefined },
      [
        {
          path: 'data',
          message: 'has no dialog, session or message where this event has them (MESSAGES or DATA)',
        },
      ],
    ],
    ['the time is missing', { ts: undefined }, [{ path: 'ts', message: 'is missing' }]],
    ['the time is none', { ts: 'yesterday' }, [{ path: 'ts', message: 'is not a time in Unix seconds' }]],
    [
      'it is another event',
      { event: 'ONSESSIONFINISH' },
      [
        {
          path: 'event',
          message: 'is not ONSESSIONSTART, the event of this route; bind the event to its own URL',
        },
      ],
    ],
  ])('holds the body without its secrets when %s', async (_, changes, errors) => {
    const before = await stored(run.url, 'quarantine');
    const response = await postForm(run.url, route, changed(changes));
    expect(response.status).toBe(202);
    const answer = (await response.json()) as { reference: string };
    expect(answer).toEqual({
      status: 'quarantined',
      reference: expect.stringMatching(/^[\da-f]{32}$/),
      errors,
    });
    const [held, ...others] = (await stored(run.url, 'quarantine')).slice(before.length);
    expect(others).toEqual([]);
    expect(held).toMatchObject({
      kind: 'quarantined',
      reference: answer.reference,
      errors,
      route: 'OnSessionStart',
    });
    expect(held).toHaveProperty('body.auth.domain', 'some-domain.bitrix24.com');
    for (const secret of sampleSecrets) expect(JSON.stringify(held)).not.toContain(secret);
    expect(await onTheBus(run.url)).toEqual([]);
    expect(lastSummary()).toMatchObject({
      outcome: 'quarantined',
      reference: answer.reference,
      Quarantined: 1,
    });
  });

  test('publishes the messages of a body that are valid and holds the body for those that are not', async () => {
    const body = nest(pairsOf(formOf('openline-message-delete.code-outgoing-list')), { maxDepth: 16 });
    setValue(body, 'data.DATA.1.im.message_id', 'nonsense');
    const response = await postForm(run.url, '/events/on-open-line-message-delete', buildQuery(body));
    expect(response.status).toBe(202);
    const type = 'com.bitrix24.imopenlines.message.deleted.v1';
    expect(await response.json()).toEqual({
      status: 'quarantined',
      reference: expect.any(String),
      errors: [{ path: 'data.DATA.1.im.message_id', message: 'is not a whole number (message.id)' }],
      events: [{ id: expect.any(String), type }],
    });
    expect(await onTheBus(run.url)).toHaveLength(2);
    expect((await stored(run.url, 'quarantine')).at(-1)).toMatchObject({ items: ['data.DATA.1'] });
  });
});

describe('400, 401, 403', () => {
  test.each([
    ['no event', { event: undefined }, /no "event"/],
    ['no auth', { auth: undefined }, /no "auth"/],
    ['a text for auth', { auth: 'x' }, /no "auth"/],
  ])('refuses a body with %s', async (_, changes, detail) => {
    await expectProblem(
      await postForm(run.url, route, changed(changes)),
      400,
      'not-a-bitrix24-event',
      detail,
    );
  });

  test('refuses a body that is none', async () => {
    await expectProblem(await postForm(run.url, route, ''), 400, 'not-a-bitrix24-event', /no "event"/);
  });

  test.each([
    ['token', { 'auth.application_token': undefined }, /no application_token/],
    ['member_id', { 'auth.member_id': undefined }, /no member_id/],
    [
      'token that is a text',
      { 'auth.application_token': undefined, 'auth.application_token.x': '1' },
      /no application_token/,
    ],
  ])('refuses a body without a %s', async (_, changes, detail) => {
    await expectProblem(await postForm(run.url, route, changed(changes)), 401, 'credentials-missing', detail);
  });

  test('refuses an unknown portal and a wrong token alike', async () => {
    const unknown = await postForm(run.url, route, changed({ 'auth.member_id': 'f'.repeat(32) }));
    expect(lastSummary()).toMatchObject({ reason: 'unknown portal', portal: 'f'.repeat(32), Refused: 1 });
    const wrong = await postForm(run.url, route, changed({ 'auth.application_token': 'f'.repeat(32) }));
    expect(lastSummary()).toMatchObject({ reason: 'wrong token', Refused: 1 });
    expect(await unknown.clone().text()).toBe(await wrong.clone().text());
    await expectProblem(unknown, 403, 'sender-unknown', /PORTALS/);
    await expectProblem(wrong, 403, 'sender-unknown', /PORTALS/);
    expect(await onTheBus(run.url)).toEqual([]);
  });

  test('never shows a token in an answer or in the log', () => {
    for (const secret of sampleSecrets) expect(run.lines.join('\n')).not.toContain(secret);
  });
});

describe('404, 405, 413, 415', () => {
  test.each(['/', '/events/on-session-strat', '/events/on-session-start/', '/app/instal', '/_locals'])(
    'knows no route %s',
    async (path) => {
      await expectProblem(await postForm(run.url, path, seed), 404, 'route-unknown', /handler URL/);
    },
  );

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('does not take %s', async (method) => {
    const response = await fetch(`${run.url}${route}`, { method });
    expect(response.headers.get('allow')).toBe('POST');
    await expectProblem(response, 405, 'method-not-allowed', /POST/);
  });

  test.each([
    ['a body of more than 1 MiB', `${seed}&x=${'y'.repeat(1024 * 1024)}`, /bytes, the limit is 1048576/],
    ['a key nested deeper than 16', `${seed}&a${'[b]'.repeat(17)}=1`, /pair \d+ is nested deeper than 16/],
    ['more than 20,000 pairs', `${seed}${'&a=1'.repeat(20_000)}`, /pairs, the limit is 20000/],
  ])('refuses %s before it looks at who sent it, and logs it without its body', async (_, body, detail) => {
    await expectProblem(await postForm(run.url, route, body), 413, 'limit-exceeded', detail);
    expect(lastSummary()).toMatchObject({ outcome: 'limit-exceeded', status: 413, Refused: 1 });
    expect(JSON.stringify(lastSummary()).length).toBeLessThan(1000);
  });

  test('takes a body of 5,000 pairs whole', async () => {
    const body = `${seed}${Array.from({ length: 5000 }, (_, index) => `&data[DATA][0][more][k${index}]=${index}`).join('')}`;
    expect((await postForm(run.url, route, body)).status).toBe(200);
    const [seen] = (await onTheBus(run.url)).flatMap((each) => (each.target === 'sns' ? [each.entry] : []));
    const { data } = JSON.parse(seen?.Message ?? '{}') as { data: { unmapped: { more: object } } };
    expect(Object.keys(data.unmapped.more)).toHaveLength(5000);
  });

  test.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', ''])(
    'does not take %s',
    async (type) => {
      const response = await postForm(run.url, route, seed, { 'content-type': type });
      await expectProblem(response, 415, 'media-type-unsupported', /x-www-form-urlencoded/);
    },
  );
});

describe('503', () => {
  const undelivered = (): Record<string, unknown>[] =>
    run.lines
      .filter((line) => line.includes('"message":"UNDELIVERED"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  test('writes the complete redacted event to the log when neither the destinations nor the queue take it', async () => {
    const before = undelivered().length;
    await playFaults(run.url, { eventbridge: 'error', sns: 'error', sqs: 'error' });
    const response = await postForm(run.url, route, seed);
    await expectProblem(response, 503, 'undelivered', /UNDELIVERED/);
    const [line, ...others] = undelivered().slice(before);
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      level: 'ERROR',
      record: {
        kind: 'undelivered',
        name: 'OnSessionStart',
        event: { ...event, data: { connector: { id: 'livechat' }, line: { id: 128 } } },
      },
    });
    for (const secret of sampleSecrets) expect(JSON.stringify(line)).not.toContain(secret);
    expect(lastSummary()).toMatchObject({ level: 'ERROR', outcome: 'undelivered', Undelivered: 1 });
  });

  test('writes the quarantined body to the log when the queue does not take it', async () => {
    const before = undelivered().length;
    await playFaults(run.url, { sqs: 'error' });
    const response = await postForm(run.url, route, changed({ ts: 'x' }));
    await expectProblem(response, 503, 'undelivered', /UNDELIVERED/);
    expect(undelivered().slice(before)).toMatchObject([
      { record: { kind: 'quarantined', body: { ts: 'x' } } },
    ]);
  });

  test('is answered within 3 s although nothing ever answers', async () => {
    await playFaults(run.url, { eventbridge: 'hang', sns: 'hang', sqs: 'hang' });
    const started = performance.now();
    const response = await postForm(run.url, route, seed);
    expect(response.status).toBe(503);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
