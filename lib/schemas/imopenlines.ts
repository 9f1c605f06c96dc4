import * as v from 'valibot';
import { contract } from './contract.ts';
import { integer, text, unmapped } from './fields.ts';
import { connector, line, message, session, user } from './parts.ts';

const openLineMessage = v.strictObject({
  /** The connector that the chat belongs to. */
  connector: v.exactOptional(connector),
  /** The Open Line that it is attached to. */
  line: v.exactOptional(line),
  /** The chat. */
  chat: v.strictObject({
    /** Bitrix24's chat. */
    id: v.exactOptional(integer),
    /** The chat in the external system, as the connector named it. */
    externalId: v.exactOptional(text),
    /** The chat's name. */
    name: v.exactOptional(text),
  }),
  /** The client, as an internal user of Bitrix24. */
  user: v.exactOptional(user),
  /** The message. */
  message,
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

const sessionChange = v.strictObject({
  /** The connector that the client writes through. */
  connector,
  /** The Open Line. */
  line,
  /** The chat. */
  chat: v.strictObject({
    /** Bitrix24's chat. */
    id: integer,
  }),
  /** The client, as an internal user of Bitrix24. */
  user: v.exactOptional(user),
  /** The session, where the portal named it. */
  session: v.exactOptional(session),
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

/** A client, an operator or the system has written in any chat of an Open Line, whatever its connector. */
export const OnOpenLineMessageAdd = /* @__PURE__ */ contract({
  name: 'OnOpenLineMessageAdd',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.added.v1',
  schema: openLineMessage,
});

/** Either side has changed a message of an Open Line. */
export const OnOpenLineMessageUpdate = /* @__PURE__ */ contract({
  name: 'OnOpenLineMessageUpdate',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.updated.v1',
  schema: openLineMessage,
});

/** Either side has deleted a message of an Open Line. */
export const OnOpenLineMessageDelete = /* @__PURE__ */ contract({
  name: 'OnOpenLineMessageDelete',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.message.deleted.v1',
  schema: openLineMessage,
});

/** A session, which is one matter of a client with an Open Line, has begun. */
export const OnSessionStart = /* @__PURE__ */ contract({
  name: 'OnSessionStart',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.session.started.v1',
  schema: sessionChange,
});

/** A session is over. */
export const OnSessionFinish = /* @__PURE__ */ contract({
  name: 'OnSessionFinish',
  family: 'imopenlines',
  type: 'com.bitrix24.imopenlines.session.finished.v1',
  schema: sessionChange,
});
