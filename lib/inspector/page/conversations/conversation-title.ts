import { useConversationsWords } from './conversations-words.ts';
import type { Conversation } from './grouping.ts';

/** The chat's name, else its id. */
export const useConversationTitle = ({ name, externalId, id }: Conversation): string => {
  const { chat } = useConversationsWords();
  return name ?? chat(externalId ?? String(id));
};
