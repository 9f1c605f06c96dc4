import * as v from 'valibot';
import { type Decoded, type DecodedObject, decodedObject, pruned } from '../form/decoded.ts';
import { envelopeOf } from '../form/envelope.ts';
import type { Portal } from '../portals/portal.ts';
import type { VerifiedEnvelope } from '../portals/portals.ts';

const text = v.pipe(v.union([v.string(), v.number()]), v.transform(String));

/** A row of the portal's queue of offline events (`event.offline.get`, `event.offline.list`). */
const row = v.object({
  ID: v.pipe(text, v.regex(/^[1-9]\d*$/, 'must be the number of a row')),
  /** When the portal queued it, or an equal one after it. */
  TIMESTAMP_X: v.pipe(
    v.string(),
    v.transform(Date.parse),
    v.number(),
    v.check((time) => !Number.isNaN(time), 'must be a time'),
  ),
  EVENT_NAME: v.pipe(v.string(), v.toUpperCase()),
  /** As the event would be posted, but in JSON; false where there is none. */
  EVENT_DATA: v.optional(v.unknown()),
  MESSAGE_ID: text,
});

/** `TIMESTAMP_X` in Unix milliseconds. */
export type OfflineRow = v.InferOutput<typeof row>;

/** PHP writes a list with gaps as an object. */
const listOf = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.union([
    v.array(schema),
    v.pipe(
      v.record(v.string(), schema),
      v.transform((rows) => Object.values(rows)),
    ),
  ]);

/** What `event.offline.get` answers with `clear=0`. */
export const reservedRows = v.object({ process_id: v.pipe(v.string(), v.nonEmpty()), events: listOf(row) });

/** What `event.offline.list` answers. */
export const listedRows = listOf(
  v.object({ ...row.entries, PROCESS_ID: v.optional(v.nullable(v.string()), '') }),
);

/** A value of JSON as PHP's `http_build_query` would have posted it; undefined where it posts nothing. */
export const postedValue = (value: unknown): Decoded | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value !== 'object' || value === null) return undefined;
  const posted = decodedObject();
  for (const [key, child] of Object.entries(value)) {
    const decoded = postedValue(child);
    if (decoded !== undefined) posted[key] = decoded;
  }
  return Object.keys(posted).length === 0 ? undefined : pruned(posted);
};

/** The envelope in which the portal would have posted the row, as far as the row tells. */
export const envelopeOfRow = (
  { EVENT_NAME, EVENT_DATA, TIMESTAMP_X }: OfflineRow,
  { memberId, domain }: Pick<Portal, 'memberId' | 'domain'>,
): VerifiedEnvelope => {
  const auth: DecodedObject = Object.assign(decodedObject(), {
    ...(domain !== undefined && { domain }),
    member_id: memberId,
  });
  // An event without data; `data=0` is none that the portal posts.
  const data = EVENT_DATA === false ? undefined : postedValue(EVENT_DATA);
  const posted: DecodedObject = Object.assign(decodedObject(), {
    event: EVENT_NAME,
    ...(data !== undefined && { data }),
    ts: String(Math.floor(TIMESTAMP_X / 1000)),
    auth,
  });
  return { ...envelopeOf(posted), memberId };
};
