import type { EventDefinition } from '../catalogue/definition.ts';
import { definitionOf } from '../replay/definition-of.ts';
import { type Exchange, type Reading, readingOf, type Setup } from './exchange.ts';
import { maskedBody, maskedForm, maskedUrl, withoutThem } from './masked.ts';
import type { Details, Row, Wire } from './protocol.ts';
import type { Finding } from './rows.ts';
import { sentOf } from './sent.ts';
import { errorsOf, sorted } from './sorted.ts';
import { summaryIn } from './told.ts';
import { ofInstallPage, traced } from './traced.ts';

/** What is kept of a row's request. */
export type Origin = Omit<Finding, 'row'> & { readonly exchange: Exchange };

/** All that is known of a row. Secrets are masked. */
export const detailsOf = (row: Row, { exchange, item, sent }: Origin, setup: Setup): Details => {
  const reading = readingOf(exchange, setup);
  const definition = definitionOf(row.event);
  const hidden = withoutThem(reading.decoded);
  const { answer } = exchange;
  return {
    row,
    wire: wireOf(exchange, reading, item),
    ...(definition === undefined ? nothing : understood(row, definition, exchange, reading, item)),
    ...(answer && { answer: { status: answer.status, body: hidden(answer.body) } }),
    sent: sent && definition && row.published ? sentOf(definition, row.published, setup) : {},
    log: exchange.log.map(hidden),
  };
};

/** Where the request is not kept any more. */
export const detailsWithoutOrigin = (row: Row): Details => ({
  row,
  ...nothing,
  sent: {},
  log: [],
  missing: 'The request is not kept any more: only the newest are, up to 256 MiB in all.',
});

const nothing = { mapping: [], unmapped: [], errors: [] } as const;

const wireOf = ({ method, url, body }: Exchange, { decoded }: Reading, item: string | undefined): Wire => ({
  method,
  url: maskedUrl(url),
  bytes: body.length,
  ...(decoded && { form: maskedForm(body.toString('utf8')), body: maskedBody(decoded) }),
  ...(item !== undefined && { item }),
});

const understood = (
  row: Row,
  definition: EventDefinition,
  exchange: Exchange,
  { decoded, envelope }: Reading,
  item: string | undefined,
): Pick<Details, 'mapping' | 'unmapped' | 'errors'> => {
  if (envelope === undefined) return { ...nothing, mapping: decoded && row.published ? ofInstallPage : [] };
  const found = definition.items(envelope.data).find(({ path }) => path === item);
  const parts = found === undefined ? nothing : traced(definition, envelope, found, row.published);
  if (row.published !== undefined || row.outcome === 'refused') return { ...nothing, ...parts };
  const { requestId = '' } = summaryIn(exchange.log) ?? {};
  const errors = found
    ? errorsOf(definition, envelope, found)
    : (sorted(definition, envelope, Date.parse(row.at), requestId).held?.errors ?? []);
  return { ...nothing, ...parts, errors };
};
