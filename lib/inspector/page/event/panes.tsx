import { type ReactNode, useId, useState } from 'react';
import type { Details } from '../../protocol.ts';
import { useAbout } from '../about.ts';
import { useEventWords } from './event-words.ts';
import { Highlight, HighlightContext } from './highlight.ts';
import type { Annotated } from './links.ts';
import classes from './panes.module.css';
import { Errors } from './tree-marks.tsx';
import { TreeView } from './tree-view.tsx';

type Props = {
  readonly details: Details;
  readonly wire: Annotated | undefined;
  readonly event: Annotated | undefined;
};

/** What came beside what became of it; values that belong together are marked together. */
export const Panes = ({ details, wire, event }: Props) => {
  const texts = useEventWords();
  const [highlight] = useState(() => new Highlight());
  return (
    <HighlightContext value={highlight}>
      <div className={classes.panes}>
        <Pane title={texts.wire} hint={wire && texts.wireHint}>
          {wire ? <TreeView side="wire" {...wire} label={texts.wire} /> : <NoWire details={details} />}
        </Pane>
        <Pane title={texts.event} hint={event && wire && texts.eventHint}>
          {event ? <TreeView side="event" {...event} label={texts.event} /> : <p>{texts.noEvent}</p>}
        </Pane>
      </div>
    </HighlightContext>
  );
};

type PaneProps = {
  readonly title: string;
  readonly hint: string | undefined;
  readonly children: ReactNode;
};

const Pane = ({ title, hint, children }: PaneProps) => {
  const id = useId();
  return (
    <div className={classes.side}>
      <h2 id={id} className={classes.title}>
        {title}
      </h2>
      {hint !== undefined && <p className={classes.hint}>{hint}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className={classes.pane} data-pane aria-labelledby={id} tabIndex={0}>
        {children}
      </section>
    </div>
  );
};

/** Why there is no body to see, and what is wrong with it, which has no place then. */
const NoWire = ({ details: { wire, errors } }: { readonly details: Details }) => {
  const texts = useEventWords();
  const mode = useAbout()?.mode ?? 'local';
  return (
    <>
      <p>{wire ? texts.noForm : texts.noWire[mode]}</p>
      {errors.length > 0 && <Errors errors={errors} at="" />}
    </>
  );
};
