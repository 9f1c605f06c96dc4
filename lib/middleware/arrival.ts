import type { VerifiedEnvelope } from '../portals/portals.ts';
import type { Stopwatch } from './stopwatch.ts';

/** An authentic body that has come in. */
export type Arrival = {
  readonly envelope: VerifiedEnvelope;
  /** Unix milliseconds. */
  readonly received: number;
  readonly requestId: string;
  readonly stopwatch: Stopwatch;
};
