import * as v from 'valibot';
import { integer, text } from './fields.ts';
import { connector, line, outgoingMessage, session, user } from './parts.ts';

/** `data` of OnImConnectorMessageAdd, Update and Delete. */
export const connectorMessage = v.strictObject({
  connector,
  line,
  chat: v.strictObject({ id: integer, externalId: text }),
  message: outgoingMessage,
});

/** `data` of OnImConnectorDialogStart and Finish. */
export const dialog = v.strictObject({
  connector,
  line,
  chat: v.strictObject({ externalId: text }),
  user: v.exactOptional(user),
  session: v.exactOptional(session),
});

/** `data` of OnImConnectorStatusDelete. */
export const connectorStatus = v.strictObject({ connector, line });

/** `data` of OnImConnectorLineDelete. */
export const deletedLine = v.strictObject({ line });
