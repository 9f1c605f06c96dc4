import { Problem } from '../../errors.ts';
import type { Invalidity } from '../../events/validate.ts';
import type { Delivery } from '../../middleware/keep.ts';
import type { Outcome } from '../../middleware/outcome.ts';
import type { QuarantineRecord } from '../../publish/record.ts';
import { definitionOf } from '../../replay/definition-of.ts';
import { replayQuarantined } from '../../replay/replay.ts';
import { eventOf } from './filters.ts';

/** What became of a body. */
export type Replayed = {
  readonly reference: string;
  readonly event: string;
  readonly portal: string;
  readonly outcome: Outcome['status'];
  /** Of what was published or stored. */
  readonly ids: readonly string[];
  /** Of what is still not valid. */
  readonly errors: readonly Invalidity[];
};

/** Runs a body through the pipeline again, from validation on. */
export const replayBody = async (record: QuarantineRecord, delivery: Delivery): Promise<Replayed> => {
  const { reference, memberId: portal } = record;
  const { status, events, errors } = await outcomeOf(record, delivery);
  return {
    reference,
    event: eventOf(record),
    portal,
    outcome: status,
    ids: events.map(({ id }) => id),
    errors,
  };
};

const outcomeOf = async (record: QuarantineRecord, delivery: Delivery) => {
  try {
    const replayed = await replayQuarantined(record, { delivery, definitionOf, requestId: 'replay' });
    return { ...replayed, errors: replayed.quarantine?.errors ?? [] };
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
    return { status: 'quarantined', events: [], errors: [{ path: 'body', message: fault.message }] } as const;
  }
};
