import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { isQueued } from '../../lib/ingest/is-queued.ts';
import { bitrix24Of, install, sendFrom } from '../../lib/local/portal-sender.ts';
import {
  clearBus,
  type LocalProcess,
  onTheBus,
  playFaults,
  postForm,
  startLocalProcess,
  stored,
} from '../local-run.ts';
import { eventOf, formOf, sampleNames } from '../samples.ts';

const route = '/events/on-session-start';
const seed = formOf('seed-session-start');
const id = '84d56545b3ab646a10b766eba0fec324';

let queued: LocalProcess;

beforeAll(async () => {
  queued = await startLocalProcess({ INGEST: 'queued', INGEST_VISIBILITY_SECONDS: '1' });
});
afterAll(() => queued.stop());
beforeEach(() => clearBus(queued.url));
afterEach(() => playFaults(queued.url, {}));

/** Within this a message comes again several times. */
const patience = { timeout: 10_000, interval: 100 };

const summariesFrom = (line: number): Record<string, unknown>[] =>
  queued.lines
    .slice(line)
    .filter((each) => each.includes('"message":"request"'))
    .map((each) => JSON.parse(each) as Record<string, unknown>);

const idsOnBus = async (): Promise<unknown[]> =>
  (await onTheBus(queued.url)).flatMap((seen) =>
    seen.target === 'eventbridge' ? [seen.entry.detail['id']] : [],
  );

/** What both targets have got, byte for byte, but for the time of its reception. */
const received = async ({ url }: LocalProcess): Promise<string[]> =>
  (await onTheBus(url))
    .map((seen) => (seen.target === 'sns' ? seen.entry.Message : JSON.stringify(seen.entry.detail)))
    .map((text) => text.replace(/"receivedtime":"[\d-]{10}T[\d:.]{12}Z"/, '"receivedtime":""'))
    .sort();

describe('ingest: queued', () => {
  test('brings every sample to the bus and into quarantine as ingest: direct does', async () => {
    const samples = sampleNames.flatMap((sample) => {
      const name = eventOf(sample);
      return name !== undefined && isQueued(catalogue[name])
        ? [{ body: formOf(sample), path: catalogue[name].route }]
        : [];
    });
    expect(samples.length).toBeGreaterThan(20);
    const direct = await startLocalProcess();
    try {
      for (const { body, path } of samples) {
        await postForm(direct.url, path, body);
        expect((await postForm(queued.url, path, body)).status).toBe(200);
      }
      const expected = await received(direct);
      await vi.waitFor(async () => expect(await received(queued)).toHaveLength(expected.length), patience);
      expect(await received(queued)).toEqual(expected);
      const references = async (url: string) =>
        (await stored(url, 'quarantine')).map(({ reference }) => reference).sort();
      expect(await references(queued.url)).toEqual(await references(direct.url));
    } finally {
      await direct.stop();
    }
  });

  test('answers with the id of the message, and tells when API Gateway got it', async () => {
    const before = Date.now();
    const response = await postForm(queued.url, route, seed);
    const after = Date.now();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/xml');
    expect(await response.text()).toMatch(/<MessageId>[\da-f-]{36}<\/MessageId>/);
    await vi.waitFor(async () => expect(await idsOnBus()).toEqual([id]), patience);
    const [seen] = await onTheBus(queued.url);
    const event = seen?.target === 'sns' ? JSON.parse(seen.entry.Message) : seen?.entry.detail;
    const receivedAt = Date.parse((event as { receivedtime: string }).receivedtime);
    expect(receivedAt).toBeGreaterThanOrEqual(before);
    expect(receivedAt).toBeLessThanOrEqual(after);
  });

  test('answers 405 to another method and calls /app/ and the catch-all as ever', async () => {
    expect((await fetch(`${queued.url}${route}`)).status).toBe(405);
    expect((await postForm(queued.url, '/events/on-nothing', seed)).status).toBe(404);
    expect((await postForm(queued.url, '/app/uninstall', seed)).headers.get('content-type')).toMatch(/json/);
    const tested = await postForm(queued.url, '/events/on-app-test', formOf('app-test.capture'));
    expect([tested.status, await tested.json()]).toMatchObject([200, { status: 'published' }]);
  });

  test('refuses a wrong token once, and does not try it again', async () => {
    const line = queued.lines.length;
    const wrong = seed.replace('51856fefc120', 'aaaaaaaaaaaa');
    expect((await postForm(queued.url, route, wrong)).status).toBe(200);
    await vi.waitFor(() => expect(summariesFrom(line)).toHaveLength(1), patience);
    // Longer than the visibility timeout: a message that had stayed would be here again.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(summariesFrom(line)).toMatchObject([{ outcome: 'sender-unknown', status: 403, Refused: 1 }]);
    expect(await onTheBus(queued.url)).toEqual([]);
  });

  test('tries again while nobody can check the sender, and delivers when somebody can', async () => {
    const bitrix24 = await bitrix24Of(queued.url);
    const { memberId } = await install(bitrix24, queued.url, {});
    const known = nest(pairsOf(seed), { maxDepth: 16 });
    await playFaults(queued.url, { dynamodb: 'error' });
    const line = queued.lines.length;
    expect((await sendFrom(bitrix24, memberId, 'OnSessionStart', known)).status).toBe(200);
    await vi.waitFor(() => expect(summariesFrom(line).length).toBeGreaterThanOrEqual(2), patience);
    for (const summary of summariesFrom(line)) {
      expect(summary).toMatchObject({ event: 'OnSessionStart', outcome: 'left in the queue', status: 503 });
    }
    expect(await stored(queued.url, 'undelivered')).toEqual([]);
    await clearBus(queued.url);
    await playFaults(queued.url, {});
    await vi.waitFor(async () => expect(await idsOnBus()).toHaveLength(1), patience);
    const delivered = summariesFrom(line).filter(({ outcome }) => outcome === 'published');
    expect(delivered).toMatchObject([{ portal: memberId, ids: await idsOnBus() }]);
  });

  test.each([
    ['error', 500],
    ['throttle', 400],
    ['reset', 503],
  ])('answers %s of SQS with %i', async (fault, status) => {
    await playFaults(queued.url, { sqs: fault });
    expect((await postForm(queued.url, route, seed)).status).toBe(status);
  });

  test('answers 400 to what SQS does not take: nothing, and more than 1 MiB', async () => {
    expect((await postForm(queued.url, route, '')).status).toBe(400);
    expect((await postForm(queued.url, route, `a=${'x'.repeat(1024 * 1024)}`)).status).toBe(400);
  });

  test('stores in the undelivered queue what a bus that throttles did not take', async () => {
    await playFaults(queued.url, { eventbridge: 'throttle', sns: 'throttle' });
    // Not the chat of the test above, whose event API Gateway may have written without knowing.
    await postForm(queued.url, route, seed.replaceAll('10585', '20585'));
    await vi.waitFor(
      async () =>
        expect(await stored(queued.url, 'undelivered')).toContainEqual(
          expect.objectContaining({
            kind: 'undelivered',
            rejections: { eventbridge: expect.anything(), sns: expect.anything() },
            event: expect.objectContaining({ subject: 'connector/livechat/line/128/chat/20585' }),
          }),
        ),
      patience,
    );
  });
});
