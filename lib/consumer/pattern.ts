import type { EventName } from './bus-event.ts';
import { type EventFilter, type KnownType, selectionOf } from './event-filter.ts';

/** The event pattern of an EventBridge rule, spelled as EventBridge does. */
export type EventPattern = {
  source: (string | { prefix: string })[];
  'detail-type'?: string[];
  resources?: string[];
  detail?: {
    type?: string[];
    data?: { connector?: { id: string[] }; line?: { id: number[] } };
  };
};

/** "Event pattern size" of Amazon EventBridge quotas, in characters; AWS raises it to 4,096 on request. */
const MAX_CHARACTERS = 2048;

/**
 * The event pattern of a rule that takes these events from b24bus's bus, and nothing else that is on it. PutRule takes
 * it as JSON, a template as it is.
 *
 * @param maxCharacters what your account's quota is, where AWS has raised it.
 * @throws TypeError where the filter is wrong; RangeError where the pattern is larger than EventBridge takes.
 */
export const pattern = <Name extends EventName = never>(
  filter: EventFilter<Name> = {},
  { maxCharacters = MAX_CHARACTERS }: { readonly maxCharacters?: number } = {},
): EventPattern => {
  const { events, portals, connectors, lines, types } = selectionOf(filter);
  const data = {
    ...(connectors.length > 0 && { connector: { id: [...connectors] } }),
    ...(lines.length > 0 && { line: { id: [...lines] } }),
  };
  const detail = { ...(types.length > 0 && { type: [...types] }), ...(isFilled(data) && { data }) };
  const eventPattern: EventPattern = {
    source: events.length > 0 ? [...new Set(events.map(sourceOf))] : [{ prefix: 'bitrix24.' }],
    ...(events.length > 0 && { 'detail-type': events.map(({ name }) => name) }),
    ...(portals.length > 0 && { resources: portals.map((portal) => `urn:bitrix24:portal:${portal}`) }),
    ...(isFilled(detail) && { detail }),
  };
  const characters = JSON.stringify(eventPattern).length;
  if (characters <= maxCharacters) return eventPattern;
  throw new RangeError(
    `The event pattern has ${characters} characters, EventBridge takes ${maxCharacters} (quota "Event pattern size", which AWS raises to 4096 at most): make several rules of it.`,
  );
};

/** EventBridge's `Source`: the event's family. */
const sourceOf = ({ what }: KnownType): string => `bitrix24.${what.slice(0, what.indexOf('.'))}`;

const isFilled = (object: object): boolean => Object.keys(object).length > 0;
