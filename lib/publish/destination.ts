import type { EventDefinition } from '../catalogue/definition.ts';
import type { Normalised } from '../events/normalise.ts';

/** An event on its way to the destinations. */
export type Publication = Normalised & {
  /** Bitrix24's event name, EventBridge's `DetailType`. */
  readonly name: EventDefinition['name'];
  /** EventBridge's `Source`. */
  readonly source: string;
};

/** Why a destination did not accept an event: the service's own code, or `Deadline`, or `Oversize`. */
export type Rejection = { readonly code: string; readonly message: string };

/** A call that failed as a whole, by the name of its error. */
export const rejectionOf = (fault: unknown): Rejection =>
  fault instanceof Error
    ? { code: fault.name, message: fault.message }
    : { code: 'Unknown', message: 'the call failed' };

/** What became of each publication, by position; undefined where it was accepted. */
export type Verdicts = readonly (Rejection | undefined)[];

/** Where events are published: one adapter per AWS service. */
export interface Destination {
  readonly name: 'eventbridge' | 'sns';
  /** Never rejects, and settles when `signal` aborts at the latest: what is not accepted by then is a verdict too. */
  publish(publications: readonly Publication[], signal: AbortSignal): Promise<Verdicts>;
}
