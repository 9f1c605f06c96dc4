import type { EventDefinition } from '../catalogue/definition.ts';
import { markUninstalled } from '../lifecycle/uninstall.ts';
import { type Delivery, refusedBy } from '../middleware/keep.ts';
import type { Outcome } from '../middleware/outcome.ts';
import { sortOut } from '../middleware/quarantine.ts';
import { Stopwatch } from '../middleware/stopwatch.ts';
import type { PortalsTable } from '../portals/portal.ts';
import type { Portals, Verdict } from '../portals/portals.ts';
import { publicationsOf } from '../publish/publications.ts';
import { publish } from '../publish/publish.ts';
import { type QuarantineRecord, type UnverifiedRecord, undeliveredRecord } from '../publish/record.ts';
import type { DefinitionOf } from './definition-of.ts';
import { envelopeFrom } from './envelope-from.ts';

/** What a replay works with. */
type Replay = {
  /** Its `publishDeadline` counts from the beginning of the replay, its `storeDeadline` from then on. */
  readonly delivery: Delivery;
  readonly definitionOf: DefinitionOf;
  /** Named in the log where a fault of ours hits the body. */
  readonly requestId: string;
};

/** Who may have sent a held body. */
type Senders = {
  readonly portals: Portals;
  /** Where an uninstalled portal is marked; without one, portals come from the setting alone. */
  readonly table?: PortalsTable;
};

/** A body whose sender has turned out to be none of ours. */
type Refused = { readonly status: 'refused'; readonly reason: Exclude<Verdict, 'proven'> };

/**
 * Runs a body of the quarantine queue through the pipeline again, from validation on. Its events have the ids that
 * they would have had at first. What came to another event's route is replayed as the event that it names.
 *
 * The record stays the caller's. It may go after `published` and `stored`; after `quarantined` (some of it, or all,
 * is not valid yet) and `undelivered` (neither the destinations nor the queue took it) it has to stay. Nothing is
 * quarantined or logged a second time.
 *
 * @throws Problem `not-a-bitrix24-event` if the record's body is none.
 */
export const replayQuarantined = async (record: QuarantineRecord, replay: Replay): Promise<Outcome> => {
  const { reason, route, reference, errors } = record;
  const named = reason === 'wrong-route' ? record.body['event'] : route;
  const definition = typeof named === 'string' ? replay.definitionOf(named) : undefined;
  if (definition === undefined) {
    return {
      status: 'quarantined',
      events: [],
      stored: 0,
      undelivered: 0,
      quarantine: { reference, errors },
    };
  }
  const { held, ...carried } = await carryOn(definition, record, replay);
  if (held === undefined) return carried;
  const status = carried.undelivered > 0 ? 'undelivered' : 'quarantined';
  return { ...carried, status, quarantine: { reference, errors: held.errors } };
};

/**
 * Checks the sender of a held body by the digest of its token, as of when it came, and carries on from validation:
 * what is not valid goes to the quarantine queue, what a destination does not accept to the undelivered queue. After
 * `undelivered` (a queue did not take it) the record has to stay; nothing is logged in its stead.
 *
 * @throws PortalsUnreachable if still nobody can tell.
 * @throws PortalsFault if the portal cannot be marked as uninstalled: the record has to stay.
 * @throws Problem `not-a-bitrix24-event` if the record's body is none.
 * @throws Error if the catalogue has no such event.
 */
export const replayUnverified = async (
  record: UnverifiedRecord,
  { portals, table }: Senders,
  replay: Replay,
): Promise<Outcome | Refused> => {
  const definition = replay.definitionOf(record.route);
  if (definition === undefined) throw new Error(`the catalogue has no event ${record.route}`);
  const { memberId, tokenDigest } = record;
  const digest = Buffer.from(tokenDigest, 'hex');
  const verdict = await portals.prove(memberId, digest, Date.parse(record.receivedtime));
  if (verdict !== 'proven') return { status: 'refused', reason: verdict };
  const outcome = await quarantineToo(await carryOn(definition, record, replay), replay.delivery);
  const isUninstall = definition.name === 'OnAppUninstall' && record.body['event'] === 'ONAPPUNINSTALL';
  // Not before the event is safe: a portal that is forgotten cannot be proven any more.
  if (isUninstall && outcome.status !== 'undelivered' && table !== undefined) {
    await markUninstalled(table, envelopeFrom(record));
  }
  return outcome;
};

/** What has become of a body, and the record of what is not valid of it, which nobody has stored yet. */
type Carried = Outcome & { readonly held?: QuarantineRecord };

/** Validates, normalises and publishes, with the undelivered queue behind; only certain items, where they are told. */
const carryOn = async (
  definition: EventDefinition,
  record: (UnverifiedRecord & { items?: never }) | QuarantineRecord,
  { delivery, requestId }: Replay,
): Promise<Carried> => {
  const envelope = envelopeFrom(record);
  const received = Date.parse(record.receivedtime);
  const arrival = { envelope, received, requestId, stopwatch: new Stopwatch() };
  const { valid, held } = sortOut(definition, arrival, delivery.log);
  const { items = [] } = record;
  const isWanted = (path: string): boolean => items.length === 0 || items.includes(path);
  const publications = valid
    .filter(({ path }) => isWanted(path))
    .flatMap(publicationsOf(definition, delivery.versions));
  const missed = await publish(publications, delivery.destinations, delivery.publishDeadline);
  const records = missed.map(undeliveredRecord);
  const { length: lost } = await refusedBy(delivery.undelivered, records, delivery.storeDeadline);
  const concerned = held && (held.items.length === 0 || held.items.some(isWanted));
  return {
    status: lost > 0 ? 'undelivered' : missed.length > 0 ? 'stored' : 'published',
    events: publications.map(({ event: { id, type } }) => ({ id, type })),
    stored: missed.length,
    undelivered: lost,
    ...(concerned && { held }),
  };
};

const quarantineToo = async ({ held, ...carried }: Carried, delivery: Delivery): Promise<Outcome> => {
  if (held === undefined) return carried;
  const { length: lost } = await refusedBy(delivery.quarantine, [held], delivery.storeDeadline);
  const undelivered = carried.undelivered + lost;
  const { reference, errors } = held;
  const status = undelivered > 0 ? 'undelivered' : 'quarantined';
  return { ...carried, status, undelivered, quarantine: { reference, errors } };
};
