import { readExternalMessageIds, readMessageContent } from './message.ts';
import { type Phase, readSession } from './session.ts';
import type { WireReader } from './wire-reader.ts';

/** The website chat lives in Bitrix24 itself: what would be an external message id is Bitrix24's own. */
const LIVECHAT = 'livechat';

type Verb = 'add' | 'change';

/**
 * OnOpenLineMessageAdd, Update and Delete. The client's messages and the operator's come in shapes of their
 * own, in which the same key is another identifier (wire facts, "Which identifier is which").
 */
const readOpenLineMessage = (wire: WireReader, verb: Verb): void => {
  const direction = isOutgoing(wire) ? 'outgoing' : 'incoming';
  wire.external('connector.id', 'connector.connector_id', '^CONNECTOR');
  wire.id('line.id', 'connector.line_id', '^LINE');
  wire.text('line.name', 'line.name');
  wire.id('chat.id', 'im.chat_id', 'message.chat_id');
  wire.external('chat.externalId', 'chat.id', 'chat.chat_id', 'connector.chat_id');
  wire.text('chat.name', 'chat.name');
  if (!wire.filled('chat')) wire.setEmpty('chat');
  readMessageIds(wire, direction, verb);
  wire.set('message.direction', direction);
  readMessageContent(wire);
  wire.id('user.id', 'connector.user_id', 'user.id');
};

/** The operator's shapes name Bitrix24's chat, or have no chat, or no connector; else the author decides. */
const isOutgoing = (wire: WireReader): boolean => {
  const shapedByOperator = ['im.chat_id', 'message.chat_id', 'no_session'].some((path) => wire.has(path));
  if (shapedByOperator || !wire.has('chat') || !wire.has('connector')) return true;
  const author = wire.peek('message.user_id');
  const client = wire.peek('connector.user_id');
  if (/^[y1]$/i.test(wire.peek('message.system') ?? '')) return true;
  return author !== undefined && client !== undefined && author !== client;
};

const readMessageIds = (wire: WireReader, direction: 'incoming' | 'outgoing', verb: Verb): void => {
  const inBitrix24 = direction === 'outgoing' ? verb === 'add' : connectorOf(wire) === LIVECHAT;
  if (inBitrix24 && /^\d+$/.test(wire.peek('message.id') ?? '')) {
    wire.id('message.id', 'message.id', 'im.message_id');
  } else {
    wire.id('message.id', 'im.message_id');
    readExternalMessageIds(wire);
  }
};

const connectorOf = (wire: WireReader): unknown =>
  (wire.draft['connector'] as { id?: string } | undefined)?.id;

export const readOpenLineMessageAdd = (wire: WireReader): void => readOpenLineMessage(wire, 'add');

export const readOpenLineMessageChange = (wire: WireReader): void => readOpenLineMessage(wire, 'change');

/** OnSessionStart and Finish. Here connector.chat_id and chat.id are Bitrix24's chat. */
const readSessionChange = (wire: WireReader, phase: Phase): void => {
  const lineAsUser = userIsLine(wire);
  wire.external('connector.id', 'connector.connector_id', '^CONNECTOR');
  wire.id('line.id', 'connector.line_id', 'line.id', ...(lineAsUser ? ['user.id'] : []), '^LINE');
  wire.text('line.name', 'line.name', ...(lineAsUser ? ['user.name'] : []));
  wire.id('chat.id', 'chat.id', 'chat.chat_id', 'connector.chat_id');
  wire.id('user.id', 'connector.user_id', ...(lineAsUser ? [] : ['user.id']));
  readSession(wire, phase);
};

/** The 2024 documentation's example has the line where the user belongs: user{id: <line id>, name: <line name>}. */
const userIsLine = (wire: WireReader): boolean => {
  const id = wire.peek('user.id');
  if (wire.has('line') || id === undefined || id !== wire.peek('connector.line_id')) return false;
  return wire.has('user.name') || id !== (wire.peek('connector.user_id') ?? id);
};

export const readSessionStart = (wire: WireReader): void => readSessionChange(wire, 'start');

export const readSessionFinish = (wire: WireReader): void => readSessionChange(wire, 'finish');
