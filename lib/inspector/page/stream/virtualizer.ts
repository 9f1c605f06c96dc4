import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect } from 'react';
import type { Row } from '../../protocol.ts';

/** Pixels, as in stream-grid.module.css: rows of one line with headings above, or, in a narrow window, of two lines. */
const wide = { row: 34, headings: 30 };
const narrow = { row: 56, headings: 0 };

/** Finds out which rows are in sight; when the view opens, the one with the index `selected` is among them. */
export const useStreamVirtualizer = (
  rows: readonly Row[],
  scroller: RefObject<HTMLElement | null>,
  selected: number,
) => {
  const sizes = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false }) ? narrow : wide;
  const virtualizer = useVirtualizer<HTMLElement, HTMLElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => sizes.row,
    getItemKey: useCallback((index: number) => rows[index]?.seq ?? index, [rows]),
    overscan: 6,
    scrollPaddingEnd: sizes.headings,
    // At the top one sees what comes in; further down the rows that one reads stay where they are.
    anchorTo: (scroller.current?.scrollTop ?? 0) > 0 ? 'end' : 'start',
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another size makes what was measured wrong
  useEffect(() => virtualizer.measure(), [virtualizer, sizes]);
  const page = (): number => Math.floor((scroller.current?.clientHeight ?? 0) / sizes.row) - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the view opens
  useEffect(() => {
    if (selected > page()) virtualizer.scrollToIndex(selected, { align: 'center' });
  }, [virtualizer]);
  return { virtualizer, page };
};
