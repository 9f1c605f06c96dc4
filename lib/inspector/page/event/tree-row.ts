import { createContext, type RefObject, use, useEffect, useRef } from 'react';
import { HighlightContext, type MarkKind, type Place, type Side, useMark } from './highlight.ts';
import type { Notes, Partner } from './links.ts';
import type { TreeNode } from './wire-tree.ts';

type TreeFacts = { readonly side: Side; readonly notes: Notes };

const nothing: Notes = {
  partners: new Map(),
  unmapped: new Set(),
  errors: new Map(),
  others: new Set(),
  folded: new Set(),
};

/** Which tree a node is of. */
export const TreeContext = createContext<TreeFacts>({ side: 'wire', notes: nothing });

/** A node and its partners. */
export const placeOf = (side: Side, node: TreeNode, partners: readonly Partner[]): Place => {
  const others = partners.map(({ id }) => id).filter((id) => id !== undefined);
  return side === 'wire' ? { wire: [node.id], event: others } : { wire: others, event: [node.id] };
};

/** What a row needs to be marked, to mark its partners, and to come into view. */
export const useRow = (node: TreeNode, isOpen: boolean) => {
  const { side, notes } = use(TreeContext);
  const highlight = use(HighlightContext);
  const ref = useRef<HTMLDivElement>(null);
  const mark = useMark(side, node, isOpen);
  useReveal(ref, mark);
  const partners = notes.partners.get(node.id);
  return {
    ref,
    'data-marked': mark,
    ...(partners && {
      onPointerEnter: () => highlight.point(placeOf(side, node, partners)),
      onPointerLeave: () => highlight.point(undefined),
    }),
  };
};

/** Scrolls the pane; the page only for a choice, because it must not move under the pointer. */
const useReveal = (ref: RefObject<HTMLDivElement | null>, mark: MarkKind): void => {
  useEffect(() => {
    const pane = mark && ref.current?.closest('[data-pane]');
    if (!ref.current || !pane) return;
    const row = ref.current.getBoundingClientRect();
    const view = pane.getBoundingClientRect();
    if (row.top < view.top) pane.scrollTop -= view.top - row.top + MARGIN;
    else if (row.bottom > view.bottom) pane.scrollTop += row.bottom - view.bottom + MARGIN;
    if (mark === 'chosen') pane.scrollIntoView({ block: 'nearest' });
  }, [ref, mark]);
};

/** Pixels. */
const MARGIN = 24;
