import { serialise } from '../events/cloud-event.ts';
import { ACCOUNT, type AnyEvent, detailTypeOf, REGION, uuidOf } from './aws.ts';

/** What a Lambda gets from a rule of EventBridge. */
export type EventBridgeEvent<Detail> = {
  version: string;
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Detail;
};

/** What a Lambda gets of an event from a rule of EventBridge. */
export const inEventBridge = <Event extends AnyEvent>(event: Event): EventBridgeEvent<Event> => {
  const { name, source } = detailTypeOf(event);
  return {
    version: '0',
    id: uuidOf(`EventBridge ${event.id}`),
    'detail-type': name,
    source,
    account: ACCOUNT,
    time: event.time,
    region: REGION,
    resources: [event.source],
    detail: JSON.parse(serialise(event)) as Event,
  };
};
