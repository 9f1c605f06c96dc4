import { createHash } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { catalogue, type EventName } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { invocationContext } from '../../lib/local/api-gateway.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import { portalsTable } from '../../lib/portals/table.ts';
import type { UndeliveredRecord, UnverifiedRecord } from '../../lib/publish/record.ts';
import { sourceOf } from '../../lib/schemas/contract.ts';
import { formOf, limits, sampleSecrets } from '../samples.ts';
import { newPortal } from '../unit/portals/sample.ts';
import { memberId, type Stage, startStage, token } from './stage.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const rejection = { code: 'InternalException', message: 'down' };
const both = { eventbridge: rejection, sns: rejection };

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.stop());
afterEach(async () => {
  for (const secret of sampleSecrets) expect(stage.lines.join('')).not.toContain(secret);
  await stage.clear();
});

const undelivered = (
  number = 0,
  rejections: UndeliveredRecord['rejections'] = both,
  received = Date.now(),
): UndeliveredRecord => {
  const envelope = { ...envelopeOf(decodeForm(formOf('seed-session-start'), limits)), memberId };
  const numbered = { ...envelope, ts: String(1_773_759_161 + number) };
  const [item] = normalise(catalogue.OnSessionStart, numbered, received).valid;
  if (item === undefined) throw new Error('the seed is not valid');
  const source = sourceOf(catalogue.OnSessionStart);
  return { kind: 'undelivered', version: 1, name: 'OnSessionStart', source, rejections, event: item.event };
};

const many = (count: number): UndeliveredRecord[] =>
  Array.from({ length: count }, (_, number) => undelivered(number));

const idsOf = (records: readonly UndeliveredRecord[]): string[] =>
  records.map(({ event }) => event.id).sort();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const unverified = (changes: Partial<UnverifiedRecord> = {}, route: EventName = 'OnSessionStart') => {
  const sample = route === 'OnAppUninstall' ? 'app-uninstall.doc-clean-1' : 'seed-session-start';
  const record: UnverifiedRecord = {
    kind: 'unverified',
    version: 1,
    route,
    memberId,
    tokenDigest: sha256(token),
    receivedtime: new Date().toISOString(),
    body: envelopeOf(decodeForm(formOf(sample), limits)).body,
    ...changes,
  };
  return record;
};

/** As if this batch had been received so often. */
const receivedSoOften = ({ Records }: SQSEvent, times: number): SQSEvent => ({
  Records: Records.map((record) => ({
    ...record,
    attributes: { ...record.attributes, ApproximateReceiveCount: String(times) },
  })),
});

describe('an outage of both destinations', () => {
  test('heals by itself: one probe, then more, and each event is there once under its id', async () => {
    const handler = stage.container();
    const records = many(12);
    await stage.put(...records);
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    for (let round = 0; round < 4; round++) {
      const { batchItemFailures } = await stage.round(handler);
      expect(batchItemFailures.length).toBe(10);
    }
    expect(stage.summary()).toMatchObject({ level: 'WARN', Redelivered: 0, Kept: 10, messages: 10 });
    expect(await stage.arrived()).toEqual({ bus: [], topic: [] });
    stage.cloud.setFaults({});
    stage.wait(6 * MINUTE);
    await stage.round(handler);
    expect(await stage.arrived()).toEqual({ bus: [expect.any(String)], topic: [expect.any(String)] });
    await stage.round(handler);
    expect((await stage.arrived()).bus).toHaveLength(3);
    expect(await stage.drain(handler, 1000)).toBeLessThan(10);
    expect(await stage.arrived()).toEqual({ bus: idsOf(records), topic: idsOf(records) });
    expect(await stage.deadLetters()).toEqual([]);
  });

  test('is not even tried while the circuit is open', async () => {
    const handler = stage.container();
    await stage.put(...many(2));
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    await stage.round(handler);
    stage.cloud.setFaults({});
    await stage.round(handler);
    expect(await stage.arrived()).toEqual({ bus: [], topic: [] });
    expect(await stage.undelivered()).toHaveLength(2);
  });

  test.each([
    [1, 5],
    [4, 40],
    [20, 450],
  ])('has a message that was received %i times come back after %i s', async (times, seconds) => {
    const handler = stage.container();
    await stage.put(undelivered());
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    const event = receivedSoOften(await stage.receive(), times);
    const [message] = event.Records;
    expect(await handler(event, invocationContext('Redeliver'))).toEqual({
      batchItemFailures: [{ itemIdentifier: message?.messageId }],
    });
    const [left = 0] = await stage.postponed();
    expect(left).toBeLessThanOrEqual(seconds);
    expect(left).toBeGreaterThan(seconds - 5);
  });
});

describe('one destination', () => {
  test('gets the event if it alone had not accepted it, byte for byte', async () => {
    const record = undelivered(1, { sns: rejection });
    await stage.put(record);
    expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
    expect(await stage.arrived()).toEqual({ bus: [], topic: [record.event.id] });
    const [message] = await stage.cloud.inspect('topic');
    expect(JSON.parse(message?.body ?? '{}').Message).toBe(JSON.stringify(record.event));
    expect(stage.summary()).toMatchObject({ level: 'INFO', Redelivered: 1, Kept: 0, function: 'Redeliver' });
  });

  test('that is still down leaves a narrower record, and the other is not published to again', async () => {
    const record = undelivered();
    await stage.put(record);
    stage.cloud.setFaults({ sns: 'error' });
    expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
    expect(await stage.arrived()).toEqual({ bus: [record.event.id], topic: [] });
    expect(await stage.undelivered()).toEqual([
      { ...record, rejections: { sns: { code: 'InternalErrorException', message: expect.any(String) } } },
    ]);
    expect(stage.summary()).toMatchObject({ Redelivered: 0, Kept: 1 });
  });

  test('that is still down leaves the whole record where the queue does not take the narrower one', async () => {
    const record = undelivered();
    await stage.put(record);
    stage.cloud.setFaults({ sns: 'error', sqs: 'error' });
    const { batchItemFailures } = await stage.round(stage.container());
    expect(batchItemFailures).toHaveLength(1);
    expect(await stage.undelivered()).toEqual([record]);
    expect(stage.summary()).toMatchObject({ Kept: 1, notPostponed: 1 });
  });

  test('that is not configured any more counts as done, and is told', async () => {
    const record = undelivered();
    await stage.put(record);
    expect(await stage.round(stage.container({ DESTINATIONS: 'eventbridge' }))).toEqual({
      batchItemFailures: [],
    });
    expect(await stage.arrived()).toEqual({ bus: [record.event.id], topic: [] });
    expect(stage.lines.join('')).toContain('destination not configured any more');
  });

  test('whose limit an event exceeds still gets the others', async () => {
    const small = undelivered(1, { sns: rejection });
    const large = undelivered(2, { sns: rejection });
    const event = { ...large.event, data: { ...large.event.data, unmapped: { noise: 'x'.repeat(3000) } } };
    await stage.put({ ...large, event });
    const handler = stage.container({ SNS_MAX_MESSAGE_BYTES: '3000' });
    for (let round = 0; round < 3; round++) await stage.round(handler);
    await stage.put(small);
    await stage.round(handler);
    expect(await stage.arrived()).toEqual({ bus: [], topic: [small.event.id] });
    expect(await stage.undelivered()).toHaveLength(1);
  });

  test('that fails half of a batch gets the rest later', async () => {
    const records = many(10).map((record) => ({ ...record, rejections: { eventbridge: rejection } }));
    await stage.put(...records);
    stage.cloud.setFaults({ eventbridge: 'partial' });
    const handler = stage.container();
    await stage.round(handler);
    const { bus } = await stage.arrived();
    expect(bus.length).toBeGreaterThan(0);
    expect(bus.length + (await stage.undelivered()).length).toBe(10);
    stage.cloud.setFaults({});
    await stage.drain(handler, 1000);
    expect((await stage.arrived()).bus).toEqual(idsOf(records));
  });
});

describe('a message that nobody can read', () => {
  test.each([
    ['no JSON', 'hello', 'it is neither JSON nor gzipped JSON'],
    ['a broken gzip', '{"encoding":"gzip","data":"AAAA"}', 'it is neither JSON nor gzipped JSON'],
    ['another kind', '{"kind":"other"}', 'it is no record of this version: kind is missing or wrong'],
    [
      'nobody to publish to',
      JSON.stringify({ ...undelivered(), rejections: {} }),
      'it is no record of this version: rejections is missing or wrong',
    ],
    [
      'a version of the future',
      JSON.stringify({ ...unverified(), version: 2 }),
      'it is no record of this version: version is missing or wrong',
    ],
    [
      'an event that the catalogue does not have',
      JSON.stringify(unverified({ route: 'OnCrmDealAdd' })),
      'it is of an event that the catalogue does not have',
    ],
    ['a body that is none', JSON.stringify(unverified({ body: {} })), 'its body is none of Bitrix24'],
  ])(
    'goes to the dead letters as it is (%s), and keeps no other from being published',
    async (_, body, reason) => {
      const record = undelivered();
      await stage.put(body, record);
      expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
      expect(await stage.deadLetters()).toEqual([{ body, reason }]);
      expect(await stage.arrived()).toEqual({ bus: [record.event.id], topic: [record.event.id] });
      expect(stage.summary()).toMatchObject({ level: 'ERROR', DeadLettered: 1, Redelivered: 1 });
    },
  );

  test('stays where it is if the dead letters cannot be reached', async () => {
    await stage.put('hello');
    stage.cloud.setFaults({ sqs: 'error' });
    expect((await stage.round(stage.container())).batchItemFailures).toHaveLength(1);
    expect(await stage.cloud.inspect('undelivered')).toMatchObject([{ body: 'hello' }]);
  });
});

describe('a body whose sender nobody could check', () => {
  const elsewhere = 'b'.repeat(32);

  test('is published once its portal is proven, with the id of the contract', async () => {
    await stage.put(unverified());
    expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
    const id = '84d56545b3ab646a10b766eba0fec324';
    expect(await stage.arrived()).toEqual({ bus: [id], topic: [id] });
  });

  test('is proven by a token that was replaced after it came', async () => {
    const table = portalsTable(stage.environment['PORTALS_TABLE'] ?? '');
    const came = Date.now() - 3 * DAY;
    await table.put({
      ...newPortal('c'.repeat(32)),
      tokenDigest: Buffer.from(sha256('new'), 'hex'),
      previousDigest: Buffer.from(sha256('old'), 'hex'),
      previousExpires: came + DAY,
    });
    const record = unverified({ memberId: 'c'.repeat(32), tokenDigest: sha256('old') });
    await stage.put({ ...record, receivedtime: new Date(came).toISOString() });
    await stage.put({ ...record, receivedtime: new Date(came + 2 * DAY).toISOString() });
    await stage.round(stage.container());
    expect((await stage.arrived()).bus).toHaveLength(1);
    expect(stage.summary()).toMatchObject({ Redelivered: 1, Refused: 1 });
  });

  test('is refused like a 403 if its portal stays unknown, but not before ten minutes', async () => {
    const handler = stage.container();
    await stage.put(unverified({ memberId: elsewhere }));
    expect((await stage.round(handler)).batchItemFailures).toHaveLength(1);
    stage.wait(10 * MINUTE);
    expect(await stage.round(handler)).toEqual({ batchItemFailures: [] });
    expect(await stage.undelivered()).toEqual([]);
    expect(await stage.arrived()).toEqual({ bus: [], topic: [] });
    expect(JSON.parse(stage.lines.at(-2) ?? '{}')).toMatchObject({
      status: 403,
      portal: elsewhere,
      reason: 'unknown portal',
    });
    expect(stage.summary()).toMatchObject({ level: 'WARN', Refused: 1 });
  });

  test('is published if the installation came after it, although it was asked about before', async () => {
    const handler = stage.container();
    await stage.put(unverified({ memberId: 'd'.repeat(32), tokenDigest: sha256('late') }));
    expect((await stage.round(handler)).batchItemFailures).toHaveLength(1);
    const table = portalsTable(stage.environment['PORTALS_TABLE'] ?? '');
    await table.put({ ...newPortal('d'.repeat(32)), tokenDigest: Buffer.from(sha256('late'), 'hex') });
    expect(await stage.round(handler)).toEqual({ batchItemFailures: [] });
    expect((await stage.arrived()).bus).toHaveLength(1);
  });

  test('stays while the table does not answer', async () => {
    await stage.put(unverified({ memberId: elsewhere }));
    stage.cloud.setFaults({ dynamodb: 'error' });
    stage.wait(DAY);
    expect((await stage.round(stage.container())).batchItemFailures).toHaveLength(1);
    expect(await stage.undelivered()).toHaveLength(1);
  });

  test('goes to the quarantine queue if it is not valid', async () => {
    const body = unverified().body;
    await stage.put(unverified({ body: { ...body, ts: 'yesterday' } }));
    expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
    expect(await stage.cloud.inspect('quarantine')).toHaveLength(1);
    expect(stage.summary()).toMatchObject({ Quarantined: 1 });
  });

  test('becomes events of the queue while the destinations are down', async () => {
    await stage.put(unverified());
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
    expect(await stage.undelivered()).toMatchObject([
      { kind: 'undelivered', event: { id: '84d56545b3ab646a10b766eba0fec324' } },
    ]);
  });

  test('takes the portal with it if it is an uninstallation', async () => {
    const table = portalsTable(stage.environment['PORTALS_TABLE'] ?? '');
    const gone = 'e'.repeat(32);
    await table.put({ ...newPortal(gone), installedAt: 0, tokenDigest: Buffer.from(sha256('x'), 'hex') });
    await stage.put(unverified({ memberId: gone, tokenDigest: sha256('x') }, 'OnAppUninstall'));
    expect(await stage.round(stage.container())).toEqual({ batchItemFailures: [] });
    expect((await stage.arrived()).bus).toHaveLength(1);
    expect(await table.get(gone)).toBeUndefined();
  });
});

describe('age', () => {
  test('has an event go to the dead letters after 14 days, and not expire unseen', async () => {
    const record = undelivered();
    await stage.put(record);
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    const handler = stage.container();
    stage.wait(14 * DAY - MINUTE);
    // Put in anew, because it would expire.
    expect(await stage.round(handler)).toEqual({ batchItemFailures: [] });
    expect(await stage.undelivered()).toEqual([record]);
    await stage.clear();
    await stage.put(record);
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    stage.wait(14 * DAY + MINUTE);
    expect(await stage.round(handler)).toEqual({ batchItemFailures: [] });
    expect(await stage.undelivered()).toEqual([]);
    expect(await stage.deadLetters()).toEqual([
      { body: JSON.stringify(record), reason: 'not accepted within 14 days' },
    ]);
    expect(stage.summary()).toMatchObject({ DeadLettered: 1, OldestAge: 14 * 86_400 + 60 });
  });

  test('gives a dead letter that was put back another day', async () => {
    await stage.put(undelivered(0, both, Date.now() - 20 * DAY));
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    expect((await stage.round(stage.container())).batchItemFailures).toHaveLength(1);
    expect(await stage.deadLetters()).toEqual([]);
  });

  test('puts a message in anew before SQS would move it for being received too often', async () => {
    const record = undelivered();
    await stage.put(record);
    stage.cloud.setFaults({ eventbridge: 'error', sns: 'error' });
    const handler = stage.container();
    const often = async (times: number) =>
      stage.round(handler, receivedSoOften(await stage.receive(), times));
    expect((await often(899)).batchItemFailures).toHaveLength(1);
    const [before] = await stage.cloud.inspect('undelivered');
    expect(await often(900)).toEqual({ batchItemFailures: [] });
    const [after] = await stage.cloud.inspect('undelivered');
    expect(await stage.undelivered()).toEqual([record]);
    expect(after?.messageId).not.toBe(before?.messageId);
  });
});

describe('the settings', () => {
  test.each(['', 'nonsense'])('refuse "%s" for the dead letters', (url) => {
    expect(() => stage.container({ UNDELIVERED_DEAD_LETTER_QUEUE_URL: url })).toThrow(
      /UNDELIVERED_DEAD_LETTER_QUEUE_URL must be the URL/,
    );
  });
});
