import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/Title.css';
import { Button, Title } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { dayOf } from '../clock.ts';
import { useLanguage } from '../words.ts';
import { ConversationFacts } from './conversation-facts.tsx';
import { ConversationState } from './conversation-state.tsx';
import classes from './conversation-timeline.module.css';
import { useConversationTitle } from './conversation-title.ts';
import { useConversationsWords } from './conversations-words.ts';
import type { Conversation } from './grouping.ts';
import { type Entry, timelineOf } from './timeline.ts';
import { TimelineEntry } from './timeline-entry.tsx';

/** How many of the newest are shown, and how many more a click shows. */
const PAGE = 200;

type Props = {
  readonly conversation: Conversation;
  /** By a click or an address: the focus then moves here. */
  readonly chosen: boolean;
};

/** What happened in one chat, newest last. */
export const ConversationTimeline = ({ conversation, chosen }: Props) => {
  const texts = useConversationsWords();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (chosen) heading.current?.focus();
  }, [chosen]);
  const [limit, setLimit] = useState(PAGE);
  const entries = useMemo(() => timelineOf(conversation.events), [conversation]);
  const isStartless = conversation.started === undefined && conversation.finished === undefined;
  return (
    <section aria-labelledby="conversation">
      <div className={classes.head}>
        <Title order={2} size="h4" id="conversation" ref={heading} tabIndex={-1}>
          {useConversationTitle(conversation)}
        </Title>
        <ConversationState conversation={conversation} />
      </div>
      <ConversationFacts conversation={conversation} />
      {isStartless && <p className={classes.doubt}>{texts.startless}</p>}
      {entries.length > limit && (
        <Button variant="default" onClick={() => setLimit(limit + PAGE)}>
          {texts.earlierEntries}
        </Button>
      )}
      <EntryList entries={entries.slice(-limit)} />
    </section>
  );
};

const EntryList = ({ entries }: { readonly entries: readonly Entry[] }) => {
  const { timeline } = useConversationsWords();
  const [language] = useLanguage();
  const days = entries.map(({ at }) => dayOf(Date.parse(at), language));
  return (
    <ol aria-label={timeline} className={classes.entries}>
      {entries.map((entry, index) => (
        <li key={entry.rows[0]?.seq}>
          {days[index] !== days[index - 1] && <p className={classes.day}>{days[index]}</p>}
          <TimelineEntry entry={entry} />
        </li>
      ))}
    </ol>
  );
};
