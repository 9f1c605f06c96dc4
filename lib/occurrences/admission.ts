import type { EventDefinition } from '../catalogue/definition.ts';
import type { Normalised } from '../events/normalise.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';
import { type Admission, admit } from './admit.ts';
import { occurrencesIn } from './occurrences.ts';
import { KEPT_FOR_DUPLICATES, KEPT_FOR_OFFLINE } from './settings.ts';

type AdmissionSettings = {
  readonly OCCURRENCES_TABLE: string;
  readonly OFFLINE_WINDOW_SECONDS: number;
  /** Whether events are suppressed that came before, of portals without an offline queue too. */
  readonly DEDUPE: boolean;
};

/** Looks at the events of a body before they are published; undefined where nobody wants that. */
export type Admit = <Event extends Normalised>(
  definition: EventDefinition,
  envelope: VerifiedEnvelope,
  valid: readonly Event[],
  patience: number,
) => Promise<Admission<Event>> | undefined;

/**
 * Which events are written down: those of portals whose offline queue is drained, and all with DEDUPE.
 *
 * @param drained member_ids of the former, as far as they are known.
 */
export const admissionFrom = (
  { OCCURRENCES_TABLE: table, OFFLINE_WINDOW_SECONDS: window, DEDUPE }: AdmissionSettings,
  environment: Readonly<Record<string, string | undefined>>,
  drained: ReadonlySet<string>,
): Admit => {
  const queued = occurrencesIn(table, environment, { window, kept: KEPT_FOR_OFFLINE });
  const posted = occurrencesIn(table, environment, { window, kept: KEPT_FOR_DUPLICATES });
  return (definition, envelope, valid, patience) => {
    const isDrained = drained.has(envelope.memberId);
    if (!isDrained && !DEDUPE) return undefined;
    return admit(definition, envelope, valid, patience, isDrained ? queued : posted);
  };
};
