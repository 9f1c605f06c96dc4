import { describe, expect, test } from 'vitest';
import { parse } from '../../lib/consumer/index.ts';
import { contracts, type PublishedEvent } from '../../lib/schemas/index.ts';
import { sampleEvents, sessionStart, ways } from './records.ts';

const portal = 'a223c6b3710f85df22e9377d6c4f7553';

const read = (event: PublishedEvent) => {
  const name = Object.values(contracts).find(({ type }) => type === event.type)?.name;
  return { ...event, name, version: 1, portal };
};

describe.each(ways)('an event that comes through %s', (_name, wrap) => {
  test('is read whole, whichever it is', () => {
    const events = sampleEvents;
    expect(events.map((event) => parse(wrap(event)))).toStrictEqual(events.map(read));
  });

  test('is read from JSON text, too', () => {
    expect(parse(JSON.stringify(wrap(sessionStart())))).toStrictEqual(read(sessionStart()));
  });
});

test('samples are of every event of Bitrix24', () => {
  const seen = new Set(sampleEvents.map((event) => read(event).name));
  expect([...seen].sort()).toEqual(
    Object.keys(contracts)
      .filter((name) => name !== 'AppHealthChanged')
      .sort(),
  );
});

test("reads b24bus's own event", () => {
  const type = contracts.AppHealthChanged.type;
  const since = '2026-11-22T14:33:39.002Z';
  const problem = { check: 'bindings', code: 'unbound', message: 'Not bound.', cure: 'Bind it.' };
  const health = { status: 'unhealthy', previous: 'healthy', since, problems: [problem] };
  expect(parse({ ...sessionStart(), type, data: { health } })).toMatchObject({
    name: 'AppHealthChanged',
    data: { health },
  });
});

describe('what a later release adds', () => {
  test('to the data is kept', () => {
    const { data, ...rest } = sessionStart();
    const event = { ...rest, data: { ...data, line: { ...data.line, colour: 'red' }, mood: [1, null] } };
    expect(parse(event)).toStrictEqual({ ...event, name: 'OnSessionStart', version: 1, portal });
  });

  test('to the attributes is kept', () => {
    const event = {
      ...sessionStart(),
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    };
    expect(parse(event)).toStrictEqual({ ...event, name: 'OnSessionStart', version: 1, portal });
  });

  test('as keys that JavaScript knows is kept as data', () => {
    const unmapped = JSON.parse('{"__proto__":{"a":"1"},"constructor":"2"}');
    const event = parse({ ...sessionStart(), data: { ...sessionStart().data, unmapped } });
    expect(JSON.stringify(event.data)).toContain('"unmapped":{"__proto__":{"a":"1"},"constructor":"2"}');
  });

  test('as keys with escapes is kept, whatever was read before', () => {
    for (const unmapped of [
      { mood: {}, '\\': '1' },
      { mood: '1', '\n': '2' },
    ])
      expect(
        parse(JSON.stringify({ ...sessionStart(), data: { ...sessionStart().data, unmapped } })).data,
      ).toMatchObject({ unmapped });
  });

  test('as a new version is passed through, marked', () => {
    const event = {
      ...sessionStart(),
      type: 'com.bitrix24.imopenlines.session.started.v2',
      data: { line: 'Sales' },
    };
    expect(parse(event)).toStrictEqual({
      ...event,
      ...{ name: 'Unknown', reason: 'version', knownAs: 'OnSessionStart', version: 2, portal },
    });
  });

  test('as a new event is passed through, marked', () => {
    const event = { ...sessionStart(), type: 'com.bitrix24.crm.deal.added.v3', data: undefined };
    expect(parse(event)).toStrictEqual({
      ...event,
      ...{ name: 'Unknown', reason: 'type', version: 3, portal },
    });
  });
});
