import type { Row } from '../../protocol.ts';
import { addedTo } from './growth.ts';
import { finderOf } from './search.ts';

/** What is chosen among the values that were seen. */
export const choosable = ['event', 'outcome', 'portal', 'connector', 'line'] as const;

export type Choosable = (typeof choosable)[number];

/**
 * The empty string lets every row pass. `at` is how the time of day begins, `14:05`; `took` the least milliseconds to the
 * answer; `chat` a part of its id.
 */
export type Filters = Readonly<Record<Choosable | 'at' | 'took' | 'chat' | 'search', string>>;

export const noFilters: Filters = {
  ...{ event: '', outcome: '', portal: '', connector: '', line: '' },
  ...{ at: '', took: '', chat: '', search: '' },
};

/** How many of the filters hold rows back. */
export const activeFilters = (filters: Filters): number =>
  Object.values(filters).filter((filter) => filter.trim() !== '').length;

/** The value that a row has for a filter; empty where it has none. */
export const textIn = (row: Row, of: Choosable): string => String(row[of] ?? '');

/** A portal by its domain, where an event has told it; its member_id says nothing to people. */
export const portalNameOf = ({ portal, published }: Row): string | undefined =>
  published?.portaldomain ?? portal;

/** As the column has it, to the second. */
const timeOfDay = (at: string): string => {
  const time = new Date(at);
  const parts = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
};

/** Whether a row passes all of the filters. */
const passing = (filters: Filters): ((row: Row) => boolean) => {
  const chosen = choosable.filter((of) => filters[of] !== '');
  const at = filters.at.trim();
  const chat = filters.chat.trim().toLowerCase();
  const finds = finderOf(filters.search);
  return (row) =>
    chosen.every((of) => textIn(row, of) === filters[of]) &&
    (row.chat ?? '').toLowerCase().includes(chat) &&
    (filters.took === '' || (row.took !== undefined && row.took >= Number(filters.took))) &&
    (at === '' || timeOfDay(row.at).startsWith(at)) &&
    finds(row);
};

/**
 * Tells which rows of a stream pass, newest first. When the stream goes on it looks at what is new only; where nothing
 * is new to say, it says it in the same array.
 */
export const filtering = (filters: Filters): ((rows: readonly Row[]) => readonly Row[]) => {
  const passes = passing(filters);
  let before: readonly Row[] = [];
  let passed: readonly Row[] = [];
  return (rows) => {
    const added = addedTo(before, rows);
    const fresh = (added ?? rows).filter(passes).reverse();
    const known = added === undefined ? [] : passed;
    const oldest = rows[0]?.seq ?? 0;
    const left = known.findLastIndex(({ seq }) => seq >= oldest) + 1;
    const same = added !== undefined && fresh.length === 0 && left === passed.length;
    before = rows;
    passed = same ? passed : [...fresh, ...known.slice(0, left)];
    return passed;
  };
};
