import type { EventDefinition } from '../catalogue/definition.ts';
import { canonicalJson, digest128, eventId } from '../events/identity.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';

/** Where a copy of an event came from: posted by the portal, or taken from its queue of offline events. */
export type Side = 'online' | 'offline';

/** One event as one of the two ways brought it. */
export type Copy = {
  /** What copies of the same event have in common, on both sides: everything but the time. 32 hex digits. */
  readonly content: string;
  /** The id by this copy's own time, which is the event's unless another copy came first. */
  readonly own: string;
  /** Unix seconds. */
  readonly sent: number;
};

/**
 * The copies of events in a body, one per item, valid or not; a body without items is one. None where the time is
 * no time: such a body has no id either.
 */
export const copiesOf = (
  { name, items }: Pick<EventDefinition, 'name' | 'items'>,
  { memberId, event, ts = '', data = '' }: VerifiedEnvelope,
): readonly Copy[] => {
  if (!/^\d{1,12}$/.test(ts)) return [];
  const found = items(data);
  const values = found.length === 0 ? [data] : found.map(({ value }) => value);
  const seen = new Map<string, number>();
  return values.map((value) => {
    const item = canonicalJson(value);
    const indexAmongEquals = seen.get(item) ?? 0;
    seen.set(item, indexAmongEquals + 1);
    const content = digest128(`[${JSON.stringify(memberId)},${JSON.stringify(name)},${item}]`);
    return { content, own: eventId({ memberId, event, ts, item, indexAmongEquals }), sent: Number(ts) };
  });
};
