import { setTimeout as sleep } from 'node:timers/promises';
import { Bitrix24Error } from '../bitrix24/error.ts';
import { refreshGrant } from '../bitrix24/oauth.ts';
import { type RestClient, restClient } from '../bitrix24/rest.ts';
import { changePortal, type Portal, type TokenPair } from '../portals/portal.ts';
import { REFRESH_MS } from './enrol.ts';
import type { Lifecycle } from './lifecycle.ts';
import { persist } from './persist.ts';

/** A portal that can be asked, with the tokens that are stored of it. */
export type PortalSession = {
  readonly rest: RestClient;
  /** As stored now; refreshing changes it. */
  portal(): Portal;
  /** Exchanges the token pair for a new one, which is stored before it is used. @throws Bitrix24Error */
  refresh(): Promise<void>;
};

/** Milliseconds after which somebody else who is refreshing has stored the new pair. */
const ELSEWHERE_MS = 1_500;

/**
 * Opens a session with an installed portal. An access token that has expired is refreshed by itself.
 *
 * @param deadline Unix milliseconds by which all of it is over.
 * @throws Error if the tokens cannot be decrypted.
 */
export const openSession = async (
  stored: Portal,
  lifecycle: Lifecycle,
  deadline: number,
): Promise<PortalSession> => {
  const { seal, table } = lifecycle;
  let portal = stored;
  let tokens = await seal.open(portal.memberId, portal.sealedTokens);
  const take = async (changed: Portal): Promise<void> => {
    portal = changed;
    tokens = await seal.open(changed.memberId, changed.sealedTokens);
  };
  /** Another process may have refreshed; the pair that this one knows is used up then. */
  const takeNewer = async (): Promise<boolean> => {
    const latest = await table.get(portal.memberId);
    if (latest?.status !== 'installed' || latest.sealedTokens.equals(portal.sealedTokens)) return false;
    await take(latest);
    return true;
  };
  const refresh = async (): Promise<void> => {
    if (await takeNewer()) return;
    try {
      await take(await rotate(portal, tokens, lifecycle, deadline));
    } catch (fault) {
      if (!(fault instanceof Bitrix24Error) || fault.code !== 'invalid_grant') throw fault;
      await sleep(ELSEWHERE_MS);
      if (!(await takeNewer())) throw fault;
    }
  };
  const rest = restClient({
    get endpoint() {
      return portal.clientEndpoint;
    },
    accessToken: () => tokens.accessToken,
    refresh,
    deadline,
  });
  return { rest, portal: () => portal, refresh };
};

const rotate = async (
  portal: Portal,
  { refreshToken }: TokenPair,
  { application, oauthEndpoints, trustedOrigins, seal, table }: Lifecycle,
  deadline: number,
): Promise<Portal> => {
  const { memberId, sealedTokens: usedUp } = portal;
  // An endpoint that has left the allow-list gets no secret any more.
  const endpoints = oauthEndpoints.includes(portal.oauthEndpoint) ? [portal.oauthEndpoint] : oauthEndpoints;
  const own = await application.get();
  const grant = await refreshGrant({ refreshToken, application: own, endpoints, trustedOrigins, deadline });
  if (grant.memberId !== memberId) {
    throw new Bitrix24Error('ANOTHER_PORTAL', 'The OAuth server answered with the tokens of another portal.');
  }
  const store = (sealedTokens: Buffer) =>
    changePortal(table, memberId, (current) => {
      // Installed anew or uninstalled meanwhile: what is stored is newer than this pair.
      if (current === undefined || !current.sealedTokens.equals(usedUp)) return undefined;
      const now = Date.now();
      return {
        ...current,
        sealedTokens,
        accessExpires: grant.accessExpires,
        refreshExpires: now + REFRESH_MS,
        clientEndpoint: grant.clientEndpoint,
        domain: new URL(grant.clientEndpoint).host,
        scopes: grant.scopes,
        updatedAt: now,
      };
    });
  const changed = await persist(async () => store(await seal.seal(memberId, grant)), deadline);
  if (changed?.status !== 'installed') throw uninstalled();
  return changed;
};

const uninstalled = (): Bitrix24Error =>
  new Bitrix24Error('UNINSTALLED', 'The application was uninstalled meanwhile.');
