import type { CloudEvent } from '../events/cloud-event.ts';
import { bmpSafe, parseJson } from '../events/json.ts';
import type { Invalidity } from '../events/validate.ts';
import type { DecodedObject } from '../form/decoded.ts';
import type { Verdicts } from './destination.ts';
import type { Undelivered } from './publish.ts';

/** An event that some destinations have not accepted; redelivered to exactly these. */
export type UndeliveredRecord = {
  readonly kind: 'undelivered';
  readonly version: 1;
  readonly name: string;
  readonly source: string;
  readonly rejections: Undelivered['rejections'];
  readonly event: CloudEvent;
};

/** An authentic body that could not be validated, complete but for its secrets; replayable from validation on. */
export type QuarantineRecord = {
  readonly kind: 'quarantined';
  readonly version: 1;
  /** The same body has the same reference. */
  readonly reference: string;
  readonly reason: 'invalid' | 'wrong-route' | 'fault';
  readonly errors: readonly Invalidity[];
  /** The wire paths of the items that were not published; all of them where empty. */
  readonly items: readonly string[];
  /** The event to whose route it was posted. */
  readonly route: string;
  readonly memberId: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly receivedtime: string;
  readonly body: DecodedObject;
};

/**
 * A body whose sender nobody could check, because the portals table did not answer; complete but for its secrets.
 * Redelivery checks it by the digest of the token, and goes on from validation.
 */
export type UnverifiedRecord = {
  readonly kind: 'unverified';
  readonly version: 1;
  /** The event to whose route it was posted. */
  readonly route: string;
  /** Claimed. */
  readonly memberId: string;
  /** SHA-256 of the token that was given, 64 hexadecimal digits. */
  readonly tokenDigest: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly receivedtime: string;
  readonly body: DecodedObject;
};

export type StoredRecord = UndeliveredRecord | QuarantineRecord | UnverifiedRecord;

/** Keeps what could not be published. */
export interface RecordStore {
  /** Never rejects; a verdict per record, undefined where it is kept. */
  store(records: readonly StoredRecord[], signal: AbortSignal): Promise<Verdicts>;
}

export const undeliveredRecord = ({ publication, rejections }: Undelivered): UndeliveredRecord => ({
  kind: 'undelivered',
  version: 1,
  name: publication.name,
  source: publication.source,
  rejections,
  event: publication.event,
});

/** Loaded by the first record that needs it; nearly every container never sees one. */
const zlib = () => process.getBuiltinModule('node:zlib');

/**
 * A record as text of at most `maxBytes` where that is possible: JSON, and if that is too large, JSON that holds
 * it gzipped. An SQS message takes 1 MiB, and a body of 1 MiB can decode to more.
 */
export const encodeRecord = (record: StoredRecord, maxBytes: number): string => {
  const json = bmpSafe(JSON.stringify(record));
  if (Buffer.byteLength(json) <= maxBytes) return json;
  return JSON.stringify({
    kind: record.kind,
    encoding: 'gzip',
    data: zlib().gzipSync(json).toString('base64'),
  });
};

/** Reads what `encodeRecord` wrote. */
export const decodeRecord = (text: string): StoredRecord => {
  const parsed = parseJson(text) as StoredRecord | { encoding: 'gzip'; data: string };
  if (!('encoding' in parsed)) return parsed;
  return parseJson(zlib().gunzipSync(Buffer.from(parsed.data, 'base64')).toString('utf8')) as StoredRecord;
};
