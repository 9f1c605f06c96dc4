import {
  readConnectorMessage,
  readConnectorStatus,
  readDeletedLine,
  readDialogFinish,
  readDialogStart,
} from '../events/imconnector.ts';
import { dataItself, itemsUnder } from '../events/items.ts';
import { connectorMessage, connectorStatus, deletedLine, dialog } from '../schemas/imconnector.ts';
import { defineEvent } from './definition.ts';

export const OnImConnectorMessageAdd = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorMessageAdd',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.message.added.v1',
  route: '/events/on-im-connector-message-add',
  schema: connectorMessage,
  items: /* @__PURE__ */ itemsUnder('MESSAGES', 'DATA'),
  read: readConnectorMessage,
});

export const OnImConnectorMessageUpdate = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorMessageUpdate',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.message.updated.v1',
  route: '/events/on-im-connector-message-update',
  schema: connectorMessage,
  items: /* @__PURE__ */ itemsUnder('MESSAGES', 'DATA'),
  read: readConnectorMessage,
});

export const OnImConnectorMessageDelete = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorMessageDelete',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.message.deleted.v1',
  route: '/events/on-im-connector-message-delete',
  schema: connectorMessage,
  items: /* @__PURE__ */ itemsUnder('MESSAGES', 'DATA'),
  read: readConnectorMessage,
});

export const OnImConnectorDialogStart = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorDialogStart',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.dialog.started.v1',
  route: '/events/on-im-connector-dialog-start',
  schema: dialog,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readDialogStart,
});

export const OnImConnectorDialogFinish = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorDialogFinish',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.dialog.finished.v1',
  route: '/events/on-im-connector-dialog-finish',
  schema: dialog,
  items: /* @__PURE__ */ itemsUnder('DATA'),
  read: readDialogFinish,
});

export const OnImConnectorStatusDelete = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorStatusDelete',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.connector.disconnected.v1',
  route: '/events/on-im-connector-status-delete',
  schema: connectorStatus,
  items: dataItself,
  read: readConnectorStatus,
});

export const OnImConnectorLineDelete = /* @__PURE__ */ defineEvent({
  name: 'OnImConnectorLineDelete',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.line.deleted.v1',
  route: '/events/on-im-connector-line-delete',
  schema: deletedLine,
  items: dataItself,
  read: readDeletedLine,
});
