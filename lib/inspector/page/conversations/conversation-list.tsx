import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Input.css';
import { Button, TextInput } from '@mantine/core';
import { useDeferredValue, useState } from 'react';
import { ageOf } from '../format.ts';
import { useNow } from '../now.ts';
import { hrefOf } from '../routes.ts';
import { useLanguage } from '../words.ts';
import classes from './conversation-list.module.css';
import { ConversationState } from './conversation-state.tsx';
import { useConversationTitle } from './conversation-title.ts';
import { useConversationsWords } from './conversations-words.ts';
import { type Conversation, newestOf } from './grouping.ts';
import { matching, previewOf } from './search.ts';

/** How many more a click shows. */
const PAGE = 100;

type Props = { readonly conversations: readonly Conversation[]; readonly shown: string | undefined };

export const ConversationList = ({ conversations, shown }: Props) => {
  const texts = useConversationsWords();
  const [query, setQuery] = useState('');
  const [limit, setLimit] = useState(PAGE);
  const now = useNow(1000);
  const found = matching(conversations, useDeferredValue(query));
  return (
    <section aria-label={texts.list} className={classes.list}>
      <TextInput
        type="search"
        label={texts.search}
        value={query}
        onChange={({ currentTarget }) => setQuery(currentTarget.value)}
      />
      <p role="status" className={classes.found}>
        {query !== '' && (found.length === 0 ? texts.noMatch : texts.found(found.length))}
      </p>
      <ul>
        {found.slice(0, limit).map((conversation) => (
          <li key={conversation.key}>
            <ConversationLink conversation={conversation} current={conversation.key === shown} now={now} />
          </li>
        ))}
      </ul>
      {found.length > limit && (
        <Button variant="default" onClick={() => setLimit(limit + PAGE)}>
          {texts.moreConversations}
        </Button>
      )}
    </section>
  );
};

type LinkProps = { readonly conversation: Conversation; readonly current: boolean; readonly now: number };

const ConversationLink = ({ conversation, current, now }: LinkProps) => {
  const texts = useConversationsWords();
  const [language] = useLanguage();
  const { key, events, connector, line } = conversation;
  const { at } = newestOf(conversation);
  // The clock of a portal may be ahead of ours.
  const age = ageOf(at, language, Math.max(now, Date.parse(at)));
  return (
    <a href={hrefOf({ view: 'conversations', chat: key })} aria-current={current} className={classes.link}>
      <span className={classes.title}>{useConversationTitle(conversation)}</span>
      <ConversationState conversation={conversation} />
      <span className={classes.detail}>
        {[connector, line?.name ?? line?.id].filter((part) => part !== undefined).join(' · ')}
      </span>
      <span className={classes.preview}>{previewOf(conversation)}</span>
      <span className={classes.detail}>
        {age} · {texts.events(events.length)}
      </span>
    </a>
  );
};
