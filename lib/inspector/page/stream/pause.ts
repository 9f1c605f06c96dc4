import type { Row } from '../../protocol.ts';

/** What a stream shows, and how many rows it holds back. */
type Held = { readonly rows: readonly Row[]; readonly paused: boolean; readonly held: number };

/**
 * What is shown of a stream that was paused when it had the rows `frozen`, if it was. A pause ends with the run that
 * the rows are of: what it had can no longer be opened.
 */
export const heldBack = (rows: readonly Row[], frozen: readonly Row[] | undefined): Held => {
  const held = newestOf(rows) - newestOf(frozen ?? []);
  if (frozen === undefined || held < 0) return { rows, paused: false, held: 0 };
  return { rows: frozen, paused: true, held };
};

const newestOf = (rows: readonly Row[]): number => rows.at(-1)?.seq ?? 0;
