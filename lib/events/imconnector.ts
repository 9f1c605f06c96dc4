import { readExternalMessageIds, readMessageContent } from './message.ts';
import { type Phase, readSession } from './session.ts';
import type { WireReader } from './wire-reader.ts';

// In this family connector.chat_id and chat.id are the chat in the external system, im.chat_id is Bitrix24's.

/** OnImConnectorMessageAdd, Update and Delete: what an operator or the system wrote. */
export const readConnectorMessage = (wire: WireReader): void => {
  wire.external('connector.id', 'connector.connector_id', '^CONNECTOR');
  wire.id('line.id', 'connector.line_id', '^LINE');
  wire.id('chat.id', 'im.chat_id', 'message.chat_id');
  wire.external('chat.externalId', 'chat.id', 'chat.chat_id', 'connector.chat_id');
  wire.id('message.id', 'im.message_id');
  readExternalMessageIds(wire);
  wire.set('message.direction', 'outgoing');
  readMessageContent(wire);
};

const readDialog = (wire: WireReader, phase: Phase): void => {
  wire.external('connector.id', 'connector.connector_id', '^CONNECTOR');
  wire.id('line.id', 'connector.line_id', 'line.id', '^LINE');
  wire.text('line.name', 'line.name');
  wire.external('chat.externalId', 'chat.id', 'chat.chat_id', 'connector.chat_id');
  wire.id('user.id', 'connector.user_id', 'user.id');
  readSession(wire, phase);
};

export const readDialogStart = (wire: WireReader): void => readDialog(wire, 'start');

export const readDialogFinish = (wire: WireReader): void => readDialog(wire, 'finish');

/** OnImConnectorStatusDelete: `data` is {connector, line}, in either case. */
export const readConnectorStatus = (wire: WireReader): void => {
  wire.external('connector.id', 'CONNECTOR', 'connector.connector_id');
  wire.id('line.id', 'LINE', 'LINE_ID', 'connector.line_id');
};

/** OnImConnectorLineDelete: `data` is the line's id itself, or {LINE_ID}. */
export const readDeletedLine = (wire: WireReader): void => {
  wire.id('line.id', '.', 'LINE_ID', 'LINE');
};
