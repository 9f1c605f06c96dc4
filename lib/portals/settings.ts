import { Secret } from '../secret.ts';
import { compare, type Portals, type TokenDigest } from './portals.ts';

/** What the setting says, digested; a portal may stand in it more than once, with several tokens. */
export type PortalsSetting = ReadonlyMap<string, readonly TokenDigest[]>;

/**
 * Parses `member_id:token` pairs, separated by commas or white space. Instead of the token its digest may be
 * given, as `member_id:sha256:<64 hex>`, so that the token itself stays out of the function's configuration.
 *
 * @returns the digests by portal, and a fault for each pair that cannot be read, by position: a pair is never quoted.
 */
export const parsePortalsSetting = (text: string): { portals: PortalsSetting; faults: string[] } => {
  const portals = new Map<string, TokenDigest[]>();
  const faults: string[] = [];
  const pairs = text.split(/[\s,]+/).filter((pair) => pair !== '');
  for (const [index, pair] of pairs.entries()) {
    const [memberId, token] = split(pair);
    if (memberId === '' || token === '') {
      faults.push(`pair ${index + 1} is not of the form member_id:token`);
      continue;
    }
    const digest = digestOf(token);
    if (digest === undefined) {
      faults.push(`pair ${index + 1} has a sha256 digest that is not 64 hexadecimal digits`);
      continue;
    }
    portals.set(memberId, [...(portals.get(memberId) ?? []), { digest }]);
  }
  return { portals, faults };
};

const split = (pair: string): [memberId: string, token: string] => {
  const colon = pair.indexOf(':');
  return colon === -1 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)];
};

const digestOf = (token: string): Buffer | undefined => {
  if (!token.startsWith('sha256:')) return new Secret(token).digest();
  const hex = token.slice('sha256:'.length);
  return /^[\da-f]{64}$/i.test(hex) ? Buffer.from(hex, 'hex') : undefined;
};

/** Portals known from the setting. Never fails. */
export const portalsFromSetting = (portals: PortalsSetting): Portals => ({
  prove: async (memberId, digest, now) => compare(portals.get(memberId), digest, now),
});
