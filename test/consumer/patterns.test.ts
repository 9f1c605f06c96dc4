import { describe, expect, test } from 'vitest';
import { typesOf } from '../../lib/consumer/event-filter.ts';
import { filterPolicy } from '../../lib/consumer/filter-policy.ts';
import { pattern } from '../../lib/consumer/pattern.ts';
import { sourceOf } from '../../lib/schemas/contract.ts';
import { type ContractName, contracts } from '../../lib/schemas/index.ts';

const portal = 'a223c6b3710f85df22e9377d6c4f7553';

const all = {
  event: ['OnSessionStart', 'OnImConnectorMessageAdd'],
  portal,
  connector: 'livechat',
  line: [1, 2],
  version: 1,
} as const;

describe('a pattern', () => {
  test('of nothing takes everything of b24bus', () => {
    expect(pattern()).toEqual({ source: [{ prefix: 'bitrix24.' }] });
    expect(pattern({})).toEqual(pattern());
  });

  test('of an event names it and its source', () => {
    expect(pattern({ event: 'OnSessionStart' })).toEqual({
      source: ['bitrix24.imopenlines'],
      'detail-type': ['OnSessionStart'],
    });
  });

  test('of events names each source once', () => {
    expect(pattern({ event: ['OnAppTest', 'AppHealthChanged', 'OnSessionStart'] })).toEqual({
      source: ['bitrix24.app', 'bitrix24.imopenlines'],
      'detail-type': ['OnAppTest', 'AppHealthChanged', 'OnSessionStart'],
    });
  });

  test('of everything there is to ask for is spelled as EventBridge spells it', () => {
    expect(pattern(all)).toEqual({
      source: ['bitrix24.imopenlines', 'bitrix24.imconnector'],
      'detail-type': ['OnSessionStart', 'OnImConnectorMessageAdd'],
      resources: [`urn:bitrix24:portal:${portal}`],
      detail: {
        type: ['com.bitrix24.imopenlines.session.started.v1', 'com.bitrix24.imconnector.message.added.v1'],
        data: { connector: { id: ['livechat'] }, line: { id: [1, 2] } },
      },
    });
  });

  test('is the same as JSON', () => {
    expect(JSON.parse(JSON.stringify(pattern(all)))).toEqual(pattern(all));
  });

  const portals = (count: number): [string, ...string[]] => [
    portal,
    ...Array.from({ length: count - 1 }, (_, index) => String(index).padStart(32, 'c')),
  ];

  test('may have 2048 characters, and 4096 where AWS has raised the quota', () => {
    const sized = (length: number) => pattern({ portal: portals(30), connector: 'c'.repeat(length) });
    const room = 2048 - JSON.stringify(sized(1)).length;
    expect(JSON.stringify(sized(1 + room))).toHaveLength(2048);
    const message =
      'The event pattern has 2049 characters, EventBridge takes 2048 (quota "Event pattern size", which AWS raises to 4096 at most): make several rules of it.';
    expect(() => sized(2 + room)).toThrow(new RangeError(message));
    const raised = { maxCharacters: 4096 };
    expect(pattern({ portal: portals(60) }, raised).resources).toHaveLength(60);
    expect(() => pattern({ portal: portals(80) }, raised)).toThrow(
      /^The event pattern has \d+ characters, EventBridge takes 4096 /,
    );
  });
});

describe('a filter policy', () => {
  test('of nothing takes everything of b24bus', () => {
    expect(filterPolicy()).toEqual({ event: [{ exists: true }] });
    expect(filterPolicy({})).toEqual(filterPolicy());
  });

  test('of an event names it', () => {
    expect(filterPolicy({ event: 'OnSessionStart' })).toEqual({ event: ['OnSessionStart'] });
  });

  test('of a portal, a connector and a line names these alone', () => {
    expect(filterPolicy({ portal, connector: 'livechat', line: 7 })).toEqual({
      portal: [portal],
      connector: ['livechat'],
      line: [{ numeric: ['=', 7] }],
    });
  });

  test('of versions names the types, which say what event it is', () => {
    expect(filterPolicy(all)).toEqual({
      type: ['com.bitrix24.imopenlines.session.started.v1', 'com.bitrix24.imconnector.message.added.v1'],
      portal: [portal],
      connector: ['livechat'],
      line: [{ numeric: ['=', 1] }, { numeric: ['=', 2] }],
    });
  });

  const lines = (count: number): [number, ...number[]] => [
    1,
    ...Array.from({ length: count - 1 }, (_, index) => index + 2),
  ];

  test('may have 150 combinations of values', () => {
    const combined = (count: number) =>
      filterPolicy({ event: ['OnSessionStart', 'OnSessionFinish'], line: lines(count) });
    expect(combined(75).line).toHaveLength(75);
    const message =
      'The filter policy has 2 x 76 = 152 combinations, SNS takes 150: make several subscriptions of it.';
    expect(() => combined(76)).toThrow(new RangeError(message));
  });

  test('may have a line up to a billion', () => {
    expect(filterPolicy({ line: 1_000_000_000 })).toEqual({ line: [{ numeric: ['=', 1_000_000_000] }] });
    const message =
      'SNS does not match line 1000000001, only numbers up to 1000000000: let the consumer filter by it.';
    expect(() => filterPolicy({ line: [1, 1_000_000_001] })).toThrow(new RangeError(message));
  });

  test.each(['a"b', 'a\\b'])('of a connector %s is refused, because SNS would not match it', (connector) => {
    const message = `SNS does not match ${JSON.stringify(connector)}, because of its quotation mark or backslash: let the consumer filter by it.`;
    expect(() => filterPolicy({ connector })).toThrow(new RangeError(message));
  });
});

describe('the types of events in some versions', () => {
  const started = { name: 'OnSessionStart', what: 'imopenlines.session.started', newest: 3 };
  const tested = { name: 'OnAppTest', what: 'app.tested', newest: 1 };

  test.each<[string, number[], string[]]>([
    ['none without a version', [], []],
    [
      'those that each event has',
      [1, 3],
      [
        'com.bitrix24.imopenlines.session.started.v1',
        'com.bitrix24.imopenlines.session.started.v3',
        'com.bitrix24.app.tested.v1',
      ],
    ],
  ])('are %s', (_, versions, expected) => {
    expect(typesOf([started, tested], versions)).toEqual(expected);
  });

  test('are refused where an event has none of the versions', () => {
    expect(() => typesOf([started, tested], [2, 3])).toThrow(
      new TypeError('OnAppTest has no version 2 or 3 in this release of b24bus, only up to 1.'),
    );
  });
});

describe('every event', () => {
  test.each(Object.values(contracts))('$name has the source and the type of its contract', (contract) => {
    const { source, detail } = pattern({ event: contract.name as ContractName, version: 1 });
    expect([source, detail?.type]).toEqual([[sourceOf(contract)], [contract.type]]);
  });

  test.each(Object.values(contracts))('$name is asked for by what its contract has', ({ name, schema }) => {
    const isTaken = (field: object): boolean => {
      try {
        return pattern({ event: name as ContractName, ...field }) !== undefined;
      } catch {
        return false;
      }
    };
    const entries = 'entries' in schema ? Object.keys(Object(schema.entries)) : [];
    expect([isTaken({ connector: 'c' }), isTaken({ line: 1 })]).toEqual([
      entries.includes('connector'),
      entries.includes('line'),
    ]);
  });
});
