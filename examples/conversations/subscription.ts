import { pattern } from 'b24bus/consumer';

/** The events that come here: the rule of serverless.yml has the same pattern. */
export const eventPattern = pattern({
  event: [
    'OnSessionStart',
    'OnSessionFinish',
    'OnImConnectorDialogStart',
    'OnImConnectorDialogFinish',
    'OnOpenLineMessageAdd',
    'OnOpenLineMessageUpdate',
    'OnOpenLineMessageDelete',
  ],
});
