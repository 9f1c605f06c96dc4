import { createContext, use, useSyncExternalStore } from 'react';
import type { TreeNode } from './wire-tree.ts';

export type Side = 'wire' | 'event';

/** Nodes that belong together, by their ids. */
export type Place = Readonly<Record<Side, readonly number[]>>;

type Choice = { readonly from?: Side; readonly place: Place };

const none: Choice = { place: { wire: [], event: [] } };

/**
 * Which nodes are marked: those that are pointed at, else those that have been chosen. It is no state of a component,
 * because thousands of rows would be rendered again wherever the pointer goes.
 */
export class Highlight {
  #pointed: Place | undefined;
  #choice = none;
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get marked(): Place {
    return this.#pointed ?? this.#choice.place;
  }

  get choice(): Choice {
    return this.#choice;
  }

  point(place: Place | undefined): void {
    this.#pointed = place;
    this.#tell();
  }

  /** Chooses from one side what belongs together; the same again lets go of it. */
  choose(from: Side, place: Place): void {
    const choice = { from, place };
    this.#choice = keyOf(choice) === keyOf(this.#choice) ? none : choice;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const HighlightContext = createContext(new Highlight());

const keyOf = ({ from, place: { wire, event } }: Choice): string => `${from} ${wire} ${event}`;

const isInside = (id: number, node: TreeNode): boolean => id > node.id && id <= node.last;

/** `chosen`: from the other side, so that this one has to come into view. */
export type MarkKind = 'chosen' | 'marked' | undefined;

/** Whether a node is marked, or, where it is folded, one inside it. */
export const useMark = (side: Side, node: TreeNode, isOpen: boolean): MarkKind => {
  const highlight = use(HighlightContext);
  return useSyncExternalStore(highlight.subscribe, () => {
    const { marked, choice } = highlight;
    const isMarked = marked[side].some((id) => id === node.id || (!isOpen && isInside(id, node)));
    if (!isMarked) return undefined;
    return choice.from !== side && choice.place[side].includes(node.id) ? 'chosen' : 'marked';
  });
};

/** Names the choice where it is of a node inside this one; empty where it is not. */
export const useChoiceInside = (side: Side, node: TreeNode): string => {
  const highlight = use(HighlightContext);
  return useSyncExternalStore(highlight.subscribe, () => {
    const { choice } = highlight;
    return choice.place[side].some((id) => isInside(id, node)) ? keyOf(choice) : '';
  });
};

/** Whether these have been chosen from this side. */
export const useIsChosen = (from: Side, place: Place): boolean => {
  const highlight = use(HighlightContext);
  return useSyncExternalStore(highlight.subscribe, () => keyOf(highlight.choice) === keyOf({ from, place }));
};
