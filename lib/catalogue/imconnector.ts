import {
  readConnectorMessage,
  readConnectorStatus,
  readDeletedLine,
  readDialogFinish,
  readDialogStart,
} from '../events/imconnector.ts';
import { dataItself, itemsUnder } from '../events/items.ts';
import * as contracts from '../schemas/imconnector.ts';
import { defineEvent } from './definition.ts';

export const OnImConnectorMessageAdd = /* @__PURE__ */ defineEvent(contracts.OnImConnectorMessageAdd, {
  route: '/events/on-im-connector-message-add',
  items: /* @__PURE__ */ itemsUnder('MESSAGES', 'DATA'),
  read: readConnectorMessage,
});

export const OnImConnectorMessageUpdate = /* @__PURE__ */ defineEvent(contracts.OnImConnectorMessageUpdate, {
  route: '/events/on-im-connector-message-update',
  items: /* @__PURE__ */ itemsUnder('MESSAGES', 'DATA'),
  read: readConnectorMessage,
});

export const OnImConnectorMessageDelete = /* @__PURE__ */ defineEvent(contracts.OnImConnectorMessageDelete, {
  route: '/events/on-im-connector-message-delete',
  items: /* @__PURE__ */ itemsUnder('MESSAGES', 'DATA'),
  read: readConnectorMessage,
});

export const OnImConnectorDialogStart = /* @__PURE__ */ defineEvent(contracts.OnImConnectorDialogStart, {
  route: '/events/on-im-connector-dialog-start',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readDialogStart,
});

export const OnImConnectorDialogFinish = /* @__PURE__ */ defineEvent(contracts.OnImConnectorDialogFinish, {
  route: '/events/on-im-connector-dialog-finish',
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readDialogFinish,
});

export const OnImConnectorStatusDelete = /* @__PURE__ */ defineEvent(contracts.OnImConnectorStatusDelete, {
  route: '/events/on-im-connector-status-delete',
  items: dataItself,
  read: readConnectorStatus,
});

export const OnImConnectorLineDelete = /* @__PURE__ */ defineEvent(contracts.OnImConnectorLineDelete, {
  route: '/events/on-im-connector-line-delete',
  items: dataItself,
  read: readDeletedLine,
});
