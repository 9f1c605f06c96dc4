import type { Row } from '../../protocol.ts';
import { OutcomeBadge } from '../outcome-badge.tsx';
import { hrefOf } from '../routes.ts';
import { useConversationsWords } from './conversations-words.ts';
import { MessageBubble } from './message-bubble.tsx';
import { TimeOfDay } from './time-of-day.tsx';
import type { Entry, LineEntry } from './timeline.ts';
import classes from './timeline-entry.module.css';

/** A message as in a chat; what else happened as a line across it. */
export const TimelineEntry = ({ entry }: { readonly entry: Entry }) => (
  <div className={classes.entry} data-side={sideOf(entry)}>
    {entry.kind === 'message' ? <MessageBubble message={entry} /> : <Line entry={entry} />}
    <EventLinks rows={entry.rows} />
  </div>
);

const sideOf = (entry: Entry): string =>
  entry.kind !== 'message' || entry.system ? 'middle' : entry.direction;

const Line = ({ entry }: { readonly entry: LineEntry }) => {
  const texts = useConversationsWords();
  return (
    <>
      <p className={classes.line} data-faulty={entry.kind === 'faulty'}>
        {entry.kind === 'faulty' ? texts.faulty : texts.phase[entry.kind](entry.session)}{' '}
        <TimeOfDay at={entry.at} />
      </p>
      {entry.kind !== 'faulty' && entry.startless && <p className={classes.doubt}>{texts.startless}</p>}
    </>
  );
};

/** A portal that posts the same again and again must not fill the page. */
const MOST_LINKS = 6;

/** The events that an entry is made of; their outcome where it is not the usual one. */
const EventLinks = ({ rows }: { readonly rows: readonly Row[] }) => {
  const texts = useConversationsWords();
  const others = rows.length - MOST_LINKS;
  return (
    <ul className={classes.events}>
      {rows.slice(0, MOST_LINKS).map((row) => (
        <EventLink key={row.seq} row={row} />
      ))}
      {others > 0 && <li>{texts.others(others)}</li>}
    </ul>
  );
};

const EventLink = ({ row: { seq, event, outcome, why } }: { readonly row: Row }) => (
  <li>
    <a href={hrefOf({ view: 'event', seq })}>
      {event} #{seq}
    </a>
    {outcome !== 'published' && (
      <>
        {' '}
        <OutcomeBadge outcome={outcome} /> {why}
      </>
    )}
  </li>
);
