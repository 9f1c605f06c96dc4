import { filterPolicy } from 'b24bus/consumer';

/** The events that come here: the subscription of serverless.yml has the same filter policy. */
export const eventFilter = filterPolicy({
  event: ['OnOpenLineMessageAdd', 'OnOpenLineMessageUpdate', 'OnOpenLineMessageDelete'],
});
