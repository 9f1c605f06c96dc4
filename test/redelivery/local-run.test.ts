import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type LocalProcess,
  onTheBus,
  playFaults,
  postForm,
  startLocalProcess,
  stored,
} from '../local-run.ts';
import { formOf } from '../samples.ts';

let run: LocalProcess;

beforeAll(async () => {
  run = await startLocalProcess({ REDELIVERY: 'on', DESTINATIONS: 'eventbridge' });
});
afterAll(() => run.stop());

test('the local run keeps an event for as long as the bus is down, and then delivers it by itself', async () => {
  await playFaults(run.url, { eventbridge: 'error' });
  const answer = await postForm(run.url, '/events/on-session-start', formOf('seed-session-start'));
  expect(answer.status).toBe(202);
  expect(await stored(run.url, 'undelivered')).toHaveLength(1);
  await vi.waitFor(
    () => expect(run.lines.some((line) => line.includes('"function":"Redeliver"'))).toBe(true),
    { timeout: 25_000, interval: 200 },
  );
  expect(await stored(run.url, 'undelivered')).toHaveLength(1);
  await playFaults(run.url, {});
  await vi.waitFor(async () => expect(await stored(run.url, 'undelivered')).toEqual([]), {
    timeout: 60_000,
    interval: 200,
  });
  expect(await onTheBus(run.url)).toMatchObject([
    { entry: { detail: { id: '84d56545b3ab646a10b766eba0fec324' } } },
  ]);
}, 100_000);
