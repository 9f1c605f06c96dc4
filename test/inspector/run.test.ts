import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import type { Row } from '../../lib/inspector/protocol.ts';
import { setValue } from '../../lib/local/templates.ts';
import { type LocalProcess, onTheBus, playFaults, postForm, startLocalProcess } from '../local-run.ts';
import { formOf } from '../samples.ts';
import { detailsOf, type Following, follow } from './inspector-client.ts';

const route = '/events/on-session-start';
const seed = formOf('seed-session-start');
const portal = 'a223c6b3710f85df22e9377d6c4f7553';

let run: LocalProcess;
let stream: Following;

beforeAll(async () => {
  run = await startLocalProcess();
  stream = await follow(run.url);
});
afterAll(async () => {
  stream.stop();
  await run.stop();
});
afterEach(() => playFaults(run.url, {}));

const changed = (changes: Record<string, string>, form = seed): string => {
  const body = nest(pairsOf(form), { maxDepth: 16 });
  for (const [path, value] of Object.entries(changes)) setValue(body, path, value);
  return buildQuery(body);
};

/** The rows that a body becomes. */
const rowsOf = (body: string, count = 1, path = route, headers = {}): Promise<readonly Row[]> =>
  stream.after(count, () => postForm(run.url, path, body, headers));

/** An event that nobody has posted before. */
let seconds = 1_700_000_000;
const fresh = (changes: Record<string, string> = {}): string =>
  changed({ ts: String(seconds++), ...changes });

describe('the stream', () => {
  test('shows an event within a second, with all that there is to tell', async () => {
    const started = performance.now();
    const [row] = await rowsOf(seed);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(row).toEqual({
      seq: expect.any(Number),
      at: row?.published?.receivedtime,
      event: 'OnSessionStart',
      outcome: 'published',
      took: expect.any(Number),
      portal,
      connector: 'livechat',
      line: 128,
      chat: '10585',
      published: expect.objectContaining({
        id: '84d56545b3ab646a10b766eba0fec324',
        portaldomain: 'some-domain.bitrix24.com',
      }),
    });
    const [onTopic] = (await onTheBus(run.url)).flatMap((seen) =>
      seen.target === 'sns' ? [seen.entry.Message] : [],
    );
    expect(JSON.stringify(row?.published)).toBe(onTopic);
  });

  test('goes on where it was left', async () => {
    const [last] = await rowsOf(fresh());
    const missed = await rowsOf(fresh());
    const again = await follow(run.url, last?.seq);
    expect(await again.after(1, async () => undefined)).toEqual(missed);
    again.stop();
  });

  test('shows each event of a body, and what is not valid of it', async () => {
    const form = changed(
      { 'data.DATA.1.im.message_id': 'nonsense' },
      formOf('openline-message-delete.code-outgoing-list'),
    );
    const [published, quarantined, ...others] = await rowsOf(form, 2, '/events/on-open-line-message-delete');
    expect(others).toEqual([]);
    expect(published).toMatchObject({ outcome: 'published', line: 107, chat: 'channel-123' });
    expect(quarantined).toEqual({
      seq: expect.any(Number),
      at: published?.at,
      event: 'OnOpenLineMessageDelete',
      outcome: 'quarantined',
      why: 'data.DATA.1.im.message_id is not a whole number (message.id)',
      took: published?.took,
      portal,
      connector: 'myconnector',
      line: 107,
      chat: 'channel-123',
    });
    const details = await detailsOf(run.url, quarantined as Row);
    expect(details.errors).toEqual([
      { path: 'data.DATA.1.im.message_id', message: 'is not a whole number (message.id)' },
    ]);
    expect(details.wire?.item).toBe('data.DATA.1');
    expect(details.sent).toEqual({});
    expect((await detailsOf(run.url, published as Row)).wire?.item).toBe('data.DATA.0');
  });

  test.each([
    ['is of another event', { event: 'ONSESSIONFINISH' }, /^event is not ONSESSIONSTART/, 'event'],
    ['has no time', { ts: '' }, /^ts is missing$/, 'ts'],
  ])('shows a body in quarantine that %s', async (_, changes, why, path) => {
    const [row, ...others] = await rowsOf(changed(changes));
    expect(others).toEqual([]);
    expect(row).toMatchObject({ outcome: 'quarantined', why: expect.stringMatching(why), portal, line: 128 });
    const { errors, answer } = await detailsOf(run.url, row as Row);
    expect(errors).toEqual([{ path, message: expect.any(String) }]);
    expect(answer?.status).toBe(202);
  });

  test.each([
    ['a wrong token', () => changed({ 'auth.application_token': 'f'.repeat(32) }), 'wrong token', 403],
    ['an unknown portal', () => changed({ 'auth.member_id': 'f'.repeat(32) }), 'unknown portal', 403],
    ['no event', () => 'a=1', /^The body has no "event"/, 400],
    ['nothing', () => '', /^The body has no "event"/, 400],
    ['too much', () => `${seed}&x=${'y'.repeat(1024 * 1024)}`, /^The body has \d+ bytes/, 413],
  ])('shows why it was refused: %s', async (_, body, why, status) => {
    const [row] = await rowsOf(body());
    expect(row).toMatchObject({
      event: 'OnSessionStart',
      outcome: 'refused',
      why: expect.stringMatching(why),
    });
    expect(row).not.toHaveProperty('published');
    const { answer, sent, mapping } = await detailsOf(run.url, row as Row);
    expect([answer?.status, sent, mapping]).toEqual([status, {}, []]);
  });

  test('shows no body that is no form', async () => {
    const body = '{"access_token":"abcdef"}';
    const [row] = await rowsOf(body, 1, route, { 'content-type': 'application/json' });
    expect(row).toMatchObject({ outcome: 'refused', why: expect.stringContaining('x-www-form-urlencoded') });
    expect((await detailsOf(run.url, row as Row)).wire).toEqual({
      method: 'POST',
      url: route,
      bytes: body.length,
    });
  });

  test('shows what came to a path that there is not as the event that it is, and no visits', async () => {
    const [row, ...others] = await stream.after(1, async () => {
      await fetch(`${run.url}/favicon.ico`);
      await postForm(run.url, '/events/on-session-strat', seed);
    });
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      event: 'OnSessionStart',
      outcome: 'refused',
      why: expect.stringContaining('no handler at this path'),
    });
    expect((await detailsOf(run.url, row as Row)).wire?.url).toBe('/events/on-session-strat');
  });
});

describe('what is not published at once', () => {
  test('is stored, because of a destination', async () => {
    await playFaults(run.url, { sns: 'error' });
    const [row] = await rowsOf(fresh());
    expect(row).toMatchObject({ outcome: 'stored', why: 'not accepted (sns: InternalErrorException)' });
    const { sent } = await detailsOf(run.url, row as Row);
    expect(Object.keys(sent)).toEqual(['eventbridge', 'sns']);
  });

  test('is stored, because nobody could check its sender', async () => {
    await playFaults(run.url, { dynamodb: 'error' });
    const [row] = await rowsOf(fresh({ 'auth.member_id': 'e'.repeat(32) }));
    expect(row).toMatchObject({
      outcome: 'stored',
      portal: 'e'.repeat(32),
      why: expect.stringMatching(/^the sender could not be checked: ./),
    });
    expect((await detailsOf(run.url, row as Row)).sent).toEqual({});
  });

  test('is in the log only', async () => {
    await playFaults(run.url, { eventbridge: 'error', sns: 'error', sqs: 'error' });
    const [row] = await rowsOf(fresh());
    expect(row).toMatchObject({
      outcome: 'undelivered',
      why: 'not accepted (eventbridge: InternalException, sns: InternalErrorException)',
      published: { type: 'com.bitrix24.imopenlines.session.started.v1' },
    });
    const { answer, log } = await detailsOf(run.url, row as Row);
    expect(answer?.status).toBe(503);
    expect(log.join('\n')).toContain('"message":"UNDELIVERED"');
  });

  test('is in the log only, where it is not valid', async () => {
    await playFaults(run.url, { sqs: 'error' });
    const [row] = await rowsOf(fresh({ 'data.DATA.0.connector.line_id': 'abc' }));
    expect(row).toMatchObject({
      outcome: 'undelivered',
      why: 'data.DATA.0.connector.line_id is not a whole number (line.id)',
    });
  });
});
