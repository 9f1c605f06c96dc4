import type { Grant } from '../bitrix24/oauth.ts';
import { changePortal, type Portal } from '../portals/portal.ts';
import type { Installation } from './installation.ts';
import type { Lifecycle } from './lifecycle.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A refresh token's life (documented: 180 days). */
export const REFRESH_MS = 180 * DAY;

/**
 * Stores a proven portal: in one conditional write, so that of several proofs at once the last one wins and none is
 * half there.
 *
 * @param provenAt Unix milliseconds.
 * @returns the portal as stored; another's, with its own `provenAt`, if a newer proof was there first.
 */
export const enrol = async (
  installation: Installation,
  grant: Grant,
  provenAt: number,
  { table, seal, baseUrl }: Lifecycle,
): Promise<Portal> => {
  const sealedTokens = await seal.seal(grant.memberId, grant);
  const stored = await changePortal(table, grant.memberId, (current) => {
    if (current !== undefined && current.provenAt > provenAt) return undefined;
    const kept = current?.status === 'installed' ? current : undefined;
    return {
      ...tokensOf(current, { ...grant, sealedTokens }, installation, provenAt),
      ...digestsOf(current, installation, provenAt),
      memberId: grant.memberId,
      status: 'installed',
      domain: new URL(grant.clientEndpoint).host,
      clientEndpoint: grant.clientEndpoint,
      oauthEndpoint: grant.oauthEndpoint,
      scopes: grant.scopes,
      ...definedOf({
        // The next check finds out, and tells of it if this has cured the portal.
        health: kept?.health,
        // An update leaves the offline bindings as they are.
        offlineSince: kept?.offlineSince,
        licence: grant.status ?? installation.status ?? current?.licence,
        installedBy:
          installation.tokenOwner === 'user' ? (grant.userId ?? installation.userId) : current?.installedBy,
      }),
      baseUrl,
      earlierBaseUrls: earlierOf(current, baseUrl),
      boundEvents: current?.boundEvents ?? [],
      problems: current?.problems ?? [],
      provenAt,
      installedAt: kept?.installedAt ?? provenAt,
      updatedAt: provenAt,
      revision: current?.revision ?? 0,
    };
  });
  if (stored === undefined) throw new Error('a portal was proven and not stored');
  return stored;
};

type Tokens = Pick<Portal, 'sealedTokens' | 'tokenOwner' | 'userId' | 'accessExpires' | 'refreshExpires'>;

/**
 * A system user's tokens outlive the employee who installed, and are sent about when the employee's are: in which
 * order is not known. Those of an employee replace them only in a later installation.
 */
const tokensOf = (
  current: Portal | undefined,
  grant: Grant & { readonly sealedTokens: Buffer },
  { tokenOwner, userId }: Installation,
  now: number,
): Tokens => {
  const keepsSystemUser =
    tokenOwner === 'user' &&
    current?.status === 'installed' &&
    current.tokenOwner === 'system-user' &&
    now - current.provenAt < HOUR;
  if (keepsSystemUser) {
    const { sealedTokens, accessExpires, refreshExpires } = current;
    const kept = { sealedTokens, tokenOwner: current.tokenOwner, accessExpires, refreshExpires };
    return { ...kept, ...definedOf({ userId: current.userId }) };
  }
  return {
    sealedTokens: grant.sealedTokens,
    tokenOwner,
    ...definedOf({ userId: grant.userId ?? userId }),
    accessExpires: grant.accessExpires,
    refreshExpires: now + REFRESH_MS,
  };
};

/** A proven change of the token: the one before is accepted for 24 h more, because events are on their way. */
const digestsOf = (
  current: Portal | undefined,
  { token }: Installation,
  now: number,
): Pick<Portal, 'tokenDigest' | 'previousDigest' | 'previousExpires'> => {
  const digest = token?.digest();
  if (digest === undefined || current?.tokenDigest?.equals(digest)) {
    const { tokenDigest, previousDigest, previousExpires } = current ?? {};
    return definedOf({ tokenDigest, previousDigest, previousExpires });
  }
  if (current?.tokenDigest === undefined) return { tokenDigest: digest };
  return { tokenDigest: digest, previousDigest: current.tokenDigest, previousExpires: now + DAY };
};

const earlierOf = (current: Portal | undefined, baseUrl: string): readonly string[] => {
  if (current === undefined) return [];
  const all = new Set([...current.earlierBaseUrls, current.baseUrl]);
  all.delete(baseUrl);
  return [...all];
};

type Defined<Given> = { [Key in keyof Given]?: Exclude<Given[Key], undefined> };

/** Without the keys whose value is undefined. */
const definedOf = <Given extends object>(given: Given): Defined<Given> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<Given>;
