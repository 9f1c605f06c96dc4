import { Problem } from '../errors.ts';
import { withoutSecrets } from '../redact.ts';
import { Secret } from '../secret.ts';
import type { Decoded, DecodedObject } from './decoded.ts';

/** One Bitrix24 event as posted, its secrets taken out. */
export type Envelope = {
  /** As on the wire, in upper case: `ONSESSIONSTART`. */
  readonly event: string;
  /** Unix seconds when the portal queued it, as on the wire. */
  readonly ts: string | undefined;
  readonly memberId: string | undefined;
  readonly domain: string | undefined;
  /** The app's licence: F free, D demo, T trial, P paid, L local, S subscription. */
  readonly status: string | undefined;
  readonly token: Secret | undefined;
  readonly data: Decoded | undefined;
  /** The whole body without secrets. */
  readonly body: DecodedObject;
};

/**
 * Reads the envelope of a decoded body and drops every secret but the application token, which is kept
 * unprintable for verification.
 *
 * @throws Problem `not-a-bitrix24-event` if there is no `event` or no `auth`.
 */
export const envelopeOf = (decoded: DecodedObject): Envelope => {
  const event = scalar(decoded['event']);
  const auth = decoded['auth'];
  if (event === undefined) throw missing('event');
  if (typeof auth !== 'object') throw missing('auth');
  const token = scalar(auth['application_token']);
  const body = withoutSecrets(decoded);
  return {
    event: event.toUpperCase(),
    ts: scalar(decoded['ts']),
    memberId: scalar(auth['member_id']),
    domain: scalar(auth['domain']),
    status: scalar(auth['status']),
    token: token === undefined ? undefined : new Secret(token),
    data: body['data'],
    body,
  };
};

const scalar = (value: Decoded | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const missing = (key: 'event' | 'auth'): Problem =>
  new Problem(
    'not-a-bitrix24-event',
    `The body has no "${key}". Bitrix24 posts event, data, ts and auth; this URL is for its event handlers only.`,
  );
