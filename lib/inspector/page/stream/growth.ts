import type { Row } from '../../protocol.ts';

/**
 * What has come to the end of a stream since it had the rows `before`, whatever has left its beginning; undefined where
 * it is not that stream any more.
 */
export const addedTo = (before: readonly Row[], rows: readonly Row[]): readonly Row[] | undefined => {
  const [first] = before;
  const last = before.at(-1);
  const at = last === undefined ? -1 : rows.lastIndexOf(last);
  const goesOn = at >= 0 && first !== undefined && (rows[0]?.seq ?? 0) >= first.seq;
  return goesOn ? rows.slice(at + 1) : undefined;
};
