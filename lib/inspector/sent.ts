import { type CloudEvent, serialise } from '../events/cloud-event.ts';
import { busEntryOf } from '../publish/eventbridge.ts';
import { topicEntryOf } from '../publish/sns.ts';
import { type Contract, sourceOf } from '../schemas/contract.ts';
import type { Setup } from './exchange.ts';
import type { Details } from './protocol.ts';

/** An event as it is sent to each destination: the entry of PutEvents, and that of PublishBatch but for its `Id`. */
export const sentOf = (
  contract: Contract,
  event: CloudEvent,
  { DESTINATIONS, EVENT_BUS_NAME, TOPIC_ARN }: Pick<Setup, 'DESTINATIONS' | 'EVENT_BUS_NAME' | 'TOPIC_ARN'>,
): Details['sent'] => {
  const publication = { event, json: serialise(event), name: contract.name, source: sourceOf(contract) };
  const isFifo = TOPIC_ARN.endsWith('.fifo');
  return {
    ...(DESTINATIONS.includes('eventbridge') && {
      eventbridge: busEntryOf(EVENT_BUS_NAME, publication).entry,
    }),
    ...(DESTINATIONS.includes('sns') && { sns: topicEntryOf(publication, isFifo).entry }),
  };
};
