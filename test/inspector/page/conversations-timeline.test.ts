import { describe, expect, it } from 'vitest';
import { conversationsOf } from '../../../lib/inspector/page/conversations/grouping.ts';
import type { MessageEntry } from '../../../lib/inspector/page/conversations/message-entry.ts';
import { type Entry, timelineOf } from '../../../lib/inspector/page/conversations/timeline.ts';
import type { Row } from '../../../lib/inspector/protocol.ts';
import {
  at,
  both,
  inBitrix24,
  operatorChanged,
  operatorWrote,
  outside,
  played,
  rowOf,
} from './conversation-rows.ts';

const entriesOf = (rows: readonly Row[]): readonly Entry[] =>
  conversationsOf(rows).flatMap(({ events }) => timelineOf(events));

/** An operator's message, with the rows by number. */
const message = (differs: Partial<Omit<MessageEntry, 'rows'>>, rows: readonly number[]) => ({
  kind: 'message',
  at: at(rows[0] ?? 0),
  id: 11,
  direction: 'outgoing',
  system: false,
  sender: 'Olga',
  text: 'Hello',
  earlier: [],
  files: [],
  edited: undefined,
  deleted: undefined,
  doubt: undefined,
  ...differs,
  rows,
});

const numbered = (rows: readonly Row[]) =>
  entriesOf(rows).map((entry) => ({ ...entry, rows: entry.rows.map(({ seq }) => seq) }));

const wrote = operatorWrote('OnOpenLineMessageAdd', 1, 11, 'Hello');
const edited = operatorChanged('OnOpenLineMessageUpdate', 2, 11, 'Good day');
const deleted = operatorChanged('OnOpenLineMessageDelete', 3, 11);

describe('the timeline of a conversation', () => {
  it('tells a whole one from its start to its finish', () => {
    const known = { session: undefined, startless: false };
    expect(numbered(played())).toStrictEqual([
      { kind: 'dialog-started', at: at(1), rows: [1], ...known },
      { kind: 'session-started', at: at(2), rows: [2], ...known },
      message({ id: undefined, direction: 'incoming', sender: undefined, text: 'When will it arrive?' }, [3]),
      message({ text: 'On Wednesday.', earlier: ['On Thursday.'], edited: at(7) }, [4, 5, 6, 7]),
      message({ id: 12, text: 'Max, is there another one?', deleted: at(10) }, [8, 9, 10, 11]),
      { kind: 'session-finished', at: at(12), rows: [12], ...known },
      { kind: 'dialog-finished', at: at(13), rows: [13], ...known },
    ]);
  });

  it.each<[string, readonly Row[], readonly object[]]>([
    ['an edit', [wrote, edited], [message({ text: 'Good day', earlier: ['Hello'], edited: at(2) }, [1, 2])]],
    [
      'two edits, of which each is told by two events',
      [
        wrote,
        edited,
        operatorChanged('OnImConnectorMessageUpdate', 3, 11, 'Good day'),
        operatorChanged('OnOpenLineMessageUpdate', 4, 11, 'Hello'),
        operatorChanged('OnImConnectorMessageUpdate', 5, 11, 'Hello'),
      ],
      [message({ text: 'Hello', earlier: ['Hello', 'Good day'], edited: at(5) }, [1, 2, 3, 4, 5])],
    ],
    [
      'an edit without a text',
      [wrote, operatorChanged('OnOpenLineMessageUpdate', 2, 11)],
      [message({ edited: at(2) }, [1, 2])],
    ],
    ['a deletion', [wrote, deleted], [message({ deleted: at(3) }, [1, 3])]],
    [
      'a deletion that came before the message',
      [
        { ...deleted, seq: 1 },
        { ...wrote, seq: 2 },
      ],
      [message({ deleted: at(3) }, [2, 1])].map((entry) => ({ ...entry, at: at(1) })),
    ],
    [
      'an edit of a message that is not here',
      [edited],
      [message({ text: 'Good day', edited: at(2), doubt: 'unseen' }, [2])],
    ],
    [
      'a deletion of a message that is not here',
      [deleted],
      [message({ sender: undefined, text: undefined, deleted: at(3), doubt: 'unseen' }, [3])],
    ],
    ['the same event twice', [wrote, { ...wrote, seq: 2 }], [message({}, [1, 2])]],
    [
      'one message told by two events in different words',
      [wrote, operatorWrote('OnImConnectorMessageAdd', 2, 11, 'Hello!')],
      [message({}, [1, 2])],
    ],
    [
      'two messages of the same text',
      [wrote, operatorWrote('OnOpenLineMessageAdd', 2, 12, 'Hello')],
      [message({}, [1]), message({ id: 12 }, [2])],
    ],
    [
      'one id with two texts, and the edit of the second',
      [wrote, operatorWrote('OnOpenLineMessageAdd', 2, 11, 'Bye'), { ...edited, seq: 3 }],
      [
        message({ doubt: 'contradicted' }, [1]),
        {
          ...message({ text: 'Good day', earlier: ['Bye'], edited: at(2), doubt: 'contradicted' }, [2, 3]),
        },
      ],
    ],
    [
      'a message of the system, whose text is signed by nobody',
      [
        rowOf('OnImConnectorMessageAdd', 1, {
          chat: both,
          message: { id: 11, text: '[b]Note:[/b] [br]Olga joined', system: true, authorId: undefined },
        }),
      ],
      [message({ system: true, sender: undefined, text: 'Olga joined' }, [1])],
    ],
    [
      'an operator without a name',
      [rowOf('OnImConnectorMessageAdd', 1, { chat: both, message: { id: 11, text: 'Hello' } })],
      [message({ sender: undefined }, [1])],
    ],
    [
      'a customer who writes as an operator does',
      [
        rowOf('OnOpenLineMessageAdd', 1, {
          chat: outside,
          message: { externalIds: ['x'], text: '[b]Olga:[/b] [br]Hello' },
        }),
      ],
      [message({ id: undefined, direction: 'incoming', sender: undefined }, [1])],
    ],
    [
      'equal external ids of either side',
      [
        rowOf('OnOpenLineMessageAdd', 1, { chat: outside, message: { externalIds: ['x'], text: 'Hello' } }),
        rowOf('OnOpenLineMessageUpdate', 2, {
          chat: both,
          message: { id: 11, externalIds: ['x'], text: 'Hi' },
        }),
      ],
      [
        message({ id: undefined, direction: 'incoming', sender: undefined }, [1]),
        message({ sender: undefined, text: 'Hi', edited: at(2), doubt: 'unseen' }, [2]),
      ],
    ],
    [
      'files, whose names only one of its events knows',
      [
        rowOf('OnOpenLineMessageAdd', 1, {
          chat: both,
          message: {
            id: 11,
            externalIds: undefined,
            direction: 'outgoing',
            text: undefined,
            files: [{ id: 5 }],
          },
        }),
        rowOf('OnImConnectorMessageAdd', 2, {
          chat: both,
          message: { id: 11, text: undefined, files: [{ name: 'offer.pdf' }] },
        }),
      ],
      [message({ sender: undefined, text: undefined, files: [{ name: 'offer.pdf' }] }, [1, 2])],
    ],
    [
      'one start, whose event came twice',
      [
        rowOf('OnSessionStart', 1, { chat: inBitrix24 }),
        { ...rowOf('OnSessionStart', 1, { chat: inBitrix24 }), seq: 2 },
      ],
      [{ kind: 'session-started', at: at(1), rows: [1, 2], session: undefined, startless: false }],
    ],
    [
      'one id with two texts, and another message between them',
      [
        wrote,
        operatorWrote('OnOpenLineMessageAdd', 2, 12, 'Well'),
        operatorWrote('OnOpenLineMessageAdd', 3, 11, 'Bye'),
      ],
      [
        message({ doubt: 'contradicted' }, [1]),
        message({ id: 12, text: 'Well' }, [2]),
        message({ text: 'Bye', doubt: 'contradicted' }, [3]),
      ],
    ],
    [
      'a finish without a start',
      [rowOf('OnSessionFinish', 1, { chat: inBitrix24, session: { id: 42 } })],
      [{ kind: 'session-finished', at: at(1), rows: [1], session: 42, startless: true }],
    ],
    [
      'what is not on the bus',
      [
        wrote,
        {
          seq: 2,
          at: at(2),
          event: 'OnOpenLineMessageAdd',
          outcome: 'quarantined',
          portal: 'a223c6b3710f85df22e9377d6c4f7553',
          connector: 'webshop',
          line: 7,
          chat: 'anna',
        },
      ],
      [message({}, [1]), { kind: 'faulty', at: at(2), rows: [2] }],
    ],
  ])('shows %s', (_, rows, expected) => {
    expect(numbered(rows)).toStrictEqual(expected);
  });
});
