import { oauthEndpointsFor } from '../bitrix24/endpoints.ts';
import { Bitrix24Error } from '../bitrix24/error.ts';
import { type Grant, refreshGrant } from '../bitrix24/oauth.ts';
import { Problem } from '../errors.ts';
import { PortalsFault } from '../portals/fault.ts';
import type { Secret } from '../secret.ts';
import type { Installation } from './installation.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Milliseconds for the exchange, of the 29 s that a function has. */
const PROOF_MS = 12_000;

/**
 * Proves who installs: exchanges the refresh token at an OAuth endpoint of the allow-list, with this application's
 * own client secret, and compares the portal that it belongs to with the one that the body claims. Nothing that the
 * body says is called.
 *
 * @throws Problem `installation-unproven` (403) if the OAuth server refuses or names another portal,
 *   `installation-impossible` (503) if nobody can tell now.
 */
export const prove = async (
  { memberId, domain, serverEndpoint }: Installation,
  refreshToken: Secret,
  { application, oauthEndpoints, trustedOrigins }: Lifecycle,
): Promise<Grant> => {
  const own = await application.get().catch((fault: unknown) => {
    throw fault instanceof PortalsFault ? impossible(told(fault)) : fault;
  });
  const endpoints = oauthEndpointsFor({ serverEndpoint, domain }, oauthEndpoints);
  const deadline = Date.now() + PROOF_MS;
  const request = { refreshToken, application: own, endpoints, trustedOrigins, deadline };
  const grant = await refreshGrant(request).catch((fault: unknown) => {
    if (!(fault instanceof Bitrix24Error)) throw fault;
    if (fault.code === 'invalid_client') application.forget();
    throw fault.temporary || fault.code === 'invalid_client'
      ? impossible(told(fault))
      : new Problem('installation-unproven', told(fault), { reason: fault.code });
  });
  if (grant.memberId !== memberId) {
    throw new Problem(
      'installation-unproven',
      'The refresh token belongs to another portal than the one that the request names.',
      { reason: 'another portal' },
    );
  }
  return grant;
};

const impossible = (detail: string): Problem => new Problem('installation-impossible', detail);

const told = ({ message, cure }: Bitrix24Error | PortalsFault): string => `${message} ${cure}`;
