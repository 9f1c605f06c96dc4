import type { EventDefinition } from '../catalogue/definition.ts';
import { catalogue } from '../catalogue/index.ts';
import { serialise } from '../events/cloud-event.ts';
import type { Normalised } from '../events/normalise.ts';
import type { Delivery } from '../middleware/keep.ts';
import { sortOut } from '../middleware/quarantine.ts';
import { Stopwatch } from '../middleware/stopwatch.ts';
import { copiesOf } from '../occurrences/copy.ts';
import type { Note, Occurrences } from '../occurrences/occurrences.ts';
import type { Portal } from '../portals/portal.ts';
import type { Publication } from '../publish/destination.ts';
import { publicationsOf } from '../publish/publications.ts';
import type { QuarantineRecord } from '../publish/record.ts';
import { envelopeOfRow, type OfflineRow } from './row.ts';

/** What is still to be done for a row. */
export type Taken = {
  readonly row: OfflineRow;
  readonly notes: readonly Note[];
  /** Events that the online path has not delivered. */
  readonly publications: readonly Publication[];
  readonly held?: QuarantineRecord;
};

type Context = {
  readonly portal: Pick<Portal, 'memberId' | 'domain'>;
  readonly occurrences: Occurrences;
  readonly delivery: Pick<Delivery, 'log' | 'versions'>;
  readonly requestId: string;
  /** Unix milliseconds. */
  readonly now: number;
};

const definitions: ReadonlyMap<string, EventDefinition> = new Map(
  Object.values<EventDefinition>(catalogue).map((definition) => [definition.name.toUpperCase(), definition]),
);

/** Whether a row is of an event of ours: others, bound offline by somebody else, are none of our business. */
export const isOurs = ({ EVENT_NAME }: OfflineRow): boolean => definitions.has(EVENT_NAME);

/**
 * Reads a row through the pipeline of the receivers, and compares it with what came online.
 *
 * @returns undefined where somebody else is about to deliver it, or the event is none of the catalogue: it stays.
 * @throws Error if the occurrences table does not answer: then nobody knows what came online.
 */
export const takeRow = async (row: OfflineRow, context: Context): Promise<Taken | undefined> => {
  const { portal, occurrences, delivery, requestId, now } = context;
  const { log, versions } = delivery;
  const definition = definitions.get(row.EVENT_NAME);
  if (definition === undefined) return undefined;
  const envelope = envelopeOfRow(row, portal);
  const arrival = { envelope, received: now, requestId, stopwatch: new Stopwatch() };
  const { valid, held } = sortOut(definition, arrival, log);
  const copies = copiesOf(definition, envelope);
  const notes = await Promise.all(copies.map((copy) => occurrences.note('offline', copy)));
  if (notes.some(({ state }) => state === 'taken')) return undefined;
  const open = new Map(
    copies.flatMap(({ own }, at) => {
      const note = notes[at];
      return note?.state === 'open' ? [[own, note.id] as const] : [];
    }),
  );
  const events = valid.flatMap((each) => adopted(each, open));
  const publications = events.flatMap(publicationsOf(definition, versions));
  const isHeld = held !== undefined && open.size > events.length;
  return { row, notes, publications, ...(isHeld && { held }) };
};

/** An event under the id that its other copy has or will have; none where that is delivered. */
const adopted = (own: Normalised, open: ReadonlyMap<string, string>): Normalised[] => {
  const id = open.get(own.event.id);
  if (id === undefined) return [];
  if (id === own.event.id) return [own];
  const event = { ...own.event, id };
  return [{ ...own, event, json: serialise(event) }];
};
