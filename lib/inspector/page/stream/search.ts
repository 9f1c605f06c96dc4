import type { Row } from '../../protocol.ts';

// Rows come and go by the thousand; what none of the two lists holds any more takes its text along.
const texts = new WeakMap<Row, string>();

/** All that a row says, in lower case: what the table shows of it, and the event as it is on the bus. */
const textOf = (row: Row): string => {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const { seq, at, event, outcome, why, portal, connector, line, chat, published } = row;
  const text = [seq, at, event, outcome, why, portal, connector, line, chat, JSON.stringify(published)]
    .join('\n')
    .toLowerCase();
  texts.set(row, text);
  return text;
};

/** A word as it is, and as JSON writes it where that differs: `"` is `\"` there. */
const spellingsOf = (word: string): readonly string[] => [
  ...new Set([word, JSON.stringify(word).slice(1, -1)]),
];

/** Whether a row has every word of the query somewhere; every row has those of an empty one. */
export const finderOf = (query: string): ((row: Row) => boolean) => {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).map(spellingsOf);
  return (row) => words.every((spellings) => spellings.some((spelling) => textOf(row).includes(spelling)));
};

/** Reads rows ahead of a search, so that its first letter finds the texts there; in slices that nobody notices. */
export const readAhead = (rows: readonly Row[], signal: AbortSignal): void => {
  const slice = (from: number): void => {
    const until = performance.now() + SLICE_MS;
    let next = from;
    for (let row = rows[next]; row && performance.now() < until; row = rows[++next]) textOf(row);
    if (next < rows.length && !signal.aborted) setTimeout(slice, 0, next);
  };
  slice(0);
};

const SLICE_MS = 8;
