import type { EventDefinition } from '../catalogue/definition.ts';
import { canonicalJson, digest128 } from '../events/identity.ts';
import { type NormalisedItem, normalise } from '../events/normalise.ts';
import type { Invalidity } from '../events/validate.ts';
import { faultLine, type LogSink } from '../log.ts';
import type { QuarantineRecord } from '../publish/record.ts';
import type { Arrival } from './arrival.ts';

/** What can be published of a body, and the record of what cannot. */
type Sorted = {
  readonly valid: readonly NormalisedItem[];
  readonly held?: QuarantineRecord;
};

/**
 * Sorts an authentic body into what is published and what is held in quarantine: items that are not valid, the
 * whole body where it came to another event's route or where a fault of ours hit it. Never throws.
 */
export const sortOut = (definition: EventDefinition, arrival: Arrival, log: LogSink): Sorted => {
  const { envelope, received, requestId } = arrival;
  const expected = definition.name.toUpperCase();
  if (envelope.event !== expected && !definition.aliases?.includes(envelope.event)) {
    const message = `is not ${expected}, the event of this route; bind the event to its own URL`;
    return { valid: [], held: recordOf(definition, arrival, 'wrong-route', [{ path: 'event', message }]) };
  }
  try {
    const { valid, errors, invalidItems } = normalise(definition, envelope, received);
    if (errors.length === 0) return { valid };
    return { valid, held: recordOf(definition, arrival, 'invalid', errors, invalidItems) };
  } catch (fault) {
    log(faultLine(fault, requestId));
    const errors = [{ path: 'data', message: `met a fault of b24bus, see the log of request ${requestId}` }];
    return { valid: [], held: recordOf(definition, arrival, 'fault', errors) };
  }
};

const recordOf = (
  { name }: EventDefinition,
  { envelope, received }: Arrival,
  reason: QuarantineRecord['reason'],
  errors: readonly Invalidity[],
  items: readonly string[] = [],
): QuarantineRecord => {
  const { memberId, event, ts = '', data = '', body } = envelope;
  return {
    kind: 'quarantined',
    version: 1,
    reference: digest128(canonicalJson([name, memberId, event, ts, data])),
    reason,
    errors,
    items,
    route: name,
    memberId,
    receivedtime: new Date(received).toISOString(),
    body,
  };
};
