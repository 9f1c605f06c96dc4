import * as v from 'valibot';
import { flag, integer, text, verbatim } from './fields.ts';

// The comments of the fields are what consumers read: in their editor, in the JSON Schemas and in docs/events.md.

export const connector = v.strictObject({
  /** The connector's code, as it was registered: `livechat`, `telegrambot`, or one of your own. */
  id: text,
});

export const line = v.strictObject({
  /** The Open Line's id. */
  id: integer,
  /** The Open Line's name. */
  name: v.exactOptional(text),
});

export const user = v.strictObject({
  /** The user's id; a group chat has none. */
  id: integer,
});

export const session = v.strictObject({
  /** The session's id. */
  id: integer,
  /** Whether it is over. Always true where it finishes. */
  closed: flag,
  /** The session that this one continues. */
  parentId: v.exactOptional(integer),
  /** Minutes without a message after which the portal closes it. */
  closesAfterMinutes: v.exactOptional(integer),
});

const file = v.strictObject({
  /** The file's id in Bitrix24. */
  id: v.exactOptional(integer),
  /** The file's name. */
  name: v.exactOptional(text),
  /** Bitrix24's kind of file, such as `image` or `file`. */
  type: v.exactOptional(text),
  /** The media type. */
  mime: v.exactOptional(text),
  /** Where a person looks at it. Whoever has the link can read the file. */
  link: v.exactOptional(text),
  /** Where a program gets it; may be relative to the portal. Whoever has the link can read the file. */
  downloadLink: v.exactOptional(text),
  /** Size in bytes. */
  size: v.exactOptional(integer),
  /** Width of an image, in pixels. */
  width: v.exactOptional(integer),
  /** Height of an image, in pixels. */
  height: v.exactOptional(integer),
});

const messageFields = {
  /** Bitrix24's message. */
  id: v.exactOptional(integer),
  /** The message in the external system; one Bitrix24 message may be several there. */
  externalIds: v.exactOptional(v.array(text)),
};

const messageContent = {
  /** As sent, BBCode included; an operator's text begins with the name. Absent when empty. */
  text: v.exactOptional(text),
  /** The internal user that wrote it; the system is none. */
  authorId: v.exactOptional(integer),
  /** Whether no person wrote it: the portal says so, or names no author. */
  system: flag,
  /** When it was written, in the portal's own format. */
  date: v.exactOptional(text),
  /** What is attached as files. */
  files: v.exactOptional(v.array(file)),
  /** Rich attachments, verbatim as decoded: lists are objects with positions as keys. */
  attachments: v.exactOptional(verbatim),
  /** Parameters of the message, verbatim as decoded. */
  params: v.exactOptional(verbatim),
};

/** A message written by an operator or by the system. */
export const outgoingMessage = v.strictObject({
  ...messageFields,
  /** An operator or the system wrote it. */
  direction: v.literal('outgoing'),
  ...messageContent,
});

/** A message written by either side. */
export const message = v.strictObject({
  ...messageFields,
  /** `incoming`: the client wrote it; `outgoing`: an operator or the system did. */
  direction: v.picklist(['incoming', 'outgoing']),
  ...messageContent,
});
