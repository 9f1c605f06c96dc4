import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
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
import { formOf } from '../samples.ts';

const route = '/events/on-im-connector-message-delete';

let run: LocalProcess;

afterEach(() => run.stop());

/** Loads what a container of Lambda has loaded before its first event; a busy machine takes longer than a deadline. */
const startWarm = async (settings: Record<string, string>): Promise<LocalProcess> => {
  const started = await startLocalProcess(settings);
  await postForm(started.url, '/events/on-session-start', formOf('seed-session-start'));
  await clearBus(started.url);
  return started;
};

/** A body of several messages, each with an emoji and characters that SQS does not take raw. */
const bodyOf = (count: number, chat = 'channel 🙂\uffff'): string => {
  const body = nest(pairsOf(formOf('imconnector-message-delete.doc-2026')), { maxDepth: 16 });
  for (let index = 0; index < count; index++) {
    for (const [path, value] of [
      ['im.chat_id', '1807'],
      ['im.message_id', String(1000 + index)],
      ['message.id', `e${index}`],
      ['chat.id', chat],
    ] as const) {
      setValue(body, `data.MESSAGES.${index}.${path}`, value);
    }
  }
  return buildQuery(body);
};

const messageIds = async (target: 'eventbridge' | 'sns'): Promise<number[]> =>
  (await onTheBus(run.url)).flatMap((seen) => {
    if (seen.target !== target) return [];
    const event = seen.target === 'sns' ? JSON.parse(seen.entry.Message) : seen.entry.detail;
    return [(event as { data: { message: { id: number } } }).data.message.id];
  });

const messageIdOf = (record: Record<string, unknown>): number =>
  (record as { event: { data: { message: { id: number } } } }).event.data.message.id;

const sequence = (count: number): number[] => Array.from({ length: count }, (_, index) => 1000 + index);

describe('the setting of destinations', () => {
  test.each([
    ['eventbridge', 25, 0],
    ['sns', 0, 25],
    ['eventbridge,sns', 25, 25],
  ])(
    '%s: a body of 25 messages becomes %i events on the bus and %i on the topic',
    async (destinations, bus, topic) => {
      run = await startWarm({ DESTINATIONS: destinations });
      const response = await postForm(run.url, route, bodyOf(25));
      expect(response.status).toBe(200);
      const { events } = (await response.json()) as { events: { id: string }[] };
      expect(new Set(events.map(({ id }) => id)).size).toBe(25);
      expect((await messageIds('eventbridge')).sort()).toEqual(sequence(bus));
      expect((await messageIds('sns')).sort()).toEqual(sequence(topic));
    },
  );

  test('of a FIFO topic keeps a chat’s messages in order, and takes the same event once', async () => {
    run = await startWarm({ TOPIC_TYPE: 'fifo', DESTINATIONS: 'sns' });
    for (const attempt of [1, 2]) {
      expect([attempt, (await postForm(run.url, route, bodyOf(25))).status]).toEqual([attempt, 200]);
    }
    expect(await messageIds('sns')).toEqual(sequence(25));
  });

  test('of a FIFO topic takes a chat whose name is longer than a message group may be', async () => {
    run = await startWarm({ TOPIC_TYPE: 'fifo', DESTINATIONS: 'sns' });
    expect((await postForm(run.url, route, bodyOf(1, 'я'.repeat(200)))).status).toBe(200);
    expect(await messageIds('sns')).toEqual([1000]);
  });
});

describe('an event that is larger than a destination takes', () => {
  test('goes to the others, and to the queue for this one', async () => {
    run = await startLocalProcess({ SNS_MAX_MESSAGE_BYTES: '2000', EVENTBRIDGE_MAX_ENTRY_BYTES: '50000' });
    const response = await postForm(
      run.url,
      route,
      `${bodyOf(1)}&data[MESSAGES][0][more]=${'x'.repeat(10_000)}`,
    );
    expect(response.status).toBe(202);
    expect(await messageIds('eventbridge')).toEqual([1000]);
    expect(await messageIds('sns')).toEqual([]);
    expect(await stored(run.url, 'undelivered')).toMatchObject([
      { rejections: { sns: { code: 'Oversize' } } },
    ]);
  });

  test('is kept in the queue even where it is larger than a message of the queue may be', async () => {
    run = await startLocalProcess({ DESTINATIONS: 'sns' });
    const noise = createHash('sha512').update('x').digest('hex').repeat(2000);
    const body = `${bodyOf(1)}&data[MESSAGES][0][more]=${noise}${'%01'.repeat(200_000)}`;
    const response = await postForm(run.url, route, body);
    expect(response.status).toBe(202);
    const [kept] = await stored(run.url, 'undelivered');
    const { event } = kept as { event: { data: { unmapped: { more: string } } } };
    expect(JSON.stringify(event).length).toBeGreaterThan(1024 * 1024);
    expect(event.data.unmapped.more).toHaveLength(noise.length + 200_000);
  });
});

describe('many events at once', () => {
  test('half of which fail inside a 200 are all on the bus or in the queue, none in both, none lost', async () => {
    run = await startLocalProcess({ DESTINATIONS: 'eventbridge' });
    await playFaults(run.url, { eventbridge: 'partial' });
    const response = await postForm(run.url, route, bodyOf(30));
    expect(response.status).toBe(202);
    const kept = (await stored(run.url, 'undelivered')).map(messageIdOf);
    const reached = await messageIds('eventbridge');
    expect(kept.length).toBeGreaterThan(0);
    expect(reached.length).toBeGreaterThan(0);
    expect([...kept, ...reached].sort()).toEqual(sequence(30));
  });

  test('thousands in one body: each is on the bus, in the queue or in the log, and the answer in time', async () => {
    run = await startLocalProcess({ DESTINATIONS: 'eventbridge' });
    const count = 2500;
    const started = performance.now();
    await postForm(run.url, route, bodyOf(count, 'x'));
    expect(performance.now() - started).toBeLessThan(3000);
    // The summary is the last line of a request; stdout may lag behind the answer.
    await vi.waitFor(() => expect(run.lines.at(-1)).toContain('"message":"request"'), 5000);
    const kept = (await stored(run.url, 'undelivered')).map(messageIdOf);
    const logged = run.lines
      .filter((line) => line.includes('"message":"UNDELIVERED"'))
      .map((line) => messageIdOf((JSON.parse(line) as { record: Record<string, unknown> }).record));
    const found = new Set([...(await messageIds('eventbridge')), ...kept, ...logged]);
    expect(found).toEqual(new Set(sequence(count)));
  });
});
