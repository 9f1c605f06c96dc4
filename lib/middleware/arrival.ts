import type { VerifiedEnvelope } from '../portals/portals.ts';
import type { Stopwatch } from './stopwatch.ts';

/** A body that has come in, with a sender that is proven, or that nobody could check. */
export type Arrival<Verified extends VerifiedEnvelope = VerifiedEnvelope> = {
  readonly envelope: Verified;
  /** Where nobody could check the sender: why, and the SHA-256 of its token in hexadecimal. */
  readonly unverified?: { readonly reason: string; readonly tokenDigest: string };
  /** Unix milliseconds. */
  readonly received: number;
  readonly requestId: string;
  readonly stopwatch: Stopwatch;
};
