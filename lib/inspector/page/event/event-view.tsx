import { useState } from 'react';
import type { Details } from '../../protocol.ts';
import { usePolled } from '../api.ts';
import { ProblemNote } from '../problem-note.tsx';
import { EventHeading } from './event-heading.tsx';
import classes from './event-view.module.css';
import { useEventWords } from './event-words.ts';
import { linkedTrees } from './links.ts';
import { Neighbours } from './neighbours.tsx';
import { recordsOf, usesOf } from './panels.ts';
import { Panes } from './panes.tsx';
import { TextTabs } from './text-tabs.tsx';

/** One event: what the portal posted beside what was made of it, and everything else that is known. */
export const EventView = ({ seq }: { readonly seq: number }) => {
  const texts = useEventWords();
  const { value, error } = usePolled<Details>(`rows/${seq}`, 0);
  return (
    <article className={classes.view}>
      <Neighbours seq={seq} />
      {value === undefined && <h1 className={classes.title}>{texts.title(seq)}</h1>}
      {error !== undefined && <ProblemNote>{error}</ProblemNote>}
      {value !== undefined && <Known key={seq} details={value} />}
      {value === undefined && error === undefined && <p role="status">{texts.loading}</p>}
    </article>
  );
};

const Known = ({ details }: { readonly details: Details }) => {
  const texts = useEventWords();
  const [trees] = useState(() => linkedTrees(details));
  const [uses] = useState(() => usesOf(details, window.location.origin));
  const [records] = useState(() => recordsOf(details));
  return (
    <>
      <EventHeading details={details} />
      <Panes details={details} wire={trees.wire} event={trees.event} />
      {uses.length > 0 && (
        <section>
          <h2 className={classes.subtitle}>{texts.use}</h2>
          <TextTabs label={texts.use} panels={uses} names={texts.uses} hints={texts.useHints} />
        </section>
      )}
      {records.length > 0 && (
        <section>
          <h2 className={classes.subtitle}>{texts.records}</h2>
          <TextTabs label={texts.records} panels={records} names={texts.record} hints={texts.recordHints} />
        </section>
      )}
    </>
  );
};
