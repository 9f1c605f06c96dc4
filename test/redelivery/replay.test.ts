import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { EventDefinition } from '../../lib/catalogue/definition.ts';
import { catalogue, type EventName } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import type { Delivery } from '../../lib/middleware/keep.ts';
import { sortOut } from '../../lib/middleware/quarantine.ts';
import { Stopwatch } from '../../lib/middleware/stopwatch.ts';
import type { Publication, Verdicts } from '../../lib/publish/destination.ts';
import {
  decodeRecord,
  encodeRecord,
  type QuarantineRecord,
  type StoredRecord,
} from '../../lib/publish/record.ts';
import { type DefinitionOf, definitionOf } from '../../lib/replay/definition-of.ts';
import { replayQuarantined } from '../../lib/replay/replay.ts';
import { eventOf, formOf, limits, publishedSamples, sampleSecrets } from '../samples.ts';

const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
const received = Date.parse('2026-03-17T14:52:41.123Z');

/** A bus, a topic and queues in memory that take everything, or nothing. */
const memory = ({ bus = true, queue = true }: { bus?: boolean; queue?: boolean } = {}) => {
  const published: Publication[] = [];
  const stored: StoredRecord[] = [];
  const lines: string[] = [];
  const down = { code: 'InternalException', message: 'down' };
  const verdicts = (count: number, works: boolean): Verdicts =>
    Array.from({ length: count }, () => (works ? undefined : down));
  const store = {
    store: async (records: readonly StoredRecord[]) => {
      if (queue) stored.push(...records);
      return verdicts(records.length, queue);
    },
  };
  const delivery: Delivery = {
    destinations: [
      {
        name: 'eventbridge',
        publish: async (publications) => {
          if (bus) published.push(...publications);
          return verdicts(publications.length, bus);
        },
      },
    ],
    versions: 'newest',
    undelivered: store,
    quarantine: store,
    publishDeadline: 5000,
    storeDeadline: 5000,
    log: (line) => lines.push(line),
  };
  return { delivery, published, stored, lines };
};

/** A definition none of whose items is valid, or only those whose text a check lets through. */
const strict = (name: EventName, accepts: (data: string) => boolean = () => false): EventDefinition => {
  const definition: EventDefinition = catalogue[name];
  const schema = v.pipe(
    definition.schema,
    v.check((data) => accepts(JSON.stringify(data)), 'is refused by a rule that is too strict'),
  );
  return { ...definition, schema };
};

const envelopeFor = (sample: string) => ({
  ...envelopeOf(decodeForm(formOf(sample), limits)),
  memberId,
});

/** What a receiver puts into the quarantine queue, as it comes out again. */
const quarantined = (definition: EventDefinition, sample: string): QuarantineRecord => {
  const arrival = { envelope: envelopeFor(sample), received, requestId: 'r', stopwatch: new Stopwatch() };
  const { held } = sortOut(definition, arrival, () => undefined);
  if (held === undefined) throw new Error(`${sample} is valid`);
  return decodeRecord(encodeRecord(held, 1024 * 1024)) as QuarantineRecord;
};

const asAtFirst = (name: EventName, sample: string): string[] =>
  normalise(catalogue[name], envelopeFor(sample), received).valid.map(({ json }) => json);

const replayWith = (delivery: Delivery, named: DefinitionOf = definitionOf) => ({
  delivery,
  definitionOf: named,
  requestId: 'replay',
});

describe('replayQuarantined', () => {
  test.each(publishedSamples)(
    'publishes %s byte for byte as if it had been valid at first',
    async (sample) => {
      const name = eventOf(sample);
      if (name === undefined) throw new Error('no event');
      const record = quarantined(strict(name), sample);
      const { delivery, published, stored, lines } = memory();
      const outcome = await replayQuarantined(record, replayWith(delivery));
      const expected = asAtFirst(name, sample);
      expect(outcome.status).toBe('published');
      expect(published.map(({ json }) => json)).toEqual(expected);
      expect(published.every((each) => each.name === name)).toBe(true);
      expect(outcome.events).toEqual(
        expected.map((json) => JSON.parse(json)).map(({ id, type }) => ({ id, type })),
      );
      expect(stored).toEqual([]);
      expect(lines).toEqual([]);
      for (const secret of sampleSecrets) expect(JSON.stringify(published)).not.toContain(secret);
    },
  );

  const list = 'openline-message-delete.code-outgoing-list';

  test('publishes only the items that were held, with the ids of their places', async () => {
    const [first = '', ...others] = asAtFirst('OnOpenLineMessageDelete', list);
    const { data } = JSON.parse(first) as { data: unknown };
    const record = quarantined(
      strict('OnOpenLineMessageDelete', (given) => given === JSON.stringify(data)),
      list,
    );
    expect(record.items).toEqual(others.map((_, index) => `data.DATA.${index + 1}`));
    const { delivery, published } = memory();
    await replayQuarantined(record, replayWith(delivery));
    expect(published.map(({ json }) => json)).toEqual(others);
  });

  test('stays in quarantine while it is not valid, and nothing is stored a second time', async () => {
    const record = quarantined(strict('OnSessionStart'), 'seed-session-start');
    const { delivery, published, stored } = memory();
    const outcome = await replayQuarantined(
      record,
      replayWith(delivery, () => strict('OnSessionStart')),
    );
    expect(outcome).toEqual({
      status: 'quarantined',
      events: [],
      stored: 0,
      undelivered: 0,
      quarantine: { reference: record.reference, errors: record.errors },
    });
    expect([published, stored]).toEqual([[], []]);
  });

  test('replays what came to another route as the event that it names', async () => {
    const record = quarantined(catalogue.OnSessionFinish, 'seed-session-start');
    expect(record.reason).toBe('wrong-route');
    const { delivery, published } = memory();
    expect((await replayQuarantined(record, replayWith(delivery))).status).toBe('published');
    expect(published.map(({ name }) => name)).toEqual(['OnSessionStart']);
    expect(published.map(({ json }) => json)).toEqual(asAtFirst('OnSessionStart', 'seed-session-start'));
  });

  test('keeps what names an event that the catalogue does not have', async () => {
    const record = quarantined(catalogue.OnSessionFinish, 'seed-session-start');
    const { delivery, published } = memory();
    const unknown = { ...record, body: { ...record.body, event: 'ONCRMDEALADD' } };
    expect(await replayQuarantined(unknown, replayWith(delivery))).toMatchObject({
      status: 'quarantined',
      quarantine: { errors: record.errors },
    });
    expect(published).toEqual([]);
  });

  test('stores what a destination does not accept', async () => {
    const record = quarantined(strict('OnSessionStart'), 'seed-session-start');
    const { delivery, stored } = memory({ bus: false });
    const outcome = await replayQuarantined(record, replayWith(delivery));
    expect(outcome).toMatchObject({ status: 'stored', stored: 1, undelivered: 0 });
    expect(stored).toMatchObject([
      { kind: 'undelivered', rejections: { eventbridge: { code: 'InternalException' } } },
    ]);
  });

  test('is undelivered, and logs nothing, when the queue does not take it either', async () => {
    const record = quarantined(strict('OnSessionStart'), 'seed-session-start');
    const { delivery, lines } = memory({ bus: false, queue: false });
    const outcome = await replayQuarantined(record, replayWith(delivery));
    expect(outcome).toMatchObject({ status: 'undelivered', undelivered: 1 });
    expect(lines).toEqual([]);
  });
});
