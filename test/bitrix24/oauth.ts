import { type Parameters, textParameter } from './parameters.ts';
import { type Portal, randomHex } from './portal.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { clientEndpoint, type Site, serverEndpoint } from './site.ts';
import { ACCESS_SECONDS, issuePair } from './tokens.ts';

/** A fault that changes an answer instead of refusing it. */
type Twist = { readonly code: string; readonly clientEndpoint?: string };

/**
 * `oauth/token/` with grant_type=refresh_token: a new pair for a refresh token, which is spent with it. Access tokens
 * that were issued before live on until they expire.
 *
 * @throws Refusal invalid_request, invalid_client (also where the application was removed), invalid_grant.
 */
export const refresh = (site: Site, parameters: Parameters, fault: Twist | undefined): object => {
  if (fault !== undefined && fault.code !== 'wrong-member' && fault.code !== 'bad-endpoint')
    throw new Refusal(fault.code as RefusalCode);
  const { clientId, clientSecret } = site.application;
  if (textParameter(parameters, 'grant_type') !== 'refresh_token') throw new Refusal('invalid_request');
  if (
    textParameter(parameters, 'client_id') !== clientId ||
    textParameter(parameters, 'client_secret') !== clientSecret
  )
    throw new Refusal('invalid_client');
  const spent = textParameter(parameters, 'refresh_token');
  if (spent === '') throw new Refusal('invalid_request');
  const { portal, userId } = holderOf(site, spent);
  portal.refreshTokens = portal.refreshTokens.filter(({ token }) => token !== spent);
  const answer = granted(site, portal, userId);
  if (fault?.code === 'wrong-member') return { ...answer, member_id: randomHex() };
  return fault?.clientEndpoint === undefined ? answer : { ...answer, client_endpoint: fault.clientEndpoint };
};

const holderOf = (site: Site, refreshToken: string): { portal: Portal; userId: number } => {
  for (const portal of site.portals.values()) {
    const known = portal.refreshTokens.find(({ token }) => token === refreshToken);
    if (known === undefined) continue;
    if (portal.removed) throw new Refusal('invalid_client');
    if (known.expires <= site.clock()) throw new Refusal('invalid_grant');
    return { portal, userId: known.userId };
  }
  throw new Refusal('invalid_grant');
};

const granted = (site: Site, portal: Portal, userId: number): object => {
  const now = site.clock();
  const { accessToken, refreshToken } = issuePair(portal, userId, now);
  return {
    access_token: accessToken,
    expires: Math.floor(now / 1000) + ACCESS_SECONDS,
    expires_in: ACCESS_SECONDS,
    scope: portal.scopes.join(','),
    domain: 'oauth.bitrix.info',
    server_endpoint: serverEndpoint(site),
    status: 'L',
    client_endpoint: clientEndpoint(site, portal),
    member_id: portal.memberId,
    user_id: userId,
    refresh_token: refreshToken,
  };
};
