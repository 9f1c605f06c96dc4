import type { EventDefinition } from '../catalogue/definition.ts';
import type { WireItem } from '../events/items.ts';
import { type Invalidity, validate } from '../events/validate.ts';
import type { Envelope } from '../form/envelope.ts';
import { sortOut } from '../middleware/quarantine.ts';
import { Stopwatch } from '../middleware/stopwatch.ts';

export type Sorted = ReturnType<typeof sortOut>;

/**
 * What of an authentic body can be published, and what cannot, as its function found it.
 *
 * @param received Unix milliseconds.
 */
export const sorted = (
  definition: EventDefinition,
  envelope: Envelope,
  received: number,
  requestId: string,
): Sorted => {
  const { memberId = '' } = envelope;
  const arrival = { envelope: { ...envelope, memberId }, received, requestId, stopwatch: new Stopwatch() };
  return sortOut(definition, arrival, () => undefined);
};

/** What is wrong with one item. */
export const errorsOf = (
  definition: EventDefinition,
  envelope: Envelope,
  item: WireItem,
): readonly Invalidity[] => {
  const checked = validate(definition, envelope, item);
  return 'errors' in checked ? checked.errors : [];
};

/** The first of what is wrong, in a line. */
export const toldOf = ([first, ...others]: readonly Invalidity[]): string => {
  if (first === undefined) return '';
  const told = `${first.path} ${first.message}`;
  return others.length === 0 ? told : `${told}, and ${others.length} more`;
};
