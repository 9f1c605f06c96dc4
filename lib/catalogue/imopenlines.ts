import {
  readOpenLineMessageAdd,
  readOpenLineMessageChange,
  readSessionFinish,
  readSessionStart,
} from '../events/imopenlines.ts';
import { itemsUnder } from '../events/items.ts';
import * as contracts from '../schemas/imopenlines.ts';
import { defineEvent } from './definition.ts';

export const OnOpenLineMessageAdd = /* @__PURE__ */ defineEvent(contracts.OnOpenLineMessageAdd, {
  route: '/events/on-open-line-message-add',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readOpenLineMessageAdd,
});

export const OnOpenLineMessageUpdate = /* @__PURE__ */ defineEvent(contracts.OnOpenLineMessageUpdate, {
  route: '/events/on-open-line-message-update',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readOpenLineMessageChange,
});

export const OnOpenLineMessageDelete = /* @__PURE__ */ defineEvent(contracts.OnOpenLineMessageDelete, {
  route: '/events/on-open-line-message-delete',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readOpenLineMessageChange,
});

export const OnSessionStart = /* @__PURE__ */ defineEvent(contracts.OnSessionStart, {
  route: '/events/on-session-start',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readSessionStart,
});

export const OnSessionFinish = /* @__PURE__ */ defineEvent(contracts.OnSessionFinish, {
  route: '/events/on-session-finish',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readSessionFinish,
});
