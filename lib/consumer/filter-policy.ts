import type { EventName } from './bus-event.ts';
import { type EventFilter, type Selection, selectionOf } from './event-filter.ts';

/** The filter policy of an SNS subscription whose `FilterPolicyScope` is `MessageAttributes`, the default. */
export type FilterPolicy = {
  event?: (string | { exists: true })[];
  type?: string[];
  portal?: string[];
  connector?: string[];
  line?: { numeric: ['=', number] }[];
};

// "Filter policy constraints" of the SNS Developer Guide. It allows five keys too, and there are no more.
const MAX_COMBINATIONS = 150;
const MAX_NUMBER = 1_000_000_000;

/**
 * The filter policy of a subscription that takes these events from b24bus's topic. Subscribe takes it as JSON, a
 * template as it is.
 *
 * @throws TypeError where the filter is wrong; RangeError where SNS could not take or match it.
 */
export const filterPolicy = <Name extends EventName = never>(
  filter: EventFilter<Name> = {},
): FilterPolicy => {
  const selection = selectionOf(filter);
  refuseUnmatchable(selection);
  const { events, portals, connectors, lines, types } = selection;
  const policy: FilterPolicy = {
    // Types say which event it is; both would be multiplied.
    ...(types.length > 0
      ? { type: [...types] }
      : events.length > 0 && { event: events.map(({ name }) => name) }),
    ...(portals.length > 0 && { portal: [...portals] }),
    ...(connectors.length > 0 && { connector: [...connectors] }),
    ...(lines.length > 0 && { line: lines.map((line) => ({ numeric: ['=', line] as ['=', number] })) }),
  };
  const sizes = Object.values(policy).map((values) => values.length);
  const combinations = sizes.reduce((product, size) => product * size, 1);
  if (combinations > MAX_COMBINATIONS) {
    throw new RangeError(
      `The filter policy has ${sizes.join(' x ')} = ${combinations} combinations, SNS takes ${MAX_COMBINATIONS}: make several subscriptions of it.`,
    );
  }
  return sizes.length > 0 ? policy : { event: [{ exists: true }] };
};

/** What SNS takes in a policy and then never finds equal. */
const refuseUnmatchable = ({ portals, connectors, lines }: Selection): void => {
  const escaped = [...portals, ...connectors].find((value) => /["\\]/.test(value));
  if (escaped !== undefined) {
    throw new RangeError(
      `SNS does not match ${JSON.stringify(escaped)}, because of its quotation mark or backslash: let the consumer filter by it.`,
    );
  }
  const large = lines.find((line) => line > MAX_NUMBER);
  if (large !== undefined) {
    throw new RangeError(
      `SNS does not match line ${large}, only numbers up to ${MAX_NUMBER}: let the consumer filter by it.`,
    );
  }
};
