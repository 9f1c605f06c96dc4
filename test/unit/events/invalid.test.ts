import { describe, expect, test } from 'vitest';
import { catalogue, type EventName } from '../../../lib/catalogue/index.ts';
import { normalised } from './normalised.ts';

const message = { im: { chat_id: 1, message_id: 2 }, message: { id: 'e' }, chat: { id: 'x' } };

describe('what cannot be validated', () => {
  test.each<[string, EventName, unknown, { path: string; message: string }[]]>([
    [
      'a message without Bitrix24’s chat',
      'OnImConnectorMessageAdd',
      { CONNECTOR: 'c', LINE: 1, MESSAGES: [{ chat: { id: 'x' }, message: { text: 't' } }] },
      [
        {
          path: 'data.MESSAGES.0.im.chat_id',
          message:
            'chat.id is missing; looked in data.MESSAGES.0.im.chat_id, data.MESSAGES.0.message.chat_id',
        },
      ],
    ],
    [
      'a message without connector and line',
      'OnImConnectorMessageAdd',
      { MESSAGES: [message] },
      [
        {
          path: 'data.MESSAGES.0.connector.connector_id',
          message:
            'connector.id is missing; looked in data.MESSAGES.0.connector.connector_id, data.CONNECTOR',
        },
        {
          path: 'data.MESSAGES.0.connector.line_id',
          message: 'line.id is missing; looked in data.MESSAGES.0.connector.line_id, data.LINE',
        },
      ],
    ],
    [
      'a line that is no number, where it stands',
      'OnImConnectorMessageAdd',
      { CONNECTOR: 'c', line: 'L1', MESSAGES: [message] },
      [{ path: 'data.line', message: 'is not a whole number (line.id)' }],
    ],
    [
      'a negative line',
      'OnImConnectorLineDelete',
      '-5',
      [{ path: 'data', message: 'is not a whole number (line.id)' }],
    ],
    [
      'line 0, which is none',
      'OnImConnectorLineDelete',
      '0',
      [{ path: 'data', message: 'line.id is missing; looked in data, data.LINE_ID, data.LINE' }],
    ],
    [
      'items that are texts',
      'OnImConnectorDialogStart',
      { DATA: ['x'] },
      expect.arrayContaining([
        expect.objectContaining({ path: 'data.DATA.0.connector.connector_id' }),
      ]) as never,
    ],
    [
      'a session id that is no number',
      'OnImConnectorDialogStart',
      { CONNECTOR: 'c', LINE: 1, DATA: [{ chat: { id: 'x' }, session: { id: 'abc' } }] },
      [{ path: 'data.DATA.0.session.id', message: 'is not a whole number (session.id)' }],
    ],
    [
      'a list of items that is a text',
      'OnSessionStart',
      { DATA: 'x' },
      [
        {
          path: 'data',
          message: 'has no dialog, session or message where this event has them (MESSAGES or DATA)',
        },
      ],
    ],
    [
      'no data at all',
      'OnImConnectorStatusDelete',
      undefined,
      [
        {
          path: 'data',
          message: 'has no dialog, session or message where this event has them (MESSAGES or DATA)',
        },
      ],
    ],
  ])('is said with its place: %s', (_, name, data, errors) => {
    const result = normalised(catalogue[name], data);
    expect(result.valid).toEqual([]);
    expect(result.errors).toEqual(errors);
  });

  test.each([
    ['is missing', undefined, 'is missing'],
    ['is no number', 'now', 'is not a time in Unix seconds'],
    ['only ends in a number', 'x1773759161', 'is not a time in Unix seconds'],
    ['only begins with a number', '1773759161.5', 'is not a time in Unix seconds'],
    ['is beyond the year 9999', '253402300800', 'is not a time in Unix seconds'],
  ])('is the time, where it %s', (_, ts, problem) => {
    expect(normalised(catalogue.OnImConnectorLineDelete, 1, { ts: ts ?? null }).errors).toEqual([
      { path: 'ts', message: problem },
    ]);
  });

  test('takes the last second of the year 9999', () => {
    const { valid } = normalised(catalogue.OnImConnectorLineDelete, 1, { ts: '253402300799' });
    expect(valid[0]?.event.time).toBe('9999-12-31T23:59:59Z');
  });

  test('holds only the items that are not valid, and says which', () => {
    const data = {
      CONNECTOR: 'c',
      LINE: 1,
      MESSAGES: [message, { ...message, im: { chat_id: 'x' } }, message],
    };
    const { valid, invalidItems, errors } = normalised(catalogue.OnImConnectorMessageDelete, data);
    expect(valid).toHaveLength(2);
    expect(invalidItems).toEqual(['data.MESSAGES.1']);
    expect(errors.map(({ path }) => path)).toEqual(['data.MESSAGES.1.im.chat_id']);
  });

  test('names fifty errors of thousands', () => {
    const data = { CONNECTOR: 'c', LINE: 1, MESSAGES: Array.from({ length: 1000 }, () => ({ a: 'b' })) };
    const { errors, invalidItems } = normalised(catalogue.OnImConnectorMessageDelete, data);
    expect(errors).toHaveLength(50);
    expect(invalidItems).toHaveLength(1000);
  });

  test('holds a body whole whose keys around its items would multiply beyond memory', () => {
    const data = {
      CONNECTOR: 'c',
      LINE: 1,
      more: 'x'.repeat(500_000),
      MESSAGES: Array.from({ length: 100 }, () => message),
    };
    const { valid, errors } = normalised(catalogue.OnImConnectorMessageDelete, data);
    expect(valid).toEqual([]);
    expect(errors).toEqual([
      {
        path: 'data',
        message: 'makes more than 16777216 bytes of events, because the keys around its items go into each',
      },
    ]);
  });
});
