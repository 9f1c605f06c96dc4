import { useEffect, useRef } from 'react';
import { ProblemNote } from '../problem-note.tsx';
import type { Actions } from './actions.ts';
import classes from './queues.module.css';
import { useQueuesWords } from './queues-words.ts';

/** What was done and what remains. It takes the focus when the button that did it is gone with its row. */
export const ActionOutcome = ({ actions: { report, problem } }: { readonly actions: Actions }) => {
  const words = useQueuesWords();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (report !== undefined && report.done > 0) place.current?.focus();
  }, [report]);
  return (
    <>
      <div role="status" ref={place} tabIndex={-1} className={classes.outcome}>
        {report !== undefined && <p>{words.done(report.done)}</p>}
        {report !== undefined && report.remaining.length > 0 && (
          <>
            <p>{words.left(report.remaining.length)}</p>
            <ul lang="en">
              {report.remaining.map((why) => (
                <li key={why}>{why}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      {problem !== undefined && <ProblemNote>{problem}</ProblemNote>}
    </>
  );
};
