import { eventNames } from '../../catalogue/index.ts';
import { healthOf } from '../../health/health.ts';
import type { Portal } from '../../portals/portal.ts';

/** A Unix time in milliseconds as it is shown: RFC 3339 in UTC, to the second. */
export const shownTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

const times = [
  'accessExpires',
  'refreshExpires',
  'provenAt',
  'installedAt',
  'offlineSince',
  'updatedAt',
  'checkedAt',
  'uninstalledAt',
  'expiresAt',
] as const satisfies readonly (keyof Portal)[];

const facts = [
  'memberId',
  'domain',
  'status',
  'clientEndpoint',
  'oauthEndpoint',
  'tokenOwner',
  'userId',
  'scopes',
  'licence',
  'installedBy',
  'baseUrl',
  'earlierBaseUrls',
  'boundEvents',
  'problems',
] as const satisfies readonly (keyof Portal)[];

/** What is shown of a portal, property by property: neither the digests nor the sealed tokens. */
export const portalView = (portal: Portal): Record<string, unknown> => ({
  ...Object.fromEntries(facts.flatMap((name) => (portal[name] === undefined ? [] : [[name, portal[name]]]))),
  health: healthOf(portal),
  applicationTokenKnown: portal.tokenDigest !== undefined,
  ...Object.fromEntries(
    times.flatMap((name) => (portal[name] === undefined ? [] : [[name, shownTime(portal[name])]])),
  ),
});

/** How many of the events are bound, as `14/16`. */
export const boundOf = ({ boundEvents }: Portal): string => `${boundEvents.length}/${eventNames.length}`;
