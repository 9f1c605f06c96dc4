import { refreshGrant } from '../../../lib/bitrix24/oauth.ts';
import { type RestClient, restClient } from '../../../lib/bitrix24/rest.ts';
import { Secret } from '../../../lib/secret.ts';
import type { PortalOptions } from '../../bitrix24/portal.ts';
import { type Bitrix24, startBitrix24 } from '../../bitrix24/server.ts';

/** A portal of the stand-in, and a client for it as an installation makes one. */
export type InstalledPortal = {
  readonly bitrix24: Bitrix24;
  readonly memberId: string;
  readonly rest: RestClient;
  /** What is bound, as `EVENT handler`, in the portal's order. */
  bound(): Promise<string[]>;
};

/** Proves a new portal by its refresh token; the client renews its tokens in the same way. */
export const installedPortal = async (options: PortalOptions = {}): Promise<InstalledPortal> => {
  const bitrix24 = await startBitrix24();
  const { memberId } = await bitrix24.createPortal({ installed: true, ...options });
  const { clientId, clientSecret } = bitrix24.application;
  const grantOf = (refreshToken: Secret) =>
    refreshGrant({
      refreshToken,
      application: { clientId, clientSecret: new Secret(clientSecret) },
      endpoints: [bitrix24.oauthUrl],
      trustedOrigins: [bitrix24.url],
      deadline: Date.now() + 10_000,
    });
  const { refreshToken } = await bitrix24.issueTokens(memberId);
  let grant = await grantOf(new Secret(refreshToken));
  const rest = restClient({
    endpoint: grant.clientEndpoint,
    accessToken: () => grant.accessToken,
    refresh: async () => {
      grant = await grantOf(grant.refreshToken);
    },
    deadline: Date.now() + 20_000,
  });
  const bound = async () =>
    (await bitrix24.portal(memberId)).bindings.map(({ event, handler }) => `${event} ${handler}`);
  return { bitrix24, memberId, rest, bound };
};
