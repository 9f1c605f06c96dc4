import { describe, expect, test } from 'vitest';
import { type ContractName, contracts } from '../../lib/schemas/index.ts';
import { eventOf } from '../../lib/testing/event-of.ts';
import examples from '../../lib/testing/examples.json' with { type: 'json' };

const names = Object.keys(contracts) as ContractName[];
const other = 'b'.repeat(32);

describe('an event', () => {
  test.each(names)('of the name %s is the recorded one where nothing is overridden', (name) => {
    expect(eventOf(name)).toStrictEqual(examples[name]);
    expect(eventOf(name, {})).toStrictEqual(eventOf(name));
  });

  test('is made anew each time: to change one changes no other', () => {
    const { data } = eventOf('OnImConnectorMessageUpdate');
    data.message.externalIds?.push('changed');
    data.line.id = 1;
    expect(eventOf('OnImConnectorMessageUpdate').data).toEqual(examples.OnImConnectorMessageUpdate.data);
  });
});

describe('what is overridden', () => {
  test('is merged into the data, and the rest stays', () => {
    const { data } = eventOf('OnSessionStart', {
      data: { line: { id: 7 }, session: { id: 42, closed: false } },
    });
    expect(data).toStrictEqual({
      ...examples.OnSessionStart.data,
      line: { id: 7, name: 'linename' },
      session: { id: 42, closed: false },
    });
  });

  test('replaces a list', () => {
    const externalIds = ['e1', 'e2'];
    const { data } = eventOf('OnImConnectorMessageUpdate', { data: { message: { externalIds } } });
    expect(data.message).toStrictEqual({ ...examples.OnImConnectorMessageUpdate.data.message, externalIds });
    externalIds.push('e3');
    expect(data.message.externalIds).toEqual(['e1', 'e2']);
  });

  test('takes away what is undefined, wherever it stands', () => {
    const event = eventOf('OnSessionStart', {
      portaldomain: undefined,
      data: {
        user: undefined,
        line: { name: undefined },
        session: { id: 1, closed: true, parentId: undefined },
      },
    });
    expect(event).not.toHaveProperty('portaldomain');
    expect(event.data).toStrictEqual({
      connector: { id: 'livechat' },
      line: { id: 128 },
      chat: { id: 10585 },
      session: { id: 1, closed: true },
    });
  });

  test('may be keys of what is verbatim, whatever they are called', () => {
    const unmapped = JSON.parse('{"__proto__": {"a": "b"}, "constructor": "c"}');
    const { data } = eventOf('OnOpenLineMessageAdd', { data: { unmapped } });
    expect(JSON.stringify(data.unmapped)).toBe(
      '{"chat":{"description":"from example"},"__proto__":{"a":"b"},"constructor":"c"}',
    );
  });
});

describe('what follows', () => {
  test('from the data are subject and partition key, encoded as always', () => {
    const { externalId } = { externalId: 'чат/1' };
    const event = eventOf('OnImConnectorMessageAdd', { data: { chat: { externalId } } });
    expect(event.subject).toBe('connector/myconnector/line/107/chat/%D1%87%D0%B0%D1%82%2F1');
    expect(event.partitionkey).toBe('a223c6b3710f85df22e9377d6c4f7553/%D1%87%D0%B0%D1%82%2F1');
  });

  test('from the source is the portal of the partition key', () => {
    const { partitionkey } = eventOf('OnSessionStart', { source: `urn:bitrix24:portal:${other}` });
    expect(partitionkey).toBe(`${other}/10585`);
  });

  test('from the type is the schema', () => {
    const { dataschema } = eventOf('OnSessionStart', { type: 'com.bitrix24.imopenlines.session.started.v2' });
    expect(dataschema).toBe('urn:b24bus:schema:com.bitrix24.imopenlines.session.started.v2');
  });

  test('is a subject only where there is something to name', () => {
    const data = { connector: undefined, line: undefined, chat: { externalId: undefined } };
    const event = eventOf('OnOpenLineMessageAdd', { data });
    expect(event).not.toHaveProperty('subject');
    expect(event.partitionkey).toBe('a223c6b3710f85df22e9377d6c4f7553');
  });

  test('may be overridden itself', () => {
    const overrides = { id: 'f'.repeat(32), partitionkey: 'one for all', dataschema: 'urn:other' };
    const event = eventOf('OnSessionStart', { ...overrides, subject: undefined, data: { line: { id: 7 } } });
    expect(event).toMatchObject({ ...overrides, data: { line: { id: 7 } } });
    expect(event).not.toHaveProperty('subject');
  });
});

describe('the id', () => {
  const idOf = (...given: Parameters<typeof eventOf<'OnSessionStart'>>) => eventOf(...given).id;
  const line7 = { data: { line: { id: 7 } } };

  test.each([
    ['the same override', line7, line7],
    ['an override by what is there already', {}, { data: { line: { id: 128 } } }],
    [
      'another reception, which is no other event',
      line7,
      { ...line7, receivedtime: '2026-11-22T10:00:00.000Z' },
    ],
    ['another domain of the portal', line7, { ...line7, portaldomain: 'renamed.bitrix24.com' }],
  ])('is the same with %s', (_, one, two) => {
    expect(idOf('OnSessionStart', two)).toBe(idOf('OnSessionStart', one));
  });

  test('is another with other data, another time, another portal and another version', () => {
    const ids = [
      idOf('OnSessionStart'),
      idOf('OnSessionStart', line7),
      idOf('OnSessionStart', { data: { line: { id: 8 } } }),
      idOf('OnSessionStart', { data: { user: undefined } }),
      idOf('OnSessionStart', { time: '2026-11-22T10:00:00Z' }),
      idOf('OnSessionStart', { source: `urn:bitrix24:portal:${other}` }),
      idOf('OnSessionStart', { type: 'com.bitrix24.imopenlines.session.started.v2' }),
      eventOf('OnSessionFinish').id,
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[\da-f]{32}$/);
  });
});

describe('what breaks the contract is refused:', () => {
  // As JavaScript without types would call it.
  const making =
    (overrides: unknown, name: ContractName = 'OnSessionStart') =>
    () =>
      eventOf(name, overrides as object);

  test.each<[string, unknown, string]>([
    ['a line as text', { data: { line: { id: '7' } } }, 'data.line.id is not a number'],
    ['half a line', { data: { line: { id: 7.5 } } }, 'data.line.id is not a whole number'],
    ['a list in the place of an object', { data: { line: [7] } }, 'data.line.id is missing'],
    ['no line', { data: { line: undefined } }, 'data.line is missing'],
    ['null', { data: { session: null } }, 'data.session is not Object'],
    ['no data', { data: undefined }, 'data is missing'],
    ['no id', { id: undefined }, 'id is missing'],
    ['a field outside of data', { line: { id: 7 } }, 'line is no attribute of an event'],
    ['two of them', { time: 5, data: { chat: { id: -1 } } }, 'time is not string; data.chat.id is negative'],
  ])('%s', (_, overrides, faults) => {
    expect(making(overrides)).toThrow(new TypeError(`This is no OnSessionStart: ${faults}.`));
  });

  test('an event that there is not', () => {
    const message = `b24bus has no event constructor; there are ${Object.keys(examples).join(', ')}.`;
    expect(making({}, 'constructor' as ContractName)).toThrow(new TypeError(message));
  });
});
