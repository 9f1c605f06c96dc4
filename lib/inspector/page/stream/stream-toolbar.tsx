import '@mantine/core/styles/UnstyledButton.css';
import '@mantine/core/styles/Button.css';
import '@mantine/core/styles/VisuallyHidden.css';
import { Button, VisuallyHidden } from '@mantine/core';
import { useState } from 'react';
import { clearRows } from '../rows.ts';
import { ClearFilters } from './clear-filters.tsx';
import { activeFilters, type Filters } from './filter.ts';
import { KEY_HELP_ID } from './key-help.tsx';
import classes from './stream-view.module.css';
import { useStreamWords } from './stream-words.ts';

type StreamToolbarProps = {
  readonly paused: boolean;
  /** Rows that have come in since the pause began. */
  readonly held: number;
  readonly onPause: () => void;
  readonly keysShown: boolean;
  readonly onKeys: () => void;
  readonly filters: Filters;
  readonly shown: number;
  readonly all: number;
};

/** How many events there are, and what stops and empties the stream. */
export const StreamToolbar = (props: StreamToolbarProps) => {
  const { paused, held, keysShown, onPause, onKeys, filters, shown, all } = props;
  const words = useStreamWords();
  const count = words.count(shown, all);
  return (
    <div className={classes.toolbar}>
      <h1 className={classes.title}>{words.title}</h1>
      <span className={classes.count}>{count}</span>
      <Announced filters={filters} text={count} />
      {activeFilters(filters) > 0 && <ClearFilters />}
      <Button
        className={classes.wideOnly}
        size="compact-sm"
        variant="subtle"
        aria-expanded={keysShown}
        aria-controls={keysShown ? KEY_HELP_ID : undefined}
        aria-keyshortcuts="?"
        onClick={onKeys}
      >
        {words.keys}
      </Button>
      <Button className={classes.wideOnly} size="compact-sm" variant="subtle" onClick={clearRows}>
        {words.empty}
      </Button>
      <PauseButton {...{ paused, held, onPause }} />
    </div>
  );
};

const PauseButton = ({ paused, held, onPause }: Pick<StreamToolbarProps, 'paused' | 'held' | 'onPause'>) => {
  const words = useStreamWords();
  return (
    <Button size="compact-sm" variant={paused ? 'filled' : 'default'} aria-keyshortcuts="p" onClick={onPause}>
      {paused ? words.resume(held) : words.pause}
    </Button>
  );
};

/** Reads the count out when the filters have changed, but not with each event that comes in. */
const Announced = ({ filters, text }: { readonly filters: Filters; readonly text: string }) => {
  const [said, say] = useState({ filters, text: '' });
  if (said.filters !== filters) say({ filters, text });
  return <VisuallyHidden role="status">{said.text}</VisuallyHidden>;
};
