import { useSyncExternalStore } from 'react';
import type { Row } from '../../protocol.ts';
import { type Filters, noFilters } from './filter.ts';

/** What people have done to the stream; it outlives the view, so that one finds it again after a look at an event. */
type StreamState = {
  readonly filters: Filters;
  /** The rows as they were when the stream was paused, while it is. */
  readonly frozen?: readonly Row[] | undefined;
  /** The `seq` of a row. */
  readonly selected?: number | undefined;
};

let state: StreamState = { filters: noFilters };
const listeners = new Set<() => void>();

export const changeStream = (change: Partial<StreamState>): void => {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
};

/** Changes some of the filters, and leaves the others. */
export const changeFilters = (change: Partial<Filters>): void =>
  changeStream({ filters: { ...state.filters, ...change } });

const listen = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useStream = (): StreamState => useSyncExternalStore(listen, () => state);
