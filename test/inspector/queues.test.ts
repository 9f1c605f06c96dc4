import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type LocalCloud, startCloud } from '../../lib/local/cloud.ts';
import { localQueues } from '../../lib/local/inspector-actions.ts';
import type { QuarantineRecord, UndeliveredRecord, UnverifiedRecord } from '../../lib/publish/record.ts';
import { eventOf } from '../../lib/testing/index.ts';
import { putRecords, putTexts } from '../cli/queues.ts';

const PORTAL = 'a223c6b3710f85df22e9377d6c4f7553';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startCloud('standard');
});
beforeEach(async () => {
  await Promise.all((['undelivered', 'undeliveredDeadLetters', 'quarantine'] as const).map(cloud.purge));
});
afterAll(() => cloud.close());

const undelivered = (receivedtime: string): UndeliveredRecord => ({
  kind: 'undelivered',
  version: 1,
  name: 'OnSessionStart',
  source: 'bitrix24.imopenlines',
  rejections: {
    sns: { code: 'Deadline', message: 'no answer' },
    eventbridge: { code: 'InternalException', message: 'injected' },
  },
  event: eventOf('OnSessionStart', { receivedtime }),
});

const unverified: UnverifiedRecord = {
  kind: 'unverified',
  version: 1,
  route: 'OnSessionFinish',
  memberId: PORTAL,
  tokenDigest: 'd'.repeat(64),
  receivedtime: '2026-05-02T00:00:00.000Z',
  body: { event: 'ONSESSIONFINISH' },
};

const quarantined = (reference: string, receivedtime: string): QuarantineRecord => ({
  kind: 'quarantined',
  version: 1,
  reference: reference.repeat(32),
  reason: 'wrong-route',
  errors: [{ path: 'event', message: 'is not OnSessionFinish' }],
  items: [],
  route: 'OnSessionFinish',
  memberId: PORTAL,
  receivedtime,
  body: { event: 'ONSESSIONSTART', data: { DATA: { chat: { chat_id: '1' } } } },
});

it('are empty at first', async () => {
  expect(await localQueues(cloud)).toEqual({ undelivered: [], quarantine: [] });
});

it('show what waits and what has been given up, oldest first', async () => {
  const [young, old] = [undelivered('2026-05-03T00:00:00.000Z'), undelivered('2026-05-01T00:00:00.000Z')];
  await putRecords(cloud.environment, 'UNDELIVERED_QUEUE_URL', [young, unverified]);
  await putRecords(cloud.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', [old]);
  await putTexts(cloud.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', ['not json']);
  const event = {
    kind: 'undelivered',
    id: young.event.id,
    event: 'OnSessionStart',
    portal: PORTAL,
    reasons: ['sns: Deadline', 'eventbridge: InternalException'],
  };
  expect((await localQueues(cloud)).undelivered).toEqual([
    { ...event, queue: 'dead-letter', since: '2026-05-01T00:00:00.000Z' },
    {
      queue: 'undelivered',
      kind: 'unverified',
      since: '2026-05-02T00:00:00.000Z',
      event: 'OnSessionFinish',
      portal: PORTAL,
      reasons: [],
    },
    { ...event, queue: 'undelivered', since: '2026-05-03T00:00:00.000Z' },
    { queue: 'dead-letter', kind: 'unreadable', since: expect.stringMatching(/^20.+Z$/), reasons: [] },
  ]);
});

it('show each body in quarantine once, by its oldest copy, and nothing that is no body', async () => {
  const [one, again] = [
    quarantined('a', '2026-05-02T00:00:00.000Z'),
    quarantined('a', '2026-05-03T00:00:00.000Z'),
  ];
  const other = quarantined('b', '2026-05-01T00:00:00.000Z');
  await putRecords(cloud.environment, 'QUARANTINE_QUEUE_URL', [again, one, other]);
  await putTexts(cloud.environment, 'QUARANTINE_QUEUE_URL', ['not json']);
  const shown = ({ reference, receivedtime, errors, body }: QuarantineRecord) => ({
    reference,
    since: receivedtime,
    event: 'OnSessionStart',
    portal: PORTAL,
    reason: 'wrong-route',
    errors,
    body,
  });
  expect((await localQueues(cloud)).quarantine).toEqual([shown(other), shown(one)]);
});

it('stay as they are for whoever works on them', async () => {
  await putRecords(cloud.environment, 'QUARANTINE_QUEUE_URL', [quarantined('c', '2026-05-02T00:00:00.000Z')]);
  const before = await cloud.inspect('quarantine');
  await localQueues(cloud);
  expect(await cloud.inspect('quarantine')).toEqual(before);
});
