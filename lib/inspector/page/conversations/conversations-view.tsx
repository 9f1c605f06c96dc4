import '@mantine/core/styles/Title.css';
import { Title } from '@mantine/core';
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import { useAbout } from '../about.ts';
import { FirstSteps } from '../first-steps.tsx';
import { PlayButton } from '../play-button.tsx';
import { hrefOf } from '../routes.ts';
import { useRows } from '../rows.ts';
import { ConversationList } from './conversation-list.tsx';
import { ConversationTimeline } from './conversation-timeline.tsx';
import classes from './conversations-view.module.css';
import { useConversationsWords } from './conversations-words.ts';
import { type Conversation, conversationsOf } from './grouping.ts';

/** The chats that the rows tell of, and what happened in one of them. */
export const ConversationsView = ({ chat }: { readonly chat?: string }) => {
  const rows = useDeferredValue(useRows());
  const conversations = useMemo(() => conversationsOf(rows), [rows]);
  const texts = useConversationsWords();
  const shown = useShown(conversations, chat);
  if (conversations.length === 0 && chat === undefined) return <NoConversations />;
  return (
    <Frame aside={conversations.length > 0}>
      <div className={classes.panes} data-chosen={chat !== undefined}>
        <ConversationList conversations={conversations} shown={shown?.key} />
        <div className={classes.pane}>
          <a href={hrefOf({ view: 'conversations' })} className={classes.back}>
            ← {texts.list}
          </a>
          {shown ? (
            <ConversationTimeline key={chat} conversation={shown} chosen={chat !== undefined} />
          ) : (
            <p className={classes.gone}>{texts.gone}</p>
          )}
        </div>
      </div>
    </Frame>
  );
};

/** The chosen one. Until one is chosen the newest, and that one stays while others get newer. */
const useShown = (conversations: readonly Conversation[], chat: string | undefined) => {
  const [kept, keep] = useState<string>();
  const sought = chat ?? kept;
  const shown = conversations.find(({ keys }) => sought !== undefined && keys.includes(sought));
  if (shown || chat !== undefined) return shown;
  const [newest] = conversations;
  if (newest) keep(newest.key);
  return newest;
};

const Frame = ({ aside, children }: { readonly aside: boolean; readonly children: ReactNode }) => {
  const local = useAbout()?.mode === 'local';
  return (
    <>
      <div className={classes.head}>
        <Title order={1} size="h3">
          {useConversationsWords().title}
        </Title>
        {aside && local && <PlayButton />}
      </div>
      {children}
    </>
  );
};

const NoConversations = () => {
  const { empty } = useConversationsWords();
  return (
    <Frame aside={false}>
      <p className={classes.empty}>{empty}</p>
      <FirstSteps />
    </Frame>
  );
};
