import type { EventDefinition, PublishedData } from '../catalogue/definition.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';
import { type CloudEvent, cloudEvent, serialise } from './cloud-event.ts';
import { canonicalJson, eventId } from './identity.ts';
import { type Invalidity, validate } from './validate.ts';

/** An event ready to be published, and its exact bytes. */
export type Normalised = {
  readonly event: CloudEvent;
  readonly json: string;
  /** The same in the words of earlier versions, where its contract has any. */
  readonly earlier?: readonly Pick<CloudEvent, 'type' | 'data'>[];
};

/** With the wire path of the item that it was made of. */
export type NormalisedItem = Normalised & { readonly path: string };

export type Normalisation = {
  readonly valid: readonly NormalisedItem[];
  /** Empty if every item is valid. */
  readonly errors: readonly Invalidity[];
  /** The wire paths of the items that are not valid. */
  readonly invalidItems: readonly string[];
};

/**
 * A body's keys around its items go into every event. What that may add up to is bounded, so that a hostile or
 * broken portal cannot exhaust the function's memory; the body is then kept whole, in quarantine.
 */
const MAX_EVENTS_BYTES = 16 * 1024 * 1024;

/** Errors told about one body; the rest are of the same kind. */
const MAX_ERRORS = 50;

/**
 * From a verified envelope to the events that consumers get: splits the body into its items, validates each and
 * puts the attributes of the contract around it. Pure; throws nothing.
 *
 * @param received Unix milliseconds.
 */
export const normalise = (
  definition: EventDefinition,
  envelope: VerifiedEnvelope,
  received: number,
): Normalisation => {
  const sent = secondsOf(envelope.ts);
  if (typeof sent !== 'number') return invalid([sent]);
  const items = definition.items(envelope.data);
  if (items.length === 0) return invalid([noItems]);
  const valid: NormalisedItem[] = [];
  const errors: Invalidity[] = [];
  const invalidItems: string[] = [];
  const indexOf = countEquals();
  let bytes = 0;
  for (const item of items) {
    const canonical = canonicalJson(item.value);
    const indexAmongEquals = indexOf(canonical);
    const checked = validate(definition, envelope, item);
    if ('errors' in checked) {
      errors.push(...checked.errors.slice(0, MAX_ERRORS - errors.length));
      invalidItems.push(item.path);
      continue;
    }
    const { memberId, event: name, ts = '', domain } = envelope;
    const id = eventId({ memberId, event: name, ts, item: canonical, indexAmongEquals });
    const event = cloudEvent(definition, { id, memberId, domain, sent, received, data: checked.data });
    const json = serialise(event);
    bytes += json.length;
    if (bytes > MAX_EVENTS_BYTES) return invalid([tooMuch]);
    valid.push({ event, json, path: item.path, ...earlierOf(definition, checked.data) });
  }
  return { valid, errors, invalidItems };
};

/** Made here, where a fault of a conversion puts the body into quarantine. */
const earlierOf = (
  { earlier }: Pick<EventDefinition, 'earlier'>,
  newest: PublishedData,
): Pick<Normalised, 'earlier'> =>
  earlier === undefined ? {} : { earlier: earlier.map(({ type, from }) => ({ type, data: from(newest) })) };

/** Counts equal items: the first of them is 0. */
const countEquals = (): ((canonical: string) => number) => {
  const seen = new Map<string, number>();
  return (canonical) => {
    const index = seen.get(canonical) ?? 0;
    seen.set(canonical, index + 1);
    return index;
  };
};

const noItems: Invalidity = {
  path: 'data',
  message: 'has no dialog, session or message where this event has them (MESSAGES or DATA)',
};

const tooMuch: Invalidity = {
  path: 'data',
  message: `makes more than ${MAX_EVENTS_BYTES} bytes of events, because the keys around its items go into each`,
};

const invalid = (errors: readonly Invalidity[]): Normalisation => ({ valid: [], errors, invalidItems: [] });

/** The last second that RFC 3339 can write. */
const LAST_SECOND = 253_402_300_799;

const secondsOf = (ts: string | undefined): number | Invalidity => {
  if (ts === undefined) return { path: 'ts', message: 'is missing' };
  const seconds = /^\d{1,12}$/.test(ts) ? Number(ts) : Number.NaN;
  return seconds <= LAST_SECOND ? seconds : { path: 'ts', message: 'is not a time in Unix seconds' };
};
