import type { EventDefinition } from '../catalogue/definition.ts';
import { CATCH_ALL, catalogue } from '../catalogue/index.ts';
import { type CloudEvent, portalOf, routingIdsOf } from '../events/cloud-event.ts';
import type { Envelope } from '../form/envelope.ts';
import { publicationsOf } from '../publish/publications.ts';
import { definitionOf } from '../replay/definition-of.ts';
import { claimedIds } from './claimed-ids.ts';
import { type Exchange, readingOf, type Setup } from './exchange.ts';
import { type Fate, type Fates, fatesOf, idsIn } from './fates.ts';
import { outcomes, type Row, type RowOutcome } from './protocol.ts';
import { errorsOf, type Sorted, sorted, toldOf } from './sorted.ts';
import { type Summary, summaryIn } from './told.ts';

/** A row, and what it is about. */
export type Finding = {
  readonly row: Omit<Row, 'seq'>;
  /** The wire path of its item. */
  readonly item?: string;
  /** Whether its event went to the destinations, accepted or not. */
  readonly sent: boolean;
};

/** What all rows of a request have. */
type Base = Pick<Row, 'at' | 'event' | 'took' | 'portal'>;

/** What a request becomes: a row per event and per item that is not valid, or one of its own. */
export const rowsOf = (exchange: Exchange, setup: Setup): readonly Finding[] => {
  const { envelope } = readingOf(exchange, setup);
  const summary = summaryIn(exchange.log);
  const definition = definitionFor(exchange, envelope);
  const received = receivedAt(exchange, envelope, summary);
  const portal = envelope?.memberId ?? summary?.portal;
  const base: Base = {
    at: new Date(received).toISOString(),
    event: definition.name,
    ...(summary && { took: summary.durations.total }),
    ...(portal !== undefined && { portal }),
  };
  if (!isDelivered(summary)) return [{ row: refused(base, definition, envelope, summary), sent: false }];
  if (envelope === undefined) return [ofInstallPage(base, summary, exchange)];
  const ids = idsIn(exchange, summary);
  const fates = fatesOf(exchange, summary, ids);
  const parts = sorted(definition, envelope, received, summary.requestId);
  return [
    ...ofEvents(base, definition, parts, fates, ids, setup).map((finding) => ({
      ...finding,
      sent: summary.reason === undefined,
    })),
    ...ofInvalid(base, definition, envelope, parts, fates),
  ];
};

/** What came to no event's route is shown as the event that it is. */
const definitionFor = ({ name, url }: Exchange, envelope: Envelope | undefined): EventDefinition => {
  const own: EventDefinition = catalogue[name];
  if (name !== CATCH_ALL || url.split('?')[0] === own.route || envelope === undefined) return own;
  return definitionOf(envelope.event) ?? own;
};

/** To the millisecond: the log has how late the event came, unless the portal's clock is ahead of ours. */
const receivedAt = (
  { called }: Exchange,
  envelope: Envelope | undefined,
  summary: Summary | undefined,
): number => {
  const { Lag: lag = 0 } = summary ?? {};
  return lag > 0 && envelope?.ts !== undefined ? Number(envelope.ts) * 1000 + lag : called;
};

type Delivered = Summary & { readonly outcome: RowOutcome };

const isDelivered = (summary: Summary | undefined): summary is Delivered =>
  outcomes.some((outcome) => outcome === summary?.outcome);

/** What a function says of a message that has to come again. */
export const LEFT = 'left in the queue';

const refused = (
  base: Base,
  definition: EventDefinition,
  envelope: Envelope | undefined,
  summary: Summary | undefined,
): Finding['row'] => {
  const { outcome, reason = 'a fault of b24bus, see the log' } = summary ?? {};
  const [first] = envelope === undefined ? [] : definition.items(envelope.data);
  const fate: Fate =
    outcome === LEFT ? { outcome: 'stored', why: `${LEFT}: ${reason}` } : { outcome: 'refused', why: reason };
  return { ...base, ...(first && envelope && claimedIds(definition, envelope, first)), ...fate };
};

/** Its form is no event, and its event was seen on the bus. */
const ofInstallPage = (base: Base, summary: Delivered, { seen }: Exchange): Finding => {
  const { outcome, reason } = summary;
  const why = reason === undefined ? {} : { why: reason };
  return { row: { ...base, outcome, ...why, ...(seen && factsOf(seen)) }, sent: seen !== undefined };
};

const ofEvents = (
  base: Base,
  definition: EventDefinition,
  { valid }: Sorted,
  fates: Fates,
  ids: readonly string[],
  { VERSIONS }: Setup,
): Omit<Finding, 'sent'>[] => {
  const events = valid.flatMap(({ path, ...each }) =>
    publicationsOf(definition, VERSIONS)(each).map(({ event }) => ({ event, item: path })),
  );
  return events.map(({ event: own, item }, position) => {
    // The copy that came first gave the event its id.
    const event = { ...own, id: ids[position] ?? own.id };
    return { row: { ...base, ...fates.ofEvent(event.id), ...factsOf(event) }, item };
  });
};

const factsOf = (
  published: CloudEvent,
): Pick<Row, 'portal' | 'connector' | 'line' | 'chat' | 'published'> => ({
  portal: portalOf(published),
  ...routingIdsOf(published.data),
  published,
});

/** A row per item that is not valid, one for the body where nothing of it is. */
const ofInvalid = (
  base: Base,
  definition: EventDefinition,
  envelope: Envelope,
  { held }: Sorted,
  fates: Fates,
): Finding[] => {
  if (held === undefined) return [];
  const items = definition.items(envelope.data);
  if (held.items.length === 0) {
    const [first] = items;
    const row = { ...base, ...(first && claimedIds(definition, envelope, first)) };
    return [{ row: { ...row, ...fates.ofInvalid(toldOf(held.errors)) }, sent: false }];
  }
  return items
    .filter(({ path }) => held.items.includes(path))
    .map((item) => {
      const why = toldOf(errorsOf(definition, envelope, item));
      const row = { ...base, ...claimedIds(definition, envelope, item), ...fates.ofInvalid(why) };
      return { row, item: item.path, sent: false };
    });
};
