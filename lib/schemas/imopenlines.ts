import * as v from 'valibot';
import { integer, text } from './fields.ts';
import { connector, line, message, session, user } from './parts.ts';

/** `data` of OnOpenLineMessageAdd, Update and Delete. */
export const openLineMessage = v.strictObject({
  connector: v.exactOptional(connector),
  line: v.exactOptional(line),
  chat: v.strictObject({
    id: v.exactOptional(integer),
    externalId: v.exactOptional(text),
    name: v.exactOptional(text),
  }),
  user: v.exactOptional(user),
  message,
});

/** `data` of OnSessionStart and Finish. */
export const sessionChange = v.strictObject({
  connector,
  line,
  chat: v.strictObject({ id: integer }),
  user: v.exactOptional(user),
  session: v.exactOptional(session),
});
