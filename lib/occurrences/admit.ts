import { setTimeout as sleep } from 'node:timers/promises';
import type { EventDefinition } from '../catalogue/definition.ts';
import { serialise } from '../events/cloud-event.ts';
import type { Normalised } from '../events/normalise.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';
import type { Copy } from './copy.ts';
import { copiesOf } from './copy.ts';
import type { Standing } from './journal.ts';
import type { Note, Occurrences } from './occurrences.ts';

/** What is to be done with the events of a body that came online. */
export type Admission<Event extends Normalised> = {
  /** All of them, under the ids of their events. */
  readonly events: readonly Event[];
  /** Those that nobody has delivered. */
  readonly open: readonly Event[];
  /** To be told once all that is open is published or stored. Never rejects. */
  delivered(): Promise<void>;
};

const PAUSE_MS = 50;

/**
 * Writes down what has come, and finds out what of it is on its way already: as an earlier copy of the same event,
 * or from the portal's queue. A copy that somebody else is just delivering is waited for, as he may not live to do
 * it. Where the table does not answer, all is published under its own id. Never rejects.
 *
 * @param patience milliseconds to wait for others.
 */
export const admit = async <Event extends Normalised>(
  definition: EventDefinition,
  envelope: VerifiedEnvelope,
  valid: readonly Event[],
  patience: number,
  occurrences: Occurrences,
): Promise<Admission<Event>> => {
  const until = performance.now() + patience;
  const noted = await Promise.all(
    copiesOf(definition, envelope).map((copy) => noteOf(copy, occurrences, until)),
  );
  const standings = new Map(noted.flatMap((each) => (each === undefined ? [] : [[each.own, each] as const])));
  const identified = valid.map((each) => ({
    event: underId(each, standings.get(each.event.id)?.id),
    isOpen: standings.get(each.event.id)?.state !== 'delivered',
  }));
  return {
    events: identified.map(({ event }) => event),
    open: identified.filter(({ isOpen }) => isOpen).map(({ event }) => event),
    delivered: async () => {
      const open = [...standings.values()].filter(({ state }) => state !== 'delivered');
      await Promise.allSettled(open.map(({ note }) => note.delivered()));
    },
  };
};

type Noted = Standing & { readonly own: string; readonly note: Note };

const noteOf = async (copy: Copy, occurrences: Occurrences, until: number): Promise<Noted | undefined> => {
  try {
    const note = await occurrences.note('online', copy);
    let standing: Standing = note;
    while (standing.state === 'taken' && performance.now() + PAUSE_MS < until) {
      await sleep(PAUSE_MS);
      // A table that fails now must not cost the id that it has given.
      standing = await note.again().catch(() => standing);
    }
    return { ...standing, own: copy.own, note };
  } catch {
    return undefined;
  }
};

const underId = <Event extends Normalised>(given: Event, id: string | undefined): Event => {
  if (id === undefined || id === given.event.id) return given;
  const event = { ...given.event, id };
  return { ...given, event, json: serialise(event) };
};
