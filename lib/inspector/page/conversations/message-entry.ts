import { toPlainText } from '../../../consumer/plain-text.ts';
import { senderOf } from '../../../consumer/signature.ts';
import type { Row } from '../../protocol.ts';
import type { ChatEvent, Message } from './chat-event.ts';
import { once } from './once.ts';

/** One message, with what became of it. */
export type MessageEntry = {
  readonly kind: 'message';
  readonly at: string;
  readonly rows: readonly Row[];
  readonly id: number | undefined;
  readonly direction: Message['direction'];
  readonly system: boolean;
  /** The operator's name. */
  readonly sender: string | undefined;
  /** Without BBCode, as it is now. */
  readonly text: string | undefined;
  /** What it was before, oldest first. */
  readonly earlier: readonly string[];
  readonly files: readonly FileName[];
  /** RFC 3339, of the last edit. */
  readonly edited: string | undefined;
  readonly deleted: string | undefined;
  /** `unseen`: it was changed, but its beginning is not known; `contradicted`: its id came with another text, too. */
  readonly doubt: 'unseen' | 'contradicted' | undefined;
};

/** Incoming files have an id only. */
type FileName = { readonly name?: string; readonly id?: number };

type MessageEvent = ChatEvent & { readonly data: { readonly message: Message } };

type Placed = readonly [first: ChatEvent, entry: MessageEntry];

/** Makes an entry of the events of one message, which are in order; of several where one id has several texts. */
export const messageEntriesOf = (events: readonly ChatEvent[]): readonly Placed[] => {
  const ofMessage = events.flatMap((event) => (hasMessage(event) ? [event] : []));
  const versions = versionsOf(ofMessage.filter(({ kind }) => kind === 'added'));
  const changes = ofMessage.filter(({ kind }) => kind !== 'added');
  if (versions.length === 0) return placed(changes, 'unseen');
  const doubt = versions.length > 1 ? 'contradicted' : undefined;
  return versions.flatMap((version, index) => {
    const isLast = index === versions.length - 1;
    return placed(isLast ? [...version, ...changes] : version, doubt);
  });
};

const hasMessage = (event: ChatEvent): event is MessageEvent => event.data.message !== undefined;

/**
 * The same message is told by OnOpenLineMessageAdd and by OnImConnectorMessageAdd, perhaps not in the same words.
 * Two of the same name that differ are two messages, whatever their id says.
 */
const versionsOf = (added: readonly MessageEvent[]): readonly (readonly MessageEvent[])[] => {
  const versions: MessageEvent[][] = [];
  for (const event of added) {
    const same = versions.find((version) => version.some((other) => contentOf(other) === contentOf(event)));
    const free = versions.find((version) => !version.some((other) => other.row.event === event.row.event));
    const version = same ?? free;
    if (version) version.push(event);
    else versions.push([event]);
  }
  return versions;
};

const contentOf = ({ data: { message } }: MessageEvent): string =>
  JSON.stringify([plainTextOf(message) ?? '', message.files ?? []]);

const plainTextOf = once(({ text }: Message) => (text === undefined ? undefined : toPlainText(text)));

const placed = (events: readonly MessageEvent[], doubt: MessageEntry['doubt']): readonly Placed[] => {
  const [first] = events;
  return first ? [[first, entryOf(first, events, doubt)]] : [];
};

const entryOf = (
  first: MessageEvent,
  events: readonly MessageEvent[],
  doubt: MessageEntry['doubt'],
): MessageEntry => {
  const { direction, system } = first.data.message;
  const texts = textsOf(events);
  return {
    kind: 'message',
    at: first.at,
    rows: events.map(({ row }) => row),
    id: events.find(({ data }) => data.message.id !== undefined)?.data.message.id,
    direction,
    system,
    sender: direction === 'outgoing' && !system ? nameOf(events) : undefined,
    text: texts.at(-1),
    earlier: texts.slice(0, -1),
    files: filesOf(events),
    edited: events.findLast(({ kind }) => kind === 'edited')?.at,
    deleted: events.find(({ kind }) => kind === 'deleted')?.at,
    doubt,
  };
};

/** Its texts over time. One edit is told by two events; a deletion may repeat the text. */
const textsOf = (events: readonly MessageEvent[]): readonly string[] => {
  const [added, edits] = [ofKind(events, 'added'), ofKind(events, 'edited')];
  const first = added.find(({ data }) => data.message.text !== undefined);
  const told = [...(first ? [first] : []), ...edits].flatMap(toldBy);
  const texts = told.length > 0 ? told : ofKind(events, 'deleted').flatMap(toldBy);
  return texts.filter((text, index) => text !== texts[index - 1]);
};

const toldBy = ({ data }: MessageEvent): string | [] => plainTextOf(data.message) ?? [];

const ofKind = (events: readonly MessageEvent[], kind: ChatEvent['kind']): readonly MessageEvent[] =>
  events.filter((event) => event.kind === kind);

const nameOf = (events: readonly MessageEvent[]): string | undefined =>
  events.flatMap(({ data }) => senderOf(data.message.text ?? '') ?? [])[0];

/** Of the event that knows most of their names. */
const filesOf = (events: readonly MessageEvent[]): readonly FileName[] => {
  const lists = events.flatMap(({ data }) => (data.message.files ? [data.message.files] : []));
  const named = lists.find((files) => files.some(({ name }) => name !== undefined));
  return named ?? lists[0] ?? [];
};
