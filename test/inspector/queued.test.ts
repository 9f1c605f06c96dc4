import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Row } from '../../lib/inspector/protocol.ts';
import { type LocalProcess, onTheBus, playFaults, postForm, startLocalProcess } from '../local-run.ts';
import { formOf } from '../samples.ts';
import { detailsOf, type Following, follow } from './inspector-client.ts';

const route = '/events/on-session-start';
const seed = formOf('seed-session-start');

let run: LocalProcess;
let stream: Following;

beforeAll(async () => {
  run = await startLocalProcess({
    INGEST: 'queued',
    INGEST_VISIBILITY_SECONDS: '1',
    DESTINATIONS: 'eventbridge',
  });
  stream = await follow(run.url);
});
afterAll(async () => {
  stream.stop();
  await run.stop();
});

test('what a queue took is shown when its function has taken it', async () => {
  const [row] = await stream.after(1, () => postForm(run.url, route, seed));
  expect(row).toMatchObject({
    event: 'OnSessionStart',
    outcome: 'published',
    line: 128,
    took: expect.any(Number),
  });
  const [seen] = await onTheBus(run.url);
  expect(seen?.target === 'eventbridge' && seen.entry.detail).toEqual(row?.published);
  const details = await detailsOf(run.url, row as Row);
  expect(details.wire).toMatchObject({ method: 'POST', url: route, bytes: seed.length, item: 'data.DATA.0' });
  expect(details).not.toHaveProperty('answer');
  expect(Object.keys(details.sent)).toEqual(['eventbridge']);
  expect(details.log).toHaveLength(1);
});

test('what has to wait is shown once, and when it has come through', async () => {
  await playFaults(run.url, { dynamodb: 'error' });
  const unknown = seed.replace('a223c6b3710f85df22e9377d6c4f7553', 'e'.repeat(32));
  const [waiting] = await stream.after(1, () => postForm(run.url, route, unknown));
  expect(waiting).toMatchObject({ outcome: 'stored', why: expect.stringMatching(/^left in the queue: ./) });
  const attempts = () => run.lines.filter((line) => line.includes('left in the queue')).length;
  await expect.poll(attempts, { timeout: 10_000 }).toBeGreaterThan(2);
  const [refused, ...others] = await stream.after(1, () => playFaults(run.url, {}));
  expect(others).toEqual([]);
  expect(refused).toMatchObject({ outcome: 'refused', why: 'unknown portal', portal: 'e'.repeat(32) });
});
