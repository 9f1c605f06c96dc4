import { vi } from 'vitest';
import { restClient } from '../../../lib/bitrix24/rest.ts';
import { eventNames } from '../../../lib/catalogue/index.ts';
import type { PortalCheck } from '../../../lib/health/ask.ts';
import { type CheckedPortal, checkPortal } from '../../../lib/health/check.ts';
import { type Lifecycle, lifecycleFrom } from '../../../lib/lifecycle/lifecycle.ts';
import { type LocalCloud, startCloud } from '../../../lib/local/cloud.ts';
import { changePortal, type Portal } from '../../../lib/portals/portal.ts';
import { Secret } from '../../../lib/secret.ts';
import { bindAll } from '../../../lib/subscriptions/bind.ts';
import type { PortalOptions } from '../../bitrix24/portal.ts';
import { type Bitrix24, startBitrix24 } from '../../bitrix24/server.ts';

export const BASE_URL = 'https://b24bus.example.com';
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** An AWS account, a Bitrix24, and what checks portals between them. */
export type Scene = {
  readonly cloud: LocalCloud;
  readonly bitrix24: Bitrix24;
  readonly lifecycle: Lifecycle;
  /** A portal with all events bound, stored as an installation stores it two hours ago. */
  installed(options?: PortalOptions, changes?: Partial<Portal>): Promise<Portal>;
  /** As stored. */
  stored(memberId: string): Promise<Portal>;
  /** Changes what is stored, as time or others do. */
  change(memberId: string, changes: Partial<Portal>): Promise<Portal>;
  check(memberId: string, options?: Partial<PortalCheck>): Promise<CheckedPortal>;
  clear(): Promise<void>;
  /** Every secret there is. */
  secrets(): Promise<string[]>;
  stop(): Promise<void>;
};

export const startScene = async (): Promise<Scene> => {
  const [cloud, bitrix24] = await Promise.all([startCloud('standard'), startBitrix24()]);
  const { clientId: client_id, clientSecret: client_secret } = bitrix24.application;
  const environment: Record<string, string> = {
    ...cloud.environment,
    HANDLER_BASE_URL: BASE_URL,
    OAUTH_ENDPOINTS: bitrix24.oauthUrl,
    TRUSTED_PORTAL_ORIGINS: bitrix24.url,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  cloud.setParameter(
    environment['APPLICATION_PARAMETER'] ?? '',
    JSON.stringify({ client_id, client_secret }),
  );
  const lifecycle = lifecycleFrom(environment);
  const { table } = lifecycle;
  const stored = async (memberId: string): Promise<Portal> => {
    const portal = await table.get(memberId);
    if (portal === undefined) throw new Error(`the portal ${memberId} is not stored`);
    return portal;
  };
  return {
    cloud,
    bitrix24,
    lifecycle,
    stored,
    installed: async (options = {}, changes = {}) => {
      const portal = await enrolled(bitrix24, lifecycle, options);
      await table.put({ ...portal, ...changes });
      return stored(portal.memberId);
    },
    change: async (memberId, changes) => {
      const changed = await changePortal(table, memberId, (current) => current && { ...current, ...changes });
      return changed ?? stored(memberId);
    },
    check: async (memberId, options = {}) =>
      checkPortal(await stored(memberId), lifecycle, {
        repair: true,
        deadline: Date.now() + 10_000,
        ...options,
      }),
    clear: async () => {
      for await (const portal of table.list()) await table.remove(portal);
    },
    secrets: async () => [
      client_secret,
      ...(await bitrix24.portals()).flatMap(({ applicationToken, accessTokens, refreshTokens }) => [
        applicationToken,
        ...[...accessTokens, ...refreshTokens].map(({ token }) => token),
      ]),
    ],
    stop: async () => {
      vi.unstubAllEnvs();
      await Promise.all([cloud.close(), bitrix24.close()]);
    },
  };
};

/** What the portal has bound, as `EVENT handler`. */
export const bound = async ({ bitrix24 }: Scene, memberId: string): Promise<string[]> =>
  (await bitrix24.portal(memberId)).bindings.map(({ event, handler }) => `${event} ${handler}`);

const enrolled = async (bitrix24: Bitrix24, { seal }: Lifecycle, options: PortalOptions): Promise<Portal> => {
  const { memberId, clientEndpoint, scopes } = await bitrix24.createPortal({ installed: true, ...options });
  const { accessToken, refreshToken } = await bitrix24.issueTokens(memberId);
  const tokens = { accessToken: new Secret(accessToken), refreshToken: new Secret(refreshToken) };
  const now = Date.now();
  const installedAt = now - 2 * HOUR;
  const rest = restClient({
    endpoint: clientEndpoint,
    accessToken: () => tokens.accessToken,
    deadline: now + 10_000,
  });
  await bindAll(rest, { baseUrl: BASE_URL, earlierBaseUrls: [] });
  return {
    memberId,
    status: 'installed',
    domain: 'some-domain.bitrix24.com',
    clientEndpoint,
    oauthEndpoint: bitrix24.oauthUrl,
    sealedTokens: await seal.seal(memberId, tokens),
    tokenOwner: 'user',
    accessExpires: now + HOUR,
    refreshExpires: now + 180 * DAY,
    scopes,
    baseUrl: BASE_URL,
    earlierBaseUrls: [],
    boundEvents: eventNames,
    problems: [],
    provenAt: installedAt,
    installedAt,
    updatedAt: installedAt,
    revision: 0,
  };
};
