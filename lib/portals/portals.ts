import { timingSafeEqual } from 'node:crypto';
import { Problem } from '../errors.ts';
import type { Envelope } from '../form/envelope.ts';
import type { Secret } from '../secret.ts';

/** A SHA-256 digest of an application token that a portal may use. */
export type TokenDigest = {
  readonly digest: Buffer;
  /** Unix milliseconds after which it no longer counts: a replaced token is accepted for 24 h more. */
  readonly expires?: number;
};

/** What a source of portals says about a sender; the log tells the two refusals apart, the answer does not. */
export type Verdict = 'proven' | 'unknown portal' | 'wrong token';

/** Where portals come from: the setting, and the portals table. */
export interface Portals {
  /**
   * @param digest SHA-256 of the token that the sender gave.
   * @param now Unix milliseconds.
   * @throws PortalsUnreachable if nobody can tell at the moment.
   */
  prove(memberId: string, digest: Buffer, now: number): Promise<Verdict>;
}

/** The source of portals does not answer, so this sender may be genuine or not. */
export class PortalsUnreachable extends Error {
  override readonly name = 'PortalsUnreachable';
}

/** An envelope whose sender is proven. */
export type VerifiedEnvelope = Envelope & { readonly memberId: string };

const unknownPortal: readonly TokenDigest[] = [{ digest: Buffer.alloc(32) }];

/**
 * Compares a given digest with all that a portal may use, in constant time; an unknown portal (undefined) takes as
 * long.
 */
export const compare = (known: readonly TokenDigest[] | undefined, given: Buffer, now: number): Verdict => {
  let matches = false;
  for (const { digest, expires } of known ?? unknownPortal) {
    const equal = timingSafeEqual(digest, given);
    matches ||= equal && (expires === undefined || now < expires);
  }
  if (known === undefined) return 'unknown portal';
  return matches ? 'proven' : 'wrong token';
};

/** Asks one source after the other; the first that proves the sender is the last one asked. */
export const anyOf = (...sources: readonly Portals[]): Portals => ({
  prove: async (memberId, digest, now) => {
    let refusal: Verdict = 'unknown portal';
    for (const source of sources) {
      const verdict = await source.prove(memberId, digest, now);
      if (verdict === 'proven') return verdict;
      if (verdict === 'wrong token') refusal = verdict;
    }
    return refusal;
  },
});

/**
 * Proves that the portal sent this event: `auth.application_token` (a static bearer secret, one per app and
 * portal) is compared in constant time with the digests stored under `auth.member_id`. The domain is never
 * looked at: domains change.
 *
 * @param now Unix milliseconds.
 * @throws Problem `credentials-missing` (401), `sender-unknown` (403; alike for both causes, so that nobody
 *   learns which portals are known).
 * @throws PortalsUnreachable
 */
export const verify = async (
  envelope: Envelope,
  portals: Portals,
  now: number,
): Promise<VerifiedEnvelope> => {
  const { memberId, token } = credentialsOf(envelope);
  const verdict = await portals.prove(memberId, token.digest(), now);
  if (verdict !== 'proven') {
    throw new Problem(
      'sender-unknown',
      'Neither this portal nor this token is known here. Install the application, or check PORTALS against the application token that the portal shows.',
      { reason: verdict },
    );
  }
  return { ...envelope, memberId };
};

/**
 * What a sender says to prove itself.
 *
 * @throws Problem `credentials-missing` (401)
 */
export const credentialsOf = ({ memberId, token }: Envelope): { memberId: string; token: Secret } => {
  if (memberId === undefined || token === undefined) throw credentialsMissing(memberId === undefined);
  return { memberId, token };
};

const credentialsMissing = (noMemberId: boolean): Problem =>
  new Problem(
    'credentials-missing',
    `auth has no ${noMemberId ? 'member_id' : 'application_token'}, so nobody can tell which portal sent this.`,
  );
