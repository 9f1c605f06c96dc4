import type { Row } from '../../protocol.ts';
import { sharedState } from '../shared-state.ts';
import { type Filters, noFilters } from './filter.ts';

/** What people have done to the stream; it outlives the view, so that one finds it again after a look at an event. */
type StreamState = {
  readonly filters: Filters;
  /** The rows as they were when the stream was paused, while it is. */
  readonly frozen?: readonly Row[] | undefined;
  /** The `seq` of a row. */
  readonly selected?: number | undefined;
};

const stream = sharedState<StreamState>({ filters: noFilters });

export const changeStream = (change: Partial<StreamState>): void =>
  stream.become({ ...stream.now(), ...change });

/** Changes some of the filters, and leaves the others. */
export const changeFilters = (change: Partial<Filters>): void =>
  changeStream({ filters: { ...stream.now().filters, ...change } });

export const useStream = stream.use;
