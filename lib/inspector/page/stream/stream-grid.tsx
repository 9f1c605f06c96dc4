import { FlexRender, type ReactTable, useTable } from '@tanstack/react-table';
import { type KeyboardEvent, memo, useRef } from 'react';
import type { Row } from '../../protocol.ts';
import { hrefOf } from '../routes.ts';
import { columns, features } from './columns.tsx';
import { movedBy } from './keys.ts';
import classes from './stream-grid.module.css';
import { rowIdOf, StreamRow } from './stream-row.tsx';
import { changeStream, useStream } from './stream-state.ts';
import { useStreamWords } from './stream-words.ts';
import { useStreamVirtualizer } from './virtualizer.ts';

export const GRID_ID = 'stream-grid';

const seqOf = ({ seq }: Row): string => String(seq);

const open = (seq = 0): void => {
  window.location.hash = hrefOf({ view: 'event', seq });
};

/** The rows, of which only those in sight are in the document; one stop of the Tab key, with its own keys inside. */
export const StreamGrid = memo(({ rows }: { readonly rows: readonly Row[] }) => {
  const words = useStreamWords();
  const { selected } = useStream();
  const scroller = useRef<HTMLTableElement>(null);
  const at = rows.findIndex(({ seq }) => seq === selected);
  const { virtualizer, page } = useStreamVirtualizer(rows, scroller, at);
  const items = virtualizer.getVirtualItems();
  const inSight = items.flatMap(({ index }) => rows[index] ?? []);
  const table = useTable({ features, columns, data: inSight, getRowId: seqOf });

  const select = (index: number): void => {
    changeStream({ selected: rows[index]?.seq });
    virtualizer.scrollToIndex(index);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && at >= 0) open(selected);
    const to = movedBy(event.key, { at, count: rows.length, page: page() });
    if (to === undefined) return;
    event.preventDefault();
    select(to);
  };

  return (
    <table
      ref={scroller}
      id={GRID_ID}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table with keys of its own
      role="grid"
      tabIndex={0}
      aria-label={words.title}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={items.some(({ index }) => index === at) ? rowIdOf(selected) : undefined}
      className={classes.grid}
      onKeyDown={onKeyDown}
    >
      <Headings table={table} />
      <tbody className={classes.body} style={{ blockSize: virtualizer.getTotalSize() }}>
        {table.getRowModel().rows.map((row, place) => (
          <StreamRow key={row.id} row={row} place={items[place]} selected={row.original.seq === selected} />
        ))}
      </tbody>
    </table>
  );
});

const Headings = ({ table }: { readonly table: ReactTable<typeof features, Row> }) => (
  <thead className={classes.headings}>
    {table.getHeaderGroups().map((group) => (
      <tr key={group.id} aria-rowindex={1} className={classes.cells}>
        {group.headers.map((header) => (
          <th key={header.id} scope="col" data-column={header.column.id} className={classes.cell}>
            <FlexRender header={header} />
          </th>
        ))}
      </tr>
    ))}
  </thead>
);
