import * as v from 'valibot';
import { decodeRecord, type StoredRecord } from '../publish/record.ts';

const text = v.pipe(v.string(), v.nonEmpty());

const time = v.pipe(
  v.string(),
  v.check((given) => Number.isFinite(Date.parse(given))),
);

const body = v.record(v.string(), v.unknown());

const version = v.literal(1);

const rejections = v.record(v.string(), v.object({ code: v.string(), message: v.string() }));

/** What of a record is relied on; whoever may send to a queue can put anything there. */
const records = v.variant('kind', [
  v.object({
    kind: v.literal('undelivered'),
    version,
    name: text,
    source: text,
    rejections: v.pipe(
      rejections,
      v.check((given) => Object.keys(given).length > 0),
    ),
    event: v.object({
      id: text,
      source: text,
      type: text,
      time,
      receivedtime: time,
      partitionkey: text,
      data: v.record(v.string(), v.unknown()),
    }),
  }),
  v.object({
    kind: v.literal('quarantined'),
    version,
    reference: text,
    reason: v.picklist(['invalid', 'wrong-route', 'fault']),
    errors: v.array(v.object({ path: v.string(), message: v.string() })),
    items: v.array(v.string()),
    route: text,
    memberId: text,
    receivedtime: time,
    body,
  }),
  v.object({
    kind: v.literal('unverified'),
    version,
    route: text,
    memberId: text,
    tokenDigest: v.pipe(v.string(), v.regex(/^[\da-f]{64}$/)),
    receivedtime: time,
    body,
  }),
]);

/** A record, or why a text is none. */
type ReadRecord =
  | { readonly record: StoredRecord; readonly unreadable?: undefined }
  | { readonly record?: undefined; readonly unreadable: string };

/** Reads a message of a queue, or the record of a log line. */
export const readRecord = (given: string): ReadRecord => {
  const decoded = decoding(given);
  if (decoded === undefined) return { unreadable: 'it is neither JSON nor gzipped JSON' };
  const checked = v.safeParse(records, decoded);
  // The record itself: what valibot makes of it has only the keys above.
  return checked.success ? { record: decoded } : { unreadable: told(checked.issues) };
};

const decoding = (given: string): StoredRecord | undefined => {
  try {
    return decodeRecord(given) ?? undefined;
  } catch {
    return undefined;
  }
};

/** Where it is broken; an issue itself quotes what it found. */
const told = (issues: readonly v.BaseIssue<unknown>[]): string => {
  const places = issues.map((issue) => v.getDotPath(issue) ?? 'the record');
  return `it is no record of this version: ${places.join(', ')} is missing or wrong`;
};
