import { FlexRender } from '@tanstack/react-table';
import { memo } from 'react';
import type { StreamTableRow } from './columns.tsx';
import classes from './stream-grid.module.css';

/** The `id` attribute of a row of the table. */
export const rowIdOf = (seq: number | string | undefined): string => `stream-row-${seq}`;

type StreamRowProps = {
  readonly row: StreamTableRow;
  /** Counted from 0, the newest, and pixels from the top. */
  readonly place: { readonly index: number; readonly start: number } | undefined;
  readonly selected: boolean;
};

export const StreamRow = ({ row, place = { index: 0, start: 0 }, selected }: StreamRowProps) => (
  <tr
    id={rowIdOf(row.id)}
    aria-rowindex={place.index + 2}
    aria-selected={selected}
    className={`${classes.row} ${classes.cells}`}
    style={{ transform: `translateY(${place.start}px)` }}
  >
    <Cells row={row} />
  </tr>
);

/** A row only ever moves; what it says stays, and the language the cells see to themselves. */
const Cells = memo(
  ({ row }: { readonly row: StreamTableRow }) =>
    row.getAllCells().map((cell) => (
      <td key={cell.id} data-column={cell.column.id} className={classes.cell}>
        <FlexRender cell={cell} />
      </td>
    )),
  (before, after) => before.row.original === after.row.original,
);
