import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { Row } from '../../protocol.ts';
import { useRows } from '../rows.ts';
import { filtering } from './filter.ts';
import { KeyHelp } from './key-help.tsx';
import { NoMatch } from './no-match.tsx';
import { heldBack } from './pause.ts';
import { useShortcuts } from './shortcuts.ts';
import { SEARCH_ID, StreamFilters } from './stream-filters.tsx';
import { GRID_ID, StreamGrid } from './stream-grid.tsx';
import { changeStream, useStream } from './stream-state.ts';
import { StreamToolbar } from './stream-toolbar.tsx';
import classes from './stream-view.module.css';
import { Welcome } from './welcome.tsx';

/** The live stream of events; before the first one, what the product is and how to make one. */
export const StreamView = () => {
  const rows = useRows();
  return rows.length === 0 ? <Welcome /> : <Stream rows={rows} />;
};

const Stream = ({ rows: all }: { readonly rows: readonly Row[] }) => {
  const { filters, frozen, selected } = useStream();
  const [keysShown, showKeys] = useState(false);
  const { rows, paused, held } = heldBack(all, frozen);
  // The letter typed appears at once; the rows follow as fast as they can.
  const settled = useDeferredValue(filters);
  const filter = useMemo(() => filtering(settled), [settled]);
  const shown = useMemo(() => filter(rows), [filter, rows]);

  const pause = (): void => changeStream({ frozen: paused ? undefined : all });
  const toggleKeys = (): void => showKeys(!keysShown);
  useEffect(() => {
    if (frozen !== undefined && !paused) changeStream({ frozen: undefined });
  }, [frozen, paused]);
  useShortcuts({
    search: () => document.getElementById(SEARCH_ID)?.focus(),
    rows: () => {
      document.getElementById(GRID_ID)?.focus();
      if (shown.every(({ seq }) => seq !== selected)) changeStream({ selected: shown[0]?.seq });
    },
    pause,
    keys: toggleKeys,
  });

  return (
    <div className={classes.view}>
      <StreamToolbar
        {...{ paused, held, keysShown, onPause: pause, onKeys: toggleKeys }}
        {...{ filters: settled, shown: shown.length, all: rows.length }}
      />
      <StreamFilters rows={rows} />
      {keysShown && <KeyHelp />}
      {shown.length === 0 ? <NoMatch /> : <StreamGrid rows={shown} />}
    </div>
  );
};
