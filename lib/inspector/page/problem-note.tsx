import type { ReactNode } from 'react';
import classes from './problem-note.module.css';

/** Something that went wrong, read out as soon as it is there. */
export const ProblemNote = ({ children }: { readonly children: ReactNode }) => (
  <div role="alert" className={classes.note}>
    {children}
  </div>
);
