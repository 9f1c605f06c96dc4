import { hash } from 'node:crypto';
import type { Decoded } from '../form/decoded.ts';

type Canonical =
  | Decoded
  | number
  | boolean
  | null
  | readonly Canonical[]
  | { readonly [key: string]: Canonical };

/** Canonical JSON (RFC 8785): keys in code-unit order, no white space. Positions of a list are keys. */
export const canonicalJson = (value: Canonical): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const key of Object.keys(value).sort()) {
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`;
  }
  return `{${members}}`;
};

const isArray = (value: object): value is readonly Canonical[] => Array.isArray(value);

/** The first 128 bits of SHA-256 over a text, as 32 lower-case hexadecimal digits. */
export const digest128 = (text: string): string => hash('sha256', text, 'hex').slice(0, 32);

/** What tells one event from every other; only what the portal says about the event itself. */
type Identity = {
  readonly memberId: string;
  /** As on the wire. */
  readonly event: string;
  /** As on the wire. */
  readonly ts: string;
  /** The canonical JSON of the item, which has no secrets. */
  readonly item: string;
  /** How many equal items stand before this one in the same body. */
  readonly indexAmongEquals: number;
};

/**
 * The id under which an event is published: the same event posted twice, to whichever binding, has the same id
 * (Bitrix24 itself sends none; its handler id names the binding).
 */
export const eventId = ({ memberId, event, ts, item, indexAmongEquals }: Identity): string => {
  const envelope = [memberId, event, ts].map((part) => JSON.stringify(part)).join(',');
  return digest128(`[${envelope},${item},${indexAmongEquals}]`);
};
