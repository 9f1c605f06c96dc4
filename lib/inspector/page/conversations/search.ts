import { toPlainText } from '../../../consumer/plain-text.ts';
import type { Conversation } from './grouping.ts';

/** Those that have all words of the query somewhere: in texts, names, ids. */
export const matching = (conversations: readonly Conversation[], query: string): readonly Conversation[] => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return conversations;
  return conversations.filter((conversation) => {
    const text = searchable(conversation).toLowerCase();
    return words.every((word) => text.includes(word));
  });
};

const searchable = (conversation: Conversation): string => {
  const { portal, id, externalId, name, connector, line, events } = conversation;
  const texts = events.map(({ data }) => data.message?.text);
  return [portal, id, externalId, name, connector, line?.id, line?.name, ...texts].join('\n');
};

/** The newest text, as people read it; empty where nobody has written one. */
export const previewOf = ({ events }: Conversation): string =>
  toPlainText(events.findLast(({ data }) => data.message?.text !== undefined)?.data.message?.text ?? '');
