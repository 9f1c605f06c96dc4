import type { EventName } from '../../../catalogue/index.ts';
import type { Purpose } from '../../tap/purpose.ts';

/** What is looked for: the event of `event.test` with one value among its parameters. */
export type Sought = { readonly parameter: string; readonly value: string };

const EVENT: EventName = 'OnAppTest';

/** How a rule and a subscription say it. */
export const soughtEvent = ({ parameter, value }: Sought) => ({
  pattern: { 'detail-type': [EVENT], detail: { data: { app: { query: { [parameter]: [value] } } } } },
  filterPolicy: { event: [EVENT] },
});

/** Where it is looked for. */
type Places = { readonly EventBusName: string; readonly TopicArn: string };

export const roundTripPurpose = ({ value }: Sought, { EventBusName, TopicArn }: Places): Purpose => {
  const cure = (actions: string): string =>
    `Allow yourself ${actions}, or leave the round trip out with --no-round-trip.`;
  return {
    name: `b24bus-doctor-${value}`,
    what: 'the round trip',
    cures: {
      events: cure(
        `events:PutRule, PutTargets, RemoveTargets and DeleteRule on ${EventBusName}/b24bus-doctor-*`,
      ),
      sqs: cure(
        'sqs:CreateQueue, GetQueueAttributes, ReceiveMessage, DeleteMessage and DeleteQueue on b24bus-doctor-*',
      ),
      sns: cure(`sns:Subscribe and Unsubscribe on ${TopicArn}`),
    },
  };
};
