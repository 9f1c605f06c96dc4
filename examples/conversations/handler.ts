import { lambdaHandler, route } from 'b24bus/consumer';
import * as messages from './messages.ts';
import * as sessions from './sessions.ts';

export const handler = lambdaHandler(
  route(
    {
      OnSessionStart: sessions.started,
      OnSessionFinish: sessions.finished,
      OnImConnectorDialogStart: sessions.started,
      OnImConnectorDialogFinish: sessions.finished,
      OnOpenLineMessageAdd: messages.added,
      OnOpenLineMessageUpdate: messages.edited,
      OnOpenLineMessageDelete: messages.deleted,
    },
    ({ type }) => {
      // A version that this release does not know waits among the dead letters until there is one that does.
      throw new Error(`${type} is not for this function: update b24bus, or the rule`);
    },
  ),
);
