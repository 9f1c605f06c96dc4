import * as v from 'valibot';
import { flag, integer, text, verbatim } from './fields.ts';

export const connector = v.strictObject({ id: text });

export const line = v.strictObject({ id: integer, name: v.exactOptional(text) });

/** The client's internal Bitrix24 user. */
export const user = v.strictObject({ id: integer });

export const session = v.strictObject({
  id: integer,
  closed: flag,
  parentId: v.exactOptional(integer),
  closesAfterMinutes: v.exactOptional(integer),
});

const file = v.strictObject({
  id: v.exactOptional(integer),
  name: v.exactOptional(text),
  type: v.exactOptional(text),
  mime: v.exactOptional(text),
  link: v.exactOptional(text),
  downloadLink: v.exactOptional(text),
  /** Bytes. */
  size: v.exactOptional(integer),
  width: v.exactOptional(integer),
  height: v.exactOptional(integer),
});

const messageFields = {
  /** Bitrix24's message. */
  id: v.exactOptional(integer),
  /** The message in the external system; one Bitrix24 message may be several there. */
  externalIds: v.exactOptional(v.array(text)),
};

const messageContent = {
  /** As sent, BBCode included. */
  text: v.exactOptional(text),
  /** The internal user that wrote it. */
  authorId: v.exactOptional(integer),
  system: flag,
  date: v.exactOptional(text),
  files: v.exactOptional(v.array(file)),
  attachments: v.exactOptional(verbatim),
  params: v.exactOptional(verbatim),
};

/** A message written by an operator or by the system. */
export const outgoingMessage = v.strictObject({
  ...messageFields,
  direction: v.literal('outgoing'),
  ...messageContent,
});

/** A message written by either side. */
export const message = v.strictObject({
  ...messageFields,
  direction: v.picklist(['incoming', 'outgoing']),
  ...messageContent,
});
