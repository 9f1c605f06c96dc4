import * as v from 'valibot';
import { contract } from './contract.ts';
import { integer, text, unmapped } from './fields.ts';
import { connector, line, outgoingMessage, session, user } from './parts.ts';

const connectorMessage = v.strictObject({
  /** The connector that the chat belongs to. */
  connector,
  /** The Open Line that it is attached to. */
  line,
  /** The chat. */
  chat: v.strictObject({
    /** Bitrix24's chat. */
    id: integer,
    /** The chat in the external system, as the connector named it. */
    externalId: text,
  }),
  /** The message. */
  message: outgoingMessage,
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

const dialog = v.strictObject({
  /** The connector that the chat belongs to. */
  connector,
  /** The Open Line that it is attached to. */
  line,
  /** The chat. */
  chat: v.strictObject({
    /** The chat in the external system, as the connector named it. */
    externalId: text,
  }),
  /** The client, as an internal user of Bitrix24. */
  user: v.exactOptional(user),
  /** The session, where the portal named it. */
  session: v.exactOptional(session),
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

const connectorStatus = v.strictObject({
  /** The connector. */
  connector,
  /** The Open Line that it was attached to. */
  line,
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

const deletedLine = v.strictObject({
  /** The Open Line that is gone. */
  line,
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

/** An operator or the system has written in a chat of your connector: deliver it to the external system. */
export const OnImConnectorMessageAdd = /* @__PURE__ */ contract({
  name: 'OnImConnectorMessageAdd',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.message.added.v1',
  schema: connectorMessage,
});

/**
 * An operator has changed a message. Fires only for messages whose delivery the application has confirmed with
 * `imconnector.send.status.delivery`.
 */
export const OnImConnectorMessageUpdate = /* @__PURE__ */ contract({
  name: 'OnImConnectorMessageUpdate',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.message.updated.v1',
  schema: connectorMessage,
});

/**
 * An operator has deleted a message. Fires only for messages whose delivery the application has confirmed with
 * `imconnector.send.status.delivery`.
 */
export const OnImConnectorMessageDelete = /* @__PURE__ */ contract({
  name: 'OnImConnectorMessageDelete',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.message.deleted.v1',
  schema: connectorMessage,
});

/** A dialog of your connector has begun in an Open Line. */
export const OnImConnectorDialogStart = /* @__PURE__ */ contract({
  name: 'OnImConnectorDialogStart',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.dialog.started.v1',
  schema: dialog,
});

/** A dialog of your connector is over. */
export const OnImConnectorDialogFinish = /* @__PURE__ */ contract({
  name: 'OnImConnectorDialogFinish',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.dialog.finished.v1',
  schema: dialog,
});

/** Your connector has been disconnected from an Open Line. */
export const OnImConnectorStatusDelete = /* @__PURE__ */ contract({
  name: 'OnImConnectorStatusDelete',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.connector.disconnected.v1',
  schema: connectorStatus,
});

/** An Open Line has been deleted. Comes up to three times. */
export const OnImConnectorLineDelete = /* @__PURE__ */ contract({
  name: 'OnImConnectorLineDelete',
  family: 'imconnector',
  type: 'com.bitrix24.imconnector.line.deleted.v1',
  schema: deletedLine,
});
