import type { EventData, EventName } from './bus-event.ts';
import { events as known } from './shapes.ts';

type OneOrMore<Value> = Value | readonly [Value, ...Value[]];

type EventsWith<Field extends string> = {
  [Name in EventName]: Field extends keyof EventData<Name> ? Name : never;
}[EventName];

/**
 * Which events a subscriber wants: each field one value or several, of which one has to match; all fields have to
 * match. What the chosen events do not have cannot be asked for.
 */
export type EventFilter<Name extends EventName = never> = {
  /** Bitrix24's names of the events; every event where it is left out. */
  readonly event?: OneOrMore<Name>;
  /** `member_id` of the portals. */
  readonly portal?: OneOrMore<string>;
  /** Codes of the connectors. An event that names no connector does not match. */
  readonly connector?: [Name] extends [EventsWith<'connector'>] ? OneOrMore<string> : never;
  /** Ids of the Open Lines. An event that names no line does not match. */
  readonly line?: [Name] extends [EventsWith<'line'>] ? OneOrMore<number> : never;
  /**
   * Versions of `event`. Without it all versions match, so that no event is lost unseen when a newer version replaces
   * an older one.
   */
  readonly version?: [Name] extends [never] ? never : OneOrMore<number>;
};

/** An event, what its type holds between `com.bitrix24.` and the version, and its newest version. */
export type KnownType = { readonly name: string; readonly what: string; readonly newest: number };

/** A filter, checked; an empty list matches everything. */
export type Selection = {
  readonly events: readonly KnownType[];
  readonly portals: readonly string[];
  readonly connectors: readonly string[];
  readonly lines: readonly number[];
  /** CloudEvents types, where versions are asked for. */
  readonly types: readonly string[];
};

type Field = 'event' | 'portal' | 'connector' | 'line' | 'version';

const fields: readonly string[] = ['event', 'portal', 'connector', 'line', 'version'] satisfies Field[];

/** @throws TypeError where the filter is wrong, or nothing could match it; the message says why. */
export const selectionOf = (filter: Readonly<Partial<Record<Field, unknown>>>): Selection => {
  const unknown = Object.keys(filter).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw new TypeError(`The filter has a field ${unknown}; there are ${fields.join(', ')}.`);
  }
  const names = valuesOf(filter, 'event', isName, `one of ${Object.keys(known).join(', ')}`);
  const events = names.map((name) => ({ name, what: known[name][0], newest: known[name][1] }));
  const connectors = valuesOf(filter, 'connector', isText, 'the code of a connector');
  const lines = valuesOf(filter, 'line', isNumber, 'the id of an Open Line, a whole number from 1');
  if (connectors.length > 0) refuseWithout('connector', names);
  if (lines.length > 0) refuseWithout('line', names);
  return {
    events,
    portals: valuesOf(filter, 'portal', isMemberId, 'the member_id of a portal'),
    connectors,
    lines,
    types: typesOf(events, valuesOf(filter, 'version', isNumber, 'a version, a whole number from 1')),
  };
};

const valuesOf = <Value>(
  filter: Readonly<Partial<Record<Field, unknown>>>,
  field: Field,
  isValid: (value: unknown) => value is Value,
  expected: string,
): Value[] => {
  const given = filter[field];
  if (given === undefined) return [];
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (values.length === 0) {
    throw new TypeError(`The filter's ${field} is an empty array: name at least one, or leave ${field} out.`);
  }
  const wrong = values.find((value) => !isValid(value));
  if (!values.every(isValid)) {
    throw new TypeError(`The filter's ${field} ${shown(wrong)} is not ${expected}.`);
  }
  return [...new Set(values)];
};

const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value) : String(value));

const isName = (value: unknown): value is EventName => isText(value) && Object.hasOwn(known, value);

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** Letters and digits; a domain and a URN, which are given by mistake, have a dot and a colon. */
const isMemberId = (value: unknown): value is string => isText(value) && !/[.:\s]/.test(value);

const refuseWithout = (field: 'connector' | 'line', names: readonly EventName[]): void => {
  const lacking = names.find((name) => !(field in known[name][2] || `${field}?` in known[name][2]));
  if (lacking === undefined) return;
  throw new TypeError(`${lacking} never has a ${field}, so it would never match: leave one of them out.`);
};

/**
 * The CloudEvents types of some events in some versions.
 *
 * @throws TypeError where an event, or a version, has no part in it.
 */
export const typesOf = (events: readonly KnownType[], versions: readonly number[]): string[] => {
  if (versions.length === 0) return [];
  if (events.length === 0) {
    throw new TypeError("The filter's version needs event: each event has versions of its own.");
  }
  const newest = Math.max(...events.map((event) => event.newest));
  const unknown = versions.find((version) => version > newest);
  if (unknown !== undefined) {
    throw new TypeError(
      `The filter's version ${unknown} is not known to this release of b24bus, only up to ${newest}.`,
    );
  }
  return events.flatMap((event) => {
    const wanted = versions.filter((version) => version <= event.newest);
    if (wanted.length > 0) return wanted.map((version) => `com.bitrix24.${event.what}.v${version}`);
    throw new TypeError(
      `${event.name} has no version ${versions.join(' or ')} in this release of b24bus, only up to ${event.newest}.`,
    );
  });
};
