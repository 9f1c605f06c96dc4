import type { PlayedFaults } from './faults.ts';
import type { Portal } from './portal.ts';

/** All portals behind one OAuth server. */
export type Site = {
  /** Where this server listens, without a slash at the end. */
  origin: string;
  readonly application: { readonly clientId: string; readonly clientSecret: string };
  readonly portals: Map<string, Portal>;
  readonly faults: PlayedFaults;
  /** Unix milliseconds. */
  readonly clock: () => number;
  /** Ends what is on its way when the server stops. */
  readonly stopped: AbortController;
};

/** Where the REST methods of a portal are. */
export const clientEndpoint = (site: Site, portal: Portal): string =>
  `${site.origin}/portals/${portal.memberId}/rest/`;

/** The REST endpoint of the OAuth server; its origin is that of `oauth/token/`. */
export const serverEndpoint = (site: Site): string => `${site.origin}/rest/`;
