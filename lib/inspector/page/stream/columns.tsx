import { type ColumnDef, type Row as TableRow, tableFeatures } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import type { Row } from '../../protocol.ts';
import { numberOf, timeOf } from '../format.ts';
import { OutcomeBadge } from '../outcome-badge.tsx';
import { hrefOf } from '../routes.ts';
import { useLanguage } from '../words.ts';
import { portalNameOf } from './filter.ts';
import classes from './stream-grid.module.css';
import { changeStream } from './stream-state.ts';
import { useStreamWords } from './stream-words.ts';

// The table is given the rows in sight; what goes over ten thousand of them, the filters, comes before it.
export const features = tableFeatures({});

export type StreamTableRow = TableRow<typeof features, Row>;

type Column = keyof ReturnType<typeof useStreamWords>['columns'];

const column = (of: Column, cell: (row: Row) => ReactNode): ColumnDef<typeof features, Row> => ({
  id: of,
  header: () => <Heading of={of} />,
  cell: ({ row }) => cell(row.original),
});

export const columns = [
  column('at', ({ at }) => <Time at={at} />),
  column('event', (row) => <EventLink row={row} />),
  column('portal', portalNameOf),
  column('connector', ({ connector }) => connector),
  column('line', ({ line }) => line !== undefined && <Line line={line} />),
  column('chat', ({ chat }) => chat),
  column('outcome', (row) => <Outcome row={row} />),
  column('took', ({ took }) => took !== undefined && <Took ms={took} />),
];

const Heading = ({ of }: { readonly of: Column }) => useStreamWords().columns[of];

const Time = ({ at }: { readonly at: string }) => {
  const [language] = useLanguage();
  return <time dateTime={at}>{timeOf(at, language)}</time>;
};

/** Its face is the whole row. The table's own keys lead to it: Tab does not stop at thousands of rows. */
const EventLink = ({ row: { seq, event, why } }: { readonly row: Row }) => (
  <a
    className={classes.link}
    href={hrefOf({ view: 'event', seq })}
    tabIndex={-1}
    title={why}
    onClick={() => changeStream({ selected: seq })}
  >
    {event}
  </a>
);

const Line = ({ line }: { readonly line: number }) => (
  <>
    <span className={classes.named}>{useStreamWords().columns.line} </span>
    {line}
  </>
);

const Outcome = ({ row: { outcome, why } }: { readonly row: Row }) => (
  <>
    <span className={classes.badge}>
      <OutcomeBadge outcome={outcome} />
    </span>
    {why !== undefined && <span className={classes.why}>{why}</span>}
  </>
);

const Took = ({ ms }: { readonly ms: number }) => {
  const [language] = useLanguage();
  return useStreamWords().milliseconds(numberOf(Math.round(ms), language));
};
