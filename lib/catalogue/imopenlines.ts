import {
  readOpenLineMessageAdd,
  readOpenLineMessageChange,
  readSessionFinish,
  readSessionStart,
} from '../events/imopenlines.ts';
import { itemsUnder } from '../events/items.ts';
import { openLineMessage, sessionChange } from '../schemas/imopenlines.ts';
import { defineEvent } from './definition.ts';

export const OnOpenLineMessageAdd = /* @__PURE__ */ defineEvent({
  name: 'OnOpenLineMessageAdd',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.added.v1',
  route: '/events/on-open-line-message-add',
  schema: openLineMessage,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readOpenLineMessageAdd,
});

export const OnOpenLineMessageUpdate = /* @__PURE__ */ defineEvent({
  name: 'OnOpenLineMessageUpdate',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.updated.v1',
  route: '/events/on-open-line-message-update',
  schema: openLineMessage,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readOpenLineMessageChange,
});

export const OnOpenLineMessageDelete = /* @__PURE__ */ defineEvent({
  name: 'OnOpenLineMessageDelete',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.deleted.v1',
  route: '/events/on-open-line-message-delete',
  schema: openLineMessage,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readOpenLineMessageChange,
});

export const OnSessionStart = /* @__PURE__ */ defineEvent({
  name: 'OnSessionStart',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.session.started.v1',
  route: '/events/on-session-start',
  schema: sessionChange,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readSessionStart,
});

export const OnSessionFinish = /* @__PURE__ */ defineEvent({
  name: 'OnSessionFinish',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.session.finished.v1',
  route: '/events/on-session-finish',
  schema: sessionChange,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readSessionFinish,
});
