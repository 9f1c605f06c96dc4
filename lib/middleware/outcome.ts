import type { CloudEvent } from '../events/cloud-event.ts';
import type { Invalidity } from '../events/validate.ts';

/** What became of an authentic body. */
export type Outcome = {
  /** The worst that happened to any of its events. */
  readonly status: 'published' | 'stored' | 'quarantined' | 'undelivered';
  /** Events that were published or stored. */
  readonly events: readonly Pick<CloudEvent, 'id' | 'type'>[];
  /** How many of them are only stored. */
  readonly stored: number;
  /** How many events, or bodies in quarantine, are in the log only. */
  readonly undelivered: number;
  readonly quarantine?: { readonly reference: string; readonly errors: readonly Invalidity[] };
};
