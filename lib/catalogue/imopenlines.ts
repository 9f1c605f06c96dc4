import {
  readOpenLineMessageAdd,
  readOpenLineMessageChange,
  readSessionFinish,
  readSessionStart,
} from '../events/imopenlines.ts';
import { itemsUnder } from '../events/items.ts';
import { openLineMessage, sessionChange } from '../schemas/imopenlines.ts';
import { defineEvent } from './definition.ts';

export const OnOpenLineMessageAdd = defineEvent({
  name: 'OnOpenLineMessageAdd',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.added.v1',
  route: '/events/on-open-line-message-add',
  schema: openLineMessage,
  items: itemsUnder('DATA'),
  read: readOpenLineMessageAdd,
});

export const OnOpenLineMessageUpdate = defineEvent({
  name: 'OnOpenLineMessageUpdate',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.updated.v1',
  route: '/events/on-open-line-message-update',
  schema: openLineMessage,
  items: itemsUnder('DATA'),
  read: readOpenLineMessageChange,
});

export const OnOpenLineMessageDelete = defineEvent({
  name: 'OnOpenLineMessageDelete',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.deleted.v1',
  route: '/events/on-open-line-message-delete',
  schema: openLineMessage,
  items: itemsUnder('DATA'),
  read: readOpenLineMessageChange,
});

export const OnSessionStart = defineEvent({
  name: 'OnSessionStart',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.session.started.v1',
  route: '/events/on-session-start',
  schema: sessionChange,
  items: itemsUnder('DATA'),
  read: readSessionStart,
});

export const OnSessionFinish = defineEvent({
  name: 'OnSessionFinish',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.session.finished.v1',
  route: '/events/on-session-finish',
  schema: sessionChange,
  items: itemsUnder('DATA'),
  read: readSessionFinish,
});
