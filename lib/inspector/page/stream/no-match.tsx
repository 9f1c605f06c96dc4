import { ClearFilters } from './clear-filters.tsx';
import classes from './stream-view.module.css';
import { useStreamWords } from './stream-words.ts';

/** In place of the rows, where the filters let none pass. */
export const NoMatch = () => (
  <div className={classes.noMatch}>
    <p>{useStreamWords().noMatch}</p>
    <ClearFilters />
  </div>
);
