import { timingSafeEqual } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Envelope } from '../form/envelope.ts';

/** A SHA-256 digest of an application token that a portal may use. */
export type TokenDigest = {
  readonly digest: Buffer;
  /** Unix milliseconds after which it no longer counts: a replaced token is accepted for 24 h more. */
  readonly expires?: number;
};

/** Where portals come from: a setting, later the portals table. */
export interface Portals {
  /** The digests of one portal, or undefined where the portal is unknown. */
  find(memberId: string): Promise<readonly TokenDigest[] | undefined>;
}

/** An envelope whose sender is proven. */
export type VerifiedEnvelope = Envelope & { readonly memberId: string };

const unknownPortal: readonly TokenDigest[] = [{ digest: Buffer.alloc(32) }];

/**
 * Proves that the portal sent this event: `auth.application_token` (a static bearer secret, one per app and
 * portal) is compared in constant time with the digests stored under `auth.member_id`. The domain is never
 * looked at: domains change.
 *
 * @param now Unix milliseconds.
 * @throws Problem `credentials-missing` (401), `sender-unknown` (403; alike for both causes, so that nobody
 *   learns which portals are known).
 */
export const verify = async (
  envelope: Envelope,
  portals: Portals,
  now: number,
): Promise<VerifiedEnvelope> => {
  const { memberId, token } = envelope;
  if (memberId === undefined || token === undefined) throw credentialsMissing(memberId === undefined);
  const known = await portals.find(memberId);
  const given = token.digest();
  let matches = false;
  for (const { digest, expires } of known ?? unknownPortal) {
    const equal = timingSafeEqual(digest, given);
    matches ||= equal && (expires === undefined || now < expires);
  }
  if (known === undefined || !matches) {
    throw new Problem(
      'sender-unknown',
      'Neither this portal nor this token is known here. Check PORTALS against the application token that the portal shows.',
      { reason: known === undefined ? 'unknown portal' : 'wrong token' },
    );
  }
  return { ...envelope, memberId };
};

const credentialsMissing = (noMemberId: boolean): Problem =>
  new Problem(
    'credentials-missing',
    `auth has no ${noMemberId ? 'member_id' : 'application_token'}, so nobody can tell which portal sent this.`,
  );
