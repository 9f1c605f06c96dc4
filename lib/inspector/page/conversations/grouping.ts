import type { Row } from '../../protocol.ts';
import { byTime, type ChatEvent, chatEventOf } from './chat-event.ts';
import { groupByTies } from './ties.ts';

/** What happened in one chat of one portal. */
export type Conversation = {
  /** For the page's address. */
  readonly key: string;
  /** All that lead here: an address stays right when two chats turn out to be one. */
  readonly keys: readonly string[];
  readonly portal: string;
  /** Bitrix24's chat. */
  readonly id: number | undefined;
  /** The chat in the external system. */
  readonly externalId: string | undefined;
  /** The chat's name, as a rule the customer's. */
  readonly name: string | undefined;
  readonly connector: string | undefined;
  readonly line: { readonly id: number; readonly name?: string } | undefined;
  /** Of the last session or dialog, RFC 3339; undefined where only what came later is known. */
  readonly started: string | undefined;
  /** Of the same one; undefined while it is open. */
  readonly finished: string | undefined;
  /** By time. */
  readonly events: ChatEvents;
};

type ChatEvents = readonly [ChatEvent, ...ChatEvent[]];

/** Makes conversations of rows, the one with the newest activity first. */
export const conversationsOf = (rows: readonly Row[]): readonly Conversation[] => {
  const events = rows.flatMap((row) => chatEventOf(row) ?? []).sort(byTime);
  return groupByTies(events, ({ ties }) => ties)
    .flatMap(([first, ...others]) => (first ? [conversationOf([first, ...others])] : []))
    .sort((one, other) => byTime(newestOf(other), newestOf(one)));
};

/** The last thing that happened. */
export const newestOf = ({ events }: Pick<Conversation, 'events'>): ChatEvent => events.at(-1) ?? events[0];

const conversationOf = (events: ChatEvents): Conversation => {
  const keys = [...new Set(events.flatMap((event) => event.keys))].sort(bitrix24First);
  return {
    key: keys[0] ?? events[0].keys[0],
    keys,
    portal: events[0].portal,
    id: latest(events, ({ chat }) => chat.id),
    externalId: latest(events, ({ chat }) => chat.externalId),
    name: latest(events, ({ chat }) => chat.name),
    connector: latest(events, ({ connector }) => connector?.id),
    line: latest(events, ({ line }) => line?.name && line) ?? latest(events, ({ line }) => line),
    ...lastSession(events),
    events,
  };
};

/** A key of Bitrix24's chat has fewer parts than one of an external chat. */
const bitrix24First = (one: string, other: string): number =>
  one.split('/').length - other.split('/').length || (one < other ? -1 : 1);

const latest = <Value>(
  events: ChatEvents,
  pick: (data: ChatEvent['data']) => Value | '' | undefined,
): Value | undefined => events.reduce<Value | undefined>((found, { data }) => pick(data) || found, undefined);

/** A session and its dialog start together and finish together. */
const lastSession = (events: ChatEvents): Pick<Conversation, 'started' | 'finished'> => {
  let started: string | undefined;
  let finished: string | undefined;
  for (const { kind, at } of events) {
    if (kind.endsWith('-started') && (started === undefined || finished !== undefined))
      [started, finished] = [at, undefined];
    if (kind.endsWith('-finished')) finished = at;
  }
  return { started, finished };
};
