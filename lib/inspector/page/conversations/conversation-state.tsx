import '@mantine/core/styles/Badge.css';
import { Badge } from '@mantine/core';
import { useConversationsWords } from './conversations-words.ts';
import type { Conversation } from './grouping.ts';

/** Whether the last session goes on; nothing where neither its start nor its finish is known. */
export const ConversationState = ({ conversation }: { readonly conversation: Conversation }) => {
  const { state } = useConversationsWords();
  const { started, finished } = conversation;
  if (finished !== undefined)
    return (
      <Badge variant="light" color="gray" radius="sm" tt="none">
        {state.finished}
      </Badge>
    );
  if (started === undefined) return null;
  return (
    <Badge variant="light" color="blue" radius="sm" tt="none">
      {state.open}
    </Badge>
  );
};
