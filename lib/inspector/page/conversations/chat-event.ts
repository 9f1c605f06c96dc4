import type { EventData } from '../../../consumer/bus-event.ts';
import type { Row } from '../../protocol.ts';
import { once } from './once.ts';

export type Message = EventData<'OnOpenLineMessageAdd'>['message'];

const kinds = {
  OnSessionStart: 'session-started',
  OnSessionFinish: 'session-finished',
  OnImConnectorDialogStart: 'dialog-started',
  OnImConnectorDialogFinish: 'dialog-finished',
  OnOpenLineMessageAdd: 'added',
  OnOpenLineMessageUpdate: 'edited',
  OnOpenLineMessageDelete: 'deleted',
  OnImConnectorMessageAdd: 'added',
  OnImConnectorMessageUpdate: 'edited',
  OnImConnectorMessageDelete: 'deleted',
} as const;

type Kind = (typeof kinds)[keyof typeof kinds];

/** What a timeline needs of an event's `data`; docs/events.md says which event has what. */
type ChatData = {
  readonly connector?: { readonly id: string };
  readonly line?: { readonly id: number; readonly name?: string };
  readonly chat: { readonly id?: number; readonly externalId?: string; readonly name?: string };
  readonly session?: { readonly id: number };
  readonly message?: Message;
};

/** A row about a chat. */
export type ChatEvent = {
  readonly row: Row;
  readonly portal: string;
  /** `faulty`: it is not on the bus, so only its chat is known. */
  readonly kind: Kind | 'faulty';
  /** RFC 3339: when the portal queued it, else when it came in. */
  readonly at: string;
  /** The same in Unix milliseconds. */
  readonly time: number;
  readonly data: ChatData;
  /** Of the chat, each of which no other chat of any portal has. */
  readonly keys: readonly [string, ...string[]];
  /** What tells that two events are about one chat: its keys, and the session, where a dialog names it too. */
  readonly ties: readonly string[];
};

/** Undefined where a row is about no chat, or where anybody could have posted it. */
export const chatEventOf = once((row: Row): ChatEvent | undefined => {
  const kind = kinds[row.event as keyof typeof kinds] as Kind | undefined;
  const { portal, published } = row;
  if (kind === undefined || portal === undefined || row.outcome === 'refused') return undefined;
  const data = published ? (published.data as Partial<ChatData>) : routed(row, kind);
  if (!data?.chat) return undefined;
  const named = { ...data, chat: data.chat };
  const [key, ...others] = keysOf(portal, named);
  if (key === undefined) return undefined;
  const keys = [key, ...others] as const;
  const at = published?.time ?? row.at;
  const ties = [...keys, ...sessionsOf(portal, named)];
  return {
    row,
    portal,
    kind: published ? kind : 'faulty',
    at,
    time: Date.parse(at),
    data: named,
    keys,
    ties,
  };
});

/** A session's events name Bitrix24's chat, the others the external one where they can. */
const routed = ({ connector, line, chat }: Row, kind: Kind): ChatData | undefined => {
  if (chat === undefined) return undefined;
  const ofSession = kind.startsWith('session') && /^\d+$/.test(chat);
  return {
    ...(connector !== undefined && { connector: { id: connector } }),
    ...(line !== undefined && { line: { id: line } }),
    chat: ofSession ? { id: Number(chat) } : { externalId: chat },
  };
};

/** First by the portal's clock, then by arrival. */
export const byTime = (one: ChatEvent, other: ChatEvent): number =>
  one.time - other.time || one.row.seq - other.row.seq;

/** The website chat lives in Bitrix24 itself: what would be an external chat is a chat of Bitrix24. */
const LIVECHAT = 'livechat';

/** Bitrix24's chat first, then the external one. */
const keysOf = (portal: string, { connector, line, chat }: ChatData): readonly string[] => {
  const keys = chat.id === undefined ? [] : [keyOf(portal, chat.id)];
  if (chat.externalId === undefined) return keys;
  if (connector?.id === LIVECHAT && /^\d+$/.test(chat.externalId))
    return [...keys, keyOf(portal, chat.externalId)];
  return [...keys, keyOf(portal, connector?.id, line?.id, chat.externalId)];
};

const sessionsOf = (portal: string, { connector, line, session }: ChatData): readonly string[] =>
  session === undefined ? [] : [keyOf(portal, connector?.id, line?.id, 'session', session.id)];

const keyOf = (...parts: readonly (string | number | undefined)[]): string =>
  parts.map((part) => encodeURIComponent(String(part ?? '').toWellFormed())).join('/');
