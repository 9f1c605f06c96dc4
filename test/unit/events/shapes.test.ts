import { describe, expect, test } from 'vitest';
import { catalogue, type EventName } from '../../../lib/catalogue/index.ts';
import { member, normalised } from './normalised.ts';

/** The data of the one event that a `data` of this shape becomes. */
const dataOf = (name: EventName, data: unknown): unknown => {
  const auth = { member_id: member, status: 'F' };
  const { valid, errors } = normalised(catalogue[name], data, name === 'OnAppTest' ? { auth } : {});
  expect(errors).toEqual([]);
  expect(valid).toHaveLength(1);
  return valid[0]?.event.data;
};

type Case = readonly [shape: string, name: EventName, data: unknown, expected: unknown];

const item = { im: { chat_id: 1807, message_id: 86501 }, chat: { id: 'ext-chat' } };
const outgoing = { connector: { id: 'c' }, line: { id: 107 }, chat: { id: 1807, externalId: 'ext-chat' } };
const changed = { id: 86501, direction: 'outgoing', system: false };

const connectorMessages: Case[] = [
  [
    'names the list DATA (2024)',
    'OnImConnectorMessageUpdate',
    { CONNECTOR: 'c', LINE: 107, DATA: [{ ...item, message: { id: ['e1', 'e2'], text: 'x' } }] },
    { ...outgoing, message: { ...changed, externalIds: ['e1', 'e2'], text: 'x' } },
  ],
  [
    'has lower-case connector and line',
    'OnImConnectorMessageAdd',
    { connector: 'c', line: 107, messages: [{ ...item, message: { text: 'x' } }] },
    { ...outgoing, message: { ...changed, text: 'x' } },
  ],
  [
    'has one message that is not in a list',
    'OnImConnectorMessageDelete',
    { CONNECTOR: 'c', LINE: 107, MESSAGES: { ...item, message: { id: 'e1' } } },
    { ...outgoing, message: { ...changed, externalIds: ['e1'] } },
  ],
  [
    'has the delete of 2024: DATA, an array of ids, text',
    'OnImConnectorMessageDelete',
    { CONNECTOR: 'c', LINE: 107, DATA: [{ ...item, message: { id: ['e1'], text: 'gone' } }] },
    { ...outgoing, message: { ...changed, externalIds: ['e1'], text: 'gone' } },
  ],
  [
    'has an external id that no number can hold',
    'OnImConnectorMessageAdd',
    {
      CONNECTOR: 'c',
      LINE: 107,
      MESSAGES: [{ ...item, chat: { id: '900719925474099312345' }, message: { user_id: 5 } }],
    },
    {
      ...outgoing,
      chat: { id: 1807, externalId: '900719925474099312345' },
      message: { ...changed, authorId: 5 },
    },
  ],
  [
    'has a file in no list, and one whose size nobody can read',
    'OnImConnectorMessageAdd',
    {
      CONNECTOR: 'c',
      LINE: 107,
      MESSAGES: [{ ...item, message: { files: { name: 'a.png', size: 'huge' } } }],
    },
    {
      ...outgoing,
      message: { ...changed, files: [{ name: 'a.png' }] },
      unmapped: { message: { files: { size: 'huge' } } },
    },
  ],
  [
    'has attachments, parameters and old attachments',
    'OnImConnectorMessageAdd',
    {
      CONNECTOR: 'c',
      LINE: 107,
      MESSAGES: [
        {
          ...item,
          message: { user_id: 0, attachments: { 3: { TITLE: 't' } }, params: { A: ['x', 'y'] } },
          attachments_old: [{ a: 1 }],
        },
      ],
    },
    {
      ...outgoing,
      message: {
        ...changed,
        system: true,
        attachments: { 3: { TITLE: 't' } },
        params: { A: { 0: 'x', 1: 'y' } },
      },
      unmapped: { attachments_old: { 0: { a: '1' } } },
    },
  ],
];

const elsewhere = { CONNECTOR: 'c', LINE: 107 };
connectorMessages.push(
  [
    'names the external chat chat_id',
    'OnImConnectorMessageDelete',
    { ...elsewhere, MESSAGES: [{ ...item, chat: { chat_id: 'ext-chat' }, message: { id: 'e1' } }] },
    { ...outgoing, message: { ...changed, externalIds: ['e1'] } },
  ],
  [
    'has a connector of its own, with the external chat',
    'OnImConnectorMessageDelete',
    {
      MESSAGES: [
        {
          im: item.im,
          connector: { connector_id: 'c', line_id: 107, chat_id: 'ext-chat' },
          message: { id: 'e1' },
        },
      ],
    },
    { ...outgoing, message: { ...changed, externalIds: ['e1'] } },
  ],
);

const dialogs: Case[] = [
  [
    'has DATA as an object (the table of 2024)',
    'OnImConnectorDialogStart',
    {
      CONNECTOR: 'c',
      LINE: '105',
      DATA: { connector: { connector_id: 'c', line_id: 105, chat_id: 'x', user_id: 7 } },
    },
    { connector: { id: 'c' }, line: { id: 105 }, chat: { externalId: 'x' }, user: { id: 7 } },
  ],
  [
    'takes connector and line from beside the list, and the chat from chat_id',
    'OnImConnectorDialogStart',
    { connector: 'c', line: '105', DATA: [{ chat: { chat_id: 'x' }, user: { id: '7' } }] },
    { connector: { id: 'c' }, line: { id: 105 }, chat: { externalId: 'x' }, user: { id: 7 } },
  ],
  [
    'keeps what disagrees',
    'OnImConnectorDialogStart',
    {
      CONNECTOR: 'other',
      LINE: '9',
      DATA: [
        {
          connector: { connector_id: 'c', line_id: 105, chat_id: 'y', user_id: 7 },
          chat: { id: 'x' },
          user: { id: 8 },
        },
      ],
    },
    {
      connector: { id: 'c' },
      line: { id: 105 },
      chat: { externalId: 'x' },
      user: { id: 7 },
      unmapped: { connector: { chat_id: 'y' }, user: { id: '8' }, CONNECTOR: 'other', LINE: '9' },
    },
  ],
  [
    'takes the line from the item',
    'OnImConnectorDialogStart',
    { CONNECTOR: 'c', DATA: [{ chat: { id: 'x' }, line: { id: 5 } }] },
    { connector: { id: 'c' }, line: { id: 5 }, chat: { externalId: 'x' } },
  ],
  [
    'finishes without a flag: closed all the same, with the parent session',
    'OnImConnectorDialogFinish',
    { CONNECTOR: 'c', LINE: 1, DATA: [{ chat: { id: 'x' }, session: { id: 5, parent_id: 4 } }] },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { externalId: 'x' },
      session: { id: 5, closed: true, parentId: 4 },
    },
  ],
  [
    'finishes with a flag that says otherwise',
    'OnImConnectorDialogFinish',
    { CONNECTOR: 'c', LINE: 1, DATA: [{ chat: { id: 'x' }, session: { id: 5, closed: 'N' } }] },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { externalId: 'x' },
      session: { id: 5, closed: true },
      unmapped: { session: { closed: 'N' } },
    },
  ],
  [
    'finishes with an empty flag',
    'OnImConnectorDialogFinish',
    {
      CONNECTOR: 'c',
      LINE: 1,
      DATA: [{ chat: { id: 'x' }, line: { name: 'L' }, session: { id: 5, closed: '' } }],
    },
    {
      connector: { id: 'c' },
      line: { id: 1, name: 'L' },
      chat: { externalId: 'x' },
      session: { id: 5, closed: true },
    },
  ],
  ...['1', 'y', 'Yes', 'nY'].map(
    (closed): Case => [
      `finishes with the flag ${closed}`,
      'OnImConnectorDialogFinish',
      { CONNECTOR: 'c', LINE: 1, DATA: [{ chat: { id: 'x' }, session: { id: 5, closed } }] },
      {
        connector: { id: 'c' },
        line: { id: 1 },
        chat: { externalId: 'x' },
        session: { id: 5, closed: true },
        ...(closed.length > 1 && { unmapped: { session: { closed } } }),
      },
    ],
  ),
  [
    'has a session without an id, which is none',
    'OnImConnectorDialogStart',
    {
      CONNECTOR: 'c',
      LINE: 1,
      DATA: [{ chat: { id: 'x' }, session: { id: 0, closed: 'N', close_term: 60 } }],
    },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { externalId: 'x' },
      unmapped: { session: { closed: 'N', close_term: '60' } },
    },
  ],
  [
    'has a session whose flag is 1 and whose term nobody can read',
    'OnImConnectorDialogStart',
    {
      CONNECTOR: 'c',
      LINE: 1,
      DATA: [{ chat: { id: 'x' }, session: { id: 5, closed: true, close_term: 'soon' } }],
    },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { externalId: 'x' },
      session: { id: 5, closed: true },
      unmapped: { session: { close_term: 'soon' } },
    },
  ],
  [
    'names the client with the literal undefined',
    'OnImConnectorDialogStart',
    {
      CONNECTOR: 'c',
      LINE: 1,
      DATA: [{ connector: { chat_id: 'x', user_id: 'undefined' }, chat: { id: 'undefined' } }],
    },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { externalId: 'x' },
      unmapped: { connector: { user_id: 'undefined' }, chat: { id: 'undefined' } },
    },
  ],
];

const lines: Case[] = [
  [
    'is {CONNECTOR, LINE} (2024)',
    'OnImConnectorStatusDelete',
    { CONNECTOR: 'c', LINE: 9 },
    { connector: { id: 'c' }, line: { id: 9 } },
  ],
  [
    'is {connector, line} and more',
    'OnImConnectorStatusDelete',
    { connector: 'c', line: 9, x: 'y' },
    { connector: { id: 'c' }, line: { id: 9 }, unmapped: { x: 'y' } },
  ],
  ['is {LINE_ID} (2024)', 'OnImConnectorLineDelete', { LINE_ID: '9' }, { line: { id: 9 } }],
  [
    'is {line_id} and more',
    'OnImConnectorLineDelete',
    { line_id: '9', reason: 'x' },
    { line: { id: 9 }, unmapped: { reason: 'x' } },
  ],
];

lines.push(
  [
    'holds a connector as the other events do',
    'OnImConnectorStatusDelete',
    { connector: { connector_id: 'c', line_id: 9 } },
    { connector: { id: 'c' }, line: { id: 9 } },
  ],
  [
    'is {CONNECTOR, LINE_ID}',
    'OnImConnectorStatusDelete',
    { CONNECTOR: 'c', LINE_ID: 9 },
    { connector: { id: 'c' }, line: { id: 9 } },
  ],
);

const incoming = {
  connector: { connector_id: 'c', line_id: 107, chat_id: 'ext', user_id: 1985 },
  chat: { id: 'ext' },
};
const fromClient = {
  connector: { id: 'c' },
  line: { id: 107 },
  chat: { externalId: 'ext' },
  user: { id: 1985 },
};

const openLineMessages: Case[] = [
  [
    'is a client’s message with files by id, a date and a reference',
    'OnOpenLineMessageAdd',
    {
      DATA: {
        ...incoming,
        message: { id: 'e1', date: '2026-01-02', files: [11, 12], user_id: 1985 },
        ref: { source: 'ad' },
      },
    },
    {
      ...fromClient,
      message: {
        externalIds: ['e1'],
        direction: 'incoming',
        authorId: 1985,
        system: false,
        date: '2026-01-02',
        files: [{ id: 11 }, { id: 12 }],
      },
      unmapped: { ref: { source: 'ad' } },
    },
  ],
  [
    'is a client’s edit, with Bitrix24’s message id',
    'OnOpenLineMessageUpdate',
    { DATA: { ...incoming, im: { message_id: 55 }, message: { id: 'e1', text: 'x', user_id: 1985 } } },
    {
      ...fromClient,
      message: {
        id: 55,
        externalIds: ['e1'],
        direction: 'incoming',
        text: 'x',
        authorId: 1985,
        system: false,
      },
    },
  ],
  [
    'names line and client in places of their own, and the chat chat_id',
    'OnOpenLineMessageAdd',
    {
      DATA: {
        connector: { connector_id: 'c' },
        line: { name: 'L' },
        chat: { chat_id: 'ext' },
        user: { id: 1985 },
        message: { id: 'e1' },
      },
      LINE: '107',
    },
    {
      ...fromClient,
      line: { id: 107, name: 'L' },
      message: { externalIds: ['e1'], direction: 'incoming', system: false },
    },
  ],
  [
    'is a client’s delete',
    'OnOpenLineMessageDelete',
    { DATA: { ...incoming, message: { id: 'e1' } } },
    { ...fromClient, message: { externalIds: ['e1'], direction: 'incoming', system: false } },
  ],
  [
    'is a website visitor’s message, whose id is Bitrix24’s own',
    'OnOpenLineMessageAdd',
    {
      DATA: {
        ...incoming,
        connector: { ...incoming.connector, connector_id: 'livechat' },
        message: { id: 80964, user_id: 1985 },
      },
    },
    {
      ...fromClient,
      connector: { id: 'livechat' },
      message: { id: 80964, direction: 'incoming', authorId: 1985, system: false },
    },
  ],
  [
    'is a message in a group chat, where the client is 0',
    'OnOpenLineMessageAdd',
    {
      DATA: {
        ...incoming,
        connector: { ...incoming.connector, user_id: 0 },
        message: { id: 'e1', user_id: 0 },
      },
    },
    {
      connector: { id: 'c' },
      line: { id: 107 },
      chat: { externalId: 'ext' },
      message: { externalIds: ['e1'], direction: 'incoming', system: true },
    },
  ],
  [
    'is an operator’s message in the documented shape: the author is not the client',
    'OnOpenLineMessageAdd',
    { DATA: [{ ...incoming, message: { id: 86497, text: 'x', user_id: 27, system: 'N' } }] },
    { ...fromClient, message: { id: 86497, direction: 'outgoing', text: 'x', authorId: 27, system: false } },
  ],
  [
    'is a system message in the documented shape',
    'OnOpenLineMessageAdd',
    { DATA: [{ ...incoming, message: { id: 86497, text: 'x', user_id: 1985, system: 'Y' } }] },
    { ...fromClient, message: { id: 86497, direction: 'outgoing', text: 'x', authorId: 1985, system: true } },
  ],
  [
    'is the system’s: author 0, file objects',
    'OnOpenLineMessageAdd',
    {
      CONNECTOR: 'c',
      LINE: '107',
      DATA: {
        connector: incoming.connector,
        message: {
          id: 86497,
          chat_id: 1807,
          user_id: 0,
          files: [{ id: 3, name: 'f', size: 10 }],
          system: 'Y',
        },
      },
    },
    {
      connector: { id: 'c' },
      line: { id: 107 },
      chat: { id: 1807, externalId: 'ext' },
      user: { id: 1985 },
      message: { id: 86497, direction: 'outgoing', system: true, files: [{ id: 3, name: 'f', size: 10 }] },
    },
  ],
  ...['im.chat_id', 'message.chat_id', 'no_session'].map((marker): Case => {
    const [container = '', key] = marker.split('.');
    const more = key === undefined ? { [container]: 'N' } : {};
    const im = marker === 'im.chat_id' ? { im: { chat_id: 1807 } } : {};
    const message = { id: 'e1', user_id: 1985, ...(marker === 'message.chat_id' && { chat_id: 1807 }) };
    return [
      `is marked as the operator’s by ${marker} alone`,
      'OnOpenLineMessageUpdate',
      { DATA: { ...incoming, ...more, ...im, message } },
      {
        ...fromClient,
        chat: { ...(key && { id: 1807 }), externalId: 'ext' },
        message: { externalIds: ['e1'], direction: 'outgoing', authorId: 1985, system: false },
        ...(key === undefined && { unmapped: { no_session: 'N' } }),
      },
    ];
  }),
  [
    'is the operator’s because it has no connector of its own',
    'OnOpenLineMessageUpdate',
    { connector: 'c', line: '107', DATA: { chat: { id: 'ext' }, message: { id: '5' } } },
    {
      connector: { id: 'c' },
      line: { id: 107 },
      chat: { externalId: 'ext' },
      message: { externalIds: ['5'], direction: 'outgoing', system: false },
    },
  ],
  [
    'is an operator’s message whose id is none of Bitrix24’s',
    'OnOpenLineMessageAdd',
    { DATA: { connector: incoming.connector, message: { id: 'e1', chat_id: 1807, user_id: 27 } } },
    {
      connector: { id: 'c' },
      line: { id: 107 },
      chat: { id: 1807, externalId: 'ext' },
      user: { id: 1985 },
      message: { externalIds: ['e1'], direction: 'outgoing', authorId: 27, system: false },
    },
  ],
  [
    'is a website visitor’s edit, with the id twice',
    'OnOpenLineMessageUpdate',
    {
      DATA: {
        ...incoming,
        connector: { ...incoming.connector, connector_id: 'livechat' },
        im: { message_id: 80964 },
        message: { id: 80964, attach: { a: 'b' } },
      },
    },
    {
      ...fromClient,
      connector: { id: 'livechat' },
      message: { id: 80964, direction: 'incoming', system: false, attachments: { a: 'b' } },
    },
  ],
  [
    'has a flag that nobody can read, and ids of which one is none',
    'OnOpenLineMessageDelete',
    { DATA: { ...incoming, message: { id: ['undefined', 'e2'], system: 'yes' } } },
    {
      ...fromClient,
      message: { externalIds: ['e2'], direction: 'incoming', system: false },
      unmapped: { message: { id: { 0: 'undefined' }, system: 'yes' } },
    },
  ],
  [
    'says nothing but the message',
    'OnOpenLineMessageDelete',
    { DATA: { im: { message_id: 5 }, message: { id: 'e1' } } },
    { chat: {}, message: { id: 5, externalIds: ['e1'], direction: 'outgoing', system: false } },
  ],
];

const sessions: Case[] = [
  [
    'has the session of 2026, with a parent',
    'OnSessionStart',
    {
      DATA: [
        {
          connector: { connector_id: 'c', line_id: 1, chat_id: 2, user_id: 3 },
          session: { id: 4, closed: 'N', parent_id: 3, close_term: 0 },
          chat: { id: 2 },
          user: { id: 3 },
        },
      ],
    },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { id: 2 },
      user: { id: 3 },
      session: { id: 4, closed: false, parentId: 3, closesAfterMinutes: 0 },
    },
  ],
  [
    'holds the line in user without a name, told by the client’s other id',
    'OnSessionStart',
    {
      DATA: [
        {
          connector: { connector_id: 'c', line_id: 1, chat_id: 2, user_id: 3 },
          chat: { id: 2 },
          user: { id: 1 },
        },
      ],
    },
    { connector: { id: 'c' }, line: { id: 1 }, chat: { id: 2 }, user: { id: 3 } },
  ],
  [
    'has a client whose id happens to be the line’s',
    'OnSessionStart',
    {
      DATA: [
        {
          connector: { connector_id: 'c', line_id: 1, chat_id: 2, user_id: 1 },
          chat: { id: 2 },
          user: { id: 1 },
        },
      ],
    },
    { connector: { id: 'c' }, line: { id: 1 }, chat: { id: 2 }, user: { id: 1 } },
  ],
  [
    'has both line and user: then the user is the user',
    'OnSessionFinish',
    {
      DATA: {
        connector: { connector_id: 'c', line_id: 1, chat_id: 2 },
        chat: { chat_id: 2 },
        line: { id: 1, name: 'L' },
        user: { id: 1, name: 'U' },
      },
    },
    {
      connector: { id: 'c' },
      line: { id: 1, name: 'L' },
      chat: { id: 2 },
      user: { id: 1 },
      unmapped: { user: { name: 'U' } },
    },
  ],
  [
    'takes connector and line from beside, a line of its own and a user without a client',
    'OnSessionStart',
    { CONNECTOR: 'c', LINE: '1', DATA: [{ chat: { id: 2 }, user: { id: 3, name: 'N' } }] },
    {
      connector: { id: 'c' },
      line: { id: 1 },
      chat: { id: 2 },
      user: { id: 3 },
      unmapped: { user: { name: 'N' } },
    },
  ],
  [
    'holds the line in user with a name, where no client is named',
    'OnSessionFinish',
    {
      DATA: [
        {
          connector: { connector_id: 'c', line_id: 1, chat_id: 2 },
          chat: { id: 2 },
          user: { id: 1, name: 'L' },
        },
      ],
    },
    { connector: { id: 'c' }, line: { id: 1, name: 'L' }, chat: { id: 2 } },
  ],
  [
    'has a user without a name and no client: then it is the client',
    'OnSessionFinish',
    {
      DATA: [{ connector: { connector_id: 'c', line_id: 1, chat_id: 2 }, chat: { id: 2 }, user: { id: 1 } }],
    },
    { connector: { id: 'c' }, line: { id: 1 }, chat: { id: 2 }, user: { id: 1 } },
  ],
  [
    'finishes a session: closed, whatever the shape says',
    'OnSessionFinish',
    { DATA: [{ connector: { connector_id: 'c', line_id: 1, chat_id: 2 }, session: { id: 9 } }] },
    { connector: { id: 'c' }, line: { id: 1 }, chat: { id: 2 }, session: { id: 9, closed: true } },
  ],
  [
    'names the chat in connector only, for a group chat',
    'OnSessionFinish',
    { DATA: { connector: { connector_id: 'c', line_id: 1, chat_id: 2, user_id: 0 } } },
    { connector: { id: 'c' }, line: { id: 1 }, chat: { id: 2 } },
  ],
];

const apps: Case[] = [
  ['says its licence in auth', 'OnAppTest', { LANGUAGE_ID: 'ru' }, { app: { language: 'ru', status: 'F' } }],
  ['is absent, as PHP sends an empty array', 'OnAppTest', undefined, { app: { status: 'F' } }],
  [
    'has everything that lifecycle events have',
    'OnAppTest',
    {
      VERSION: '2.1.0',
      PREVIOUS_VERSION: '2.0.3',
      ACTIVE: 'Y',
      INSTALLED: 'N',
      LANGUAGE_ID: 'de',
      CLEAN: 1,
      STATUS: 'L',
      QUERY: { a: ['b'] },
    },
    {
      app: {
        version: '2.1.0',
        previousVersion: '2.0.3',
        active: true,
        installed: false,
        language: 'de',
        status: 'L',
        clean: true,
        query: { a: { 0: 'b' } },
      },
    },
  ],
  ['is a text', 'OnAppTest', 'ping', { app: { status: 'F' }, unmapped: { data: 'ping' } }],
];

describe.each([
  ['connector messages', connectorMessages],
  ['dialogs', dialogs],
  ['connectors and lines', lines],
  ['open line messages', openLineMessages],
  ['sessions', sessions],
  ['the app', apps],
])('%s: one shape comes out', (_, cases) => {
  test.each(cases)('where it %s (%s)', (_shape, name, data, expected) => {
    expect(dataOf(name, data)).toEqual(expected);
  });
});
