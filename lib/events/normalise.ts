import * as v from 'valibot';
import type { EventDefinition, PublishedData } from '../catalogue/definition.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';
import { type CloudEvent, cloudEvent, serialise } from './cloud-event.ts';
import { canonicalJson, eventId } from './identity.ts';
import type { WireItem } from './items.ts';
import { WireReader } from './wire-reader.ts';

/** Why something cannot be validated: where on the wire, and what was expected there. Never quotes a value. */
export type Invalidity = { readonly path: string; readonly message: string };

/** An event ready to be published, and its exact bytes. */
export type Normalised = { readonly event: CloudEvent; readonly json: string };

export type Normalisation = {
  readonly valid: readonly Normalised[];
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
 * From a verified envelope to the events that consumers get: splits the body into its items, takes each apart,
 * checks it against the event's schema and puts it together under its id. Pure; throws nothing.
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
  const valid: Normalised[] = [];
  const errors: Invalidity[] = [];
  const invalidItems: string[] = [];
  const equals = new Map<string, number>();
  let bytes = 0;
  for (const item of items) {
    const canonical = canonicalJson(item.value);
    const indexAmongEquals = equals.get(canonical) ?? 0;
    equals.set(canonical, indexAmongEquals + 1);
    const data = dataOf(definition, envelope, item);
    if ('errors' in data) {
      errors.push(...data.errors.slice(0, MAX_ERRORS - errors.length));
      invalidItems.push(item.path);
      continue;
    }
    const { memberId, event, ts = '', domain } = envelope;
    const id = eventId({ memberId, event, ts, item: item.value, indexAmongEquals });
    const published = cloudEvent(definition, { id, memberId, domain, sent, received, data: data.value });
    const json = serialise(published);
    bytes += json.length;
    if (bytes > MAX_EVENTS_BYTES) return invalid([tooMuch]);
    valid.push({ event: published, json });
  }
  return { valid, errors, invalidItems };
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

const dataOf = (
  definition: EventDefinition,
  envelope: VerifiedEnvelope,
  item: WireItem,
): { value: PublishedData } | { errors: Invalidity[] } => {
  const wire = new WireReader(item);
  definition.read(wire, envelope);
  const result = v.safeParse(definition.schema, wire.draft);
  if (!result.success) return { errors: result.issues.map((issue) => invalidityOf(issue, wire, item)) };
  const unmapped = wire.unmapped();
  return { value: Object.keys(unmapped).length === 0 ? result.output : { ...result.output, unmapped } };
};

/** Says in wire terms what the schema says in ours. An issue carries its input, which may not be shown. */
const invalidityOf = (issue: v.BaseIssue<unknown>, wire: WireReader, item: WireItem): Invalidity => {
  const field = v.getDotPath(issue) ?? '';
  const source = wire.sources.get(field);
  if (source !== undefined) return { path: source, message: `${issue.message} (${field})` };
  const missing = [...wire.candidates].find(([name]) => name === field || name.startsWith(`${field}.`));
  if (missing === undefined) return { path: item.path, message: `${field} ${issue.message}` };
  const [name, paths] = missing;
  return { path: paths[0] ?? item.path, message: `${name} is missing; looked in ${paths.join(', ')}` };
};
