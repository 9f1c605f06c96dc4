import { buildQuery } from '../../lib/bitrix24/query.ts';
import { phpValue } from './php-value.ts';
import type { Portal } from './portal.ts';
import { clientEndpoint, type Site, serverEndpoint } from './site.ts';
import { ACCESS_SECONDS, INSTALLER, issueAccessToken, issuePair } from './tokens.ts';

/** Whom an event is posted to: a binding, or a URL that the portal knows without one. */
export type Target = { readonly id?: number; readonly handler: string; readonly userId: number };

export type Event = {
  readonly event: string;
  readonly data: unknown;
  /** Unix seconds; the time of the portal where there is none. */
  readonly ts?: number;
  /** `long`: with a refresh token, as for the application's own events; `none`: no tokens at all. */
  readonly tokens?: 'long' | 'none';
};

/** The form that the portal's queue posts. */
export const bodyOf = (site: Site, portal: Portal, event: Event, target: Target): string => {
  const data = phpValue(event.data);
  return buildQuery({
    event: event.event,
    ...(target.id !== undefined && { event_handler_id: String(target.id) }),
    ...(data !== undefined && { data }),
    ts: String(event.ts ?? Math.floor(site.clock() / 1000)),
    auth: authOf(site, portal, event.tokens, target.userId || INSTALLER),
  });
};

/** `auth`, in the order in which portals send its keys. */
const authOf = (site: Site, portal: Portal, kind: Event['tokens'], userId: number) => {
  const now = site.clock();
  const pair = kind === 'long' ? issuePair(portal, userId, now) : undefined;
  const hasUser = kind !== 'none';
  return {
    ...(hasUser && {
      access_token: pair?.accessToken ?? issueAccessToken(portal, userId, now),
      expires: String(Math.floor(now / 1000) + ACCESS_SECONDS),
      expires_in: String(ACCESS_SECONDS),
      scope: portal.scopes.join(','),
    }),
    domain: portal.domain,
    server_endpoint: serverEndpoint(site),
    ...(hasUser && { status: 'L' }),
    client_endpoint: clientEndpoint(site, portal),
    member_id: portal.memberId,
    ...(hasUser && { user_id: String(userId) }),
    ...(pair !== undefined && { refresh_token: pair.refreshToken }),
    application_token: portal.applicationToken,
  };
};
