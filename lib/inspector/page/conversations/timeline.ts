import type { Row } from '../../protocol.ts';
import { byTime, type ChatEvent } from './chat-event.ts';
import { type MessageEntry, messageEntriesOf } from './message-entry.ts';
import { groupByTies } from './ties.ts';

/** A session or a dialog begins or ends. */
type PhaseEntry = {
  readonly kind: 'session-started' | 'session-finished' | 'dialog-started' | 'dialog-finished';
  readonly at: string;
  /** Equal events that came more than once. */
  readonly rows: readonly Row[];
  readonly session: number | undefined;
  /** It ends, and no beginning is known. */
  readonly startless: boolean;
};

/** Something about this chat came, and is not on the bus. */
type FaultEntry = { readonly kind: 'faulty'; readonly at: string; readonly rows: readonly Row[] };

/** What is no message. */
export type LineEntry = PhaseEntry | FaultEntry;

export type Entry = LineEntry | MessageEntry;

/** What a person reads: one entry per session start, message and finish, each with the rows that it is made of. */
export const timelineOf = (events: readonly ChatEvent[]): readonly Entry[] => {
  const known = new Set(events.map(({ kind }) => kind));
  return groupByTies(events, entryTiesOf)
    .flatMap((group) => entriesOf(group, known))
    .sort(([one], [other]) => byTime(one, other))
    .map(([, entry]) => entry);
};

/** What tells that two events belong in one entry. */
const entryTiesOf = ({ row, data: { message } }: ChatEvent): readonly string[] => [
  ...(row.published ? [`event ${row.published.id}`] : []),
  ...(message?.id === undefined ? [] : [`message ${message.id}`]),
  // Each side may number the messages of the external system by itself.
  ...(message?.externalIds ?? []).map((id) => `${message?.direction} ${id}`),
];

type Placed = readonly [first: ChatEvent, entry: Entry];

const entriesOf = (group: readonly ChatEvent[], known: ReadonlySet<ChatEvent['kind']>): readonly Placed[] => {
  const [first] = group;
  if (!first) return [];
  const { kind, at, data } = first;
  const rows = group.map(({ row }) => row);
  switch (kind) {
    case 'faulty':
      return [[first, { kind, at, rows }]];
    case 'session-started':
    case 'dialog-started':
      return [[first, { kind, at, rows, session: data.session?.id, startless: false }]];
    case 'session-finished':
    case 'dialog-finished': {
      const startless = !known.has(kind === 'session-finished' ? 'session-started' : 'dialog-started');
      return [[first, { kind, at, rows, session: data.session?.id, startless }]];
    }
    default:
      return messageEntriesOf(group);
  }
};
