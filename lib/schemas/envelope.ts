import * as v from 'valibot';

/** The attributes of CloudEvents 1.0 around `data`, as docs/decisions/envelope.md chose them. */
export const attributes = v.object({
  /** The version of CloudEvents. */
  specversion: v.literal('1.0'),
  /** 32 hexadecimal digits. The same event has the same id, however often it comes: deduplicate by it. */
  id: v.string(),
  /** `urn:bitrix24:portal:<member_id>`: the portal that the event comes from. */
  source: v.string(),
  /** What happened, and the version of `data`. */
  type: v.string(),
  /** `connector/<id>/line/<id>/chat/<id>`: what the event is about; parts that do not exist are left out. */
  subject: v.exactOptional(v.string()),
  /** When the portal queued it: RFC 3339, UTC, seconds. */
  time: v.string(),
  /** Of `data`. */
  datacontenttype: v.literal('application/json'),
  /** `urn:b24bus:schema:<type>`. */
  dataschema: v.string(),
  /** The portal's domain at that time, such as `some-domain.bitrix24.com`. Domains change; `source` does not. */
  portaldomain: v.exactOptional(v.string()),
  /** When b24bus got it: RFC 3339, UTC, milliseconds. */
  receivedtime: v.string(),
  /** Events with the same key belong in order: a portal's chat, else its line. */
  partitionkey: v.string(),
});
