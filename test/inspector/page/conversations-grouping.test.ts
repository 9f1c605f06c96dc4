import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conversation, conversationsOf } from '../../../lib/inspector/page/conversations/grouping.ts';
import { timelineOf } from '../../../lib/inspector/page/conversations/timeline.ts';
import type { Row } from '../../../lib/inspector/protocol.ts';
import { at, inBitrix24, operatorWrote, outside, played, rowOf } from './conversation-rows.ts';

const PORTAL = 'a223c6b3710f85df22e9377d6c4f7553';

/** The seconds at which the events of each conversation came: rows are numbered by them. */
const seconds = (rows: readonly Row[]): number[][] =>
  conversationsOf(rows).map(({ events }) => events.map(({ row }) => row.seq));

const customerWrote = (second: number, chat: object): Row =>
  rowOf('OnOpenLineMessageAdd', second, { chat: { ...outside, ...chat } });

const unpublished = (seq: number, event: string, outcome: Row['outcome'], chat: string): Row => ({
  ...{ seq, at: at(seq), event, outcome, chat },
  ...{ portal: PORTAL, connector: 'webshop', line: 7 },
});

describe('conversations', () => {
  it('know all that one chat tells of itself', () => {
    const { events, ...conversation } = conversationsOf(played())[0] as Conversation;
    expect(conversation).toStrictEqual({
      key: `${PORTAL}/500`,
      keys: [`${PORTAL}/500`, `${PORTAL}/webshop/7/anna`],
      portal: PORTAL,
      id: 500,
      externalId: 'anna',
      name: 'Anna',
      connector: 'webshop',
      line: { id: 7, name: 'Orders' },
      started: at(1),
      finished: at(13),
    });
    expect(events).toHaveLength(13);
  });

  it.each<[string, readonly Row[], number[][]]>([
    ['one external chat', [customerWrote(1, {}), customerWrote(2, {})], [[1, 2]]],
    [
      'Bitrix24 names its own chat only, and nothing ties them',
      [customerWrote(1, {}), rowOf('OnSessionStart', 2, { chat: inBitrix24 })],
      [[2], [1]],
    ],
    [
      'a later message names both',
      [
        customerWrote(1, {}),
        rowOf('OnSessionStart', 2, { chat: inBitrix24 }),
        operatorWrote('OnOpenLineMessageAdd', 3, 11, 'Hello'),
      ],
      [[1, 2, 3]],
    ],
    [
      'a dialog and a session name the same session',
      [
        rowOf('OnImConnectorDialogStart', 1, { chat: { externalId: 'anna' }, session: { id: 42 } }),
        rowOf('OnSessionFinish', 2, { chat: inBitrix24, session: { id: 42 } }),
      ],
      [[1, 2]],
    ],
    [
      'the same session, but of another connector',
      [
        rowOf('OnImConnectorDialogStart', 1, { chat: { externalId: 'anna' }, session: { id: 42 } }),
        rowOf('OnSessionFinish', 2, {
          connector: { id: 'livechat' },
          chat: inBitrix24,
          session: { id: 42 },
        }),
      ],
      [[2], [1]],
    ],
    [
      'the website chat, whose external chats are those of Bitrix24',
      [
        rowOf('OnSessionStart', 1, { connector: { id: 'livechat' }, chat: inBitrix24 }),
        rowOf('OnOpenLineMessageAdd', 2, {
          connector: { id: 'livechat' },
          chat: { ...outside, externalId: '500' },
        }),
      ],
      [[1, 2]],
    ],
    ['another external chat', [customerWrote(1, {}), customerWrote(2, { externalId: 'bert' })], [[2], [1]]],
    [
      'the same external id on another line',
      [
        customerWrote(1, {}),
        rowOf('OnOpenLineMessageAdd', 2, { chat: outside, line: { id: 8, name: undefined } }),
      ],
      [[2], [1]],
    ],
    [
      'ids that look alike when put together',
      [
        rowOf('OnOpenLineMessageAdd', 1, { connector: { id: 'a/7' }, chat: { ...outside, externalId: 'b' } }),
        rowOf('OnOpenLineMessageAdd', 2, { connector: { id: 'a' }, chat: { ...outside, externalId: '7/b' } }),
      ],
      [[2], [1]],
    ],
    ['an event without a chat', [rowOf('OnImConnectorLineDelete', 1, {})], []],
    ['a message whose chat has no id', [customerWrote(1, { externalId: undefined })], []],
    [
      'quarantined: what is known of its chat',
      [customerWrote(1, {}), unpublished(2, 'OnOpenLineMessageAdd', 'quarantined', 'anna')],
      [[1, 2]],
    ],
    [
      'quarantined: a session, whose chat is that of Bitrix24',
      [
        operatorWrote('OnOpenLineMessageAdd', 1, 11, 'Hello'),
        unpublished(2, 'OnSessionFinish', 'quarantined', '500'),
      ],
      [[1, 2]],
    ],
    ['refused: anybody can claim a chat', [unpublished(1, 'OnOpenLineMessageAdd', 'refused', 'anna')], []],
  ])('are told apart: %s', (_, rows, expected) => {
    expect(seconds(rows)).toStrictEqual(expected);
  });

  it('of two portals stay apart, whatever their ids', () => {
    const other = { ...operatorWrote('OnOpenLineMessageAdd', 2, 11, 'Hello'), portal: 'b'.repeat(32) };
    expect(seconds([operatorWrote('OnOpenLineMessageAdd', 1, 11, 'Hello'), other])).toStrictEqual([[2], [1]]);
  });

  it.each<[string, readonly Row[], { started: string | undefined; finished: string | undefined }]>([
    [
      'it has begun',
      [rowOf('OnSessionStart', 1, { chat: inBitrix24 })],
      { started: at(1), finished: undefined },
    ],
    [
      'its beginning is not known',
      [rowOf('OnSessionFinish', 1, { chat: inBitrix24 })],
      { started: undefined, finished: at(1) },
    ],
    ['only messages are known', [customerWrote(1, {})], { started: undefined, finished: undefined }],
    [
      'another one has begun after the end',
      [
        rowOf('OnSessionStart', 1, { chat: inBitrix24 }),
        rowOf('OnSessionFinish', 2, { chat: inBitrix24 }),
        rowOf('OnSessionStart', 3, { chat: inBitrix24 }),
        operatorWrote('OnOpenLineMessageAdd', 4, 11, 'Hello'),
      ],
      { started: at(3), finished: undefined },
    ],
  ])('say whether the last session is open: %s', (_, rows, expected) => {
    const [{ started, finished } = {}] = conversationsOf(rows);
    expect({ started, finished }).toStrictEqual(expected);
  });

  it('come with the newest activity first', () => {
    const rows = [customerWrote(1, {}), customerWrote(2, { externalId: 'bert' }), customerWrote(3, {})];
    expect(seconds(rows)).toStrictEqual([[1, 3], [2]]);
  });

  it('do not depend on the order in which events arrive', () => {
    const shape = (rows: readonly Row[]) =>
      conversationsOf(rows).map(({ events, ...conversation }) => ({
        ...conversation,
        entries: timelineOf(events).map(({ rows: made, ...entry }) => ({
          ...entry,
          times: made.map((row) => row.published?.time),
        })),
      }));
    const two = [
      ...played(),
      customerWrote(20, { externalId: 'bert' }),
      rowOf('OnSessionStart', 21, { chat: inBitrix24 }),
    ];
    const shuffled = fc.shuffledSubarray(two, { minLength: two.length });
    fc.assert(
      fc.property(shuffled, (arrived) => {
        const numbered = arrived.map((row, index) => ({ ...row, seq: index + 1 }));
        expect(shape(numbered)).toStrictEqual(shape(two));
      }),
    );
  });

  it('have every event of a chat once, however few of them have come', () => {
    fc.assert(
      fc.property(fc.subarray([...played()]), (some) => {
        const shown = conversationsOf(some).flatMap(({ events }) =>
          timelineOf(events).flatMap(({ rows }) => rows.map(({ seq }) => seq)),
        );
        expect(shown.sort((one, other) => one - other)).toStrictEqual(some.map(({ seq }) => seq));
      }),
    );
  });
});
