import type { CloudEvent } from '../events/cloud-event.ts';
import type { EventVersion } from './event-version.ts';

/** EventBridge draws one for each entry. */
const UUID = '6ccdc6ca-0349-4140-b8d7-579fc6aab69f';

/** An event as a rule's target receives it, for examples. */
export const inEventBridge = (
  event: CloudEvent,
  { name, source }: Pick<EventVersion, 'name' | 'source'>,
): object => ({
  version: '0',
  id: UUID,
  'detail-type': name,
  source,
  account: '123456789012',
  time: event.time,
  region: 'eu-central-1',
  resources: [event.source],
  detail: event,
});
