import * as v from 'valibot';
import type { CloudEvent } from '../../events/cloud-event.ts';
import { parseJson } from '../../events/json.ts';
import type { Details } from '../../inspector/protocol.ts';
import { attributes } from '../../schemas/envelope.ts';

/** An event as a destination has delivered it into a queue. */
export type Delivery = {
  /** Bitrix24's name of the event. */
  readonly name: string;
  readonly event: CloudEvent;
  /** What is around it. */
  readonly sent: Details['sent'];
};

/** Also of an event that is newer than this version; what its data is like does not matter here. */
const cloudEvent = v.object({
  ...attributes.entries,
  source: v.pipe(v.string(), v.startsWith('urn:bitrix24:portal:')),
  data: v.record(v.string(), v.unknown()),
});

const busEvent = v.object({ 'detail-type': v.string(), detail: cloudEvent });

const notification = v.object({
  Type: v.literal('Notification'),
  Message: v.string(),
  MessageAttributes: v.object({ event: v.object({ Value: v.string() }) }),
});

/** Reads a message of a queue behind a rule or behind a topic; undefined where it is no event of b24bus. */
export const deliveryOf = (body: string): Delivery | undefined => {
  const envelope = parsed(body);
  if (v.is(busEvent, envelope)) {
    // The event itself: what valibot makes of it has only the keys above.
    return {
      name: envelope['detail-type'],
      event: asEvent(envelope.detail),
      sent: { eventbridge: envelope },
    };
  }
  if (!v.is(notification, envelope)) return undefined;
  const { MessageAttributes, Message } = envelope;
  const event = parsed(Message);
  if (!v.is(cloudEvent, event)) return undefined;
  return {
    name: MessageAttributes.event.Value,
    event: asEvent(event),
    sent: { sns: withoutSignature(envelope) },
  };
};

const asEvent = (event: v.InferInput<typeof cloudEvent>): CloudEvent => event;

/** Of SNS for each delivery; the last one would end the subscription. */
const OF_THE_DELIVERY = new Set(['Signature', 'SignatureVersion', 'SigningCertURL', 'UnsubscribeURL']);

const withoutSignature = (envelope: object): object =>
  Object.fromEntries(Object.entries(envelope).filter(([name]) => !OF_THE_DELIVERY.has(name)));

const parsed = (json: string): unknown => {
  try {
    return parseJson(json);
  } catch {
    return undefined;
  }
};
