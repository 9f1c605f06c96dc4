import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import type { DecodedObject } from '../../lib/form/decoded.ts';
import type { Portal, PortalsTable } from '../../lib/portals/portal.ts';
import { portalsTable } from '../../lib/portals/table.ts';
import { controlOf } from '../bitrix24/control.ts';
import type { Control, PortalState } from '../bitrix24/control-api.ts';
import { type LocalProcess, onTheBus, postForm, startLocalProcess } from '../local-run.ts';

/** A local run, the Bitrix24 it knows, and its portals table. */
export type Scene = {
  readonly run: LocalProcess;
  readonly bitrix24: Control;
  readonly table: PortalsTable;
  stop(): Promise<void>;
};

export const startScene = async (): Promise<Scene> => {
  const run = await startLocalProcess({ PORTALS: '' });
  const response = await fetch(`${run.url}/_local/environment`);
  const environment = (await response.json()) as Record<string, string>;
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return {
    run,
    bitrix24: controlOf(environment['BITRIX24_URL'] ?? ''),
    table: portalsTable(environment['PORTALS_TABLE'] ?? ''),
    stop: async () => {
      vi.unstubAllEnvs();
      await run.stop();
    },
  };
};

/** A portal that has installed the application, as an integrator's has. */
export const installed = async (
  { run, bitrix24 }: Scene,
  options: Parameters<Control['createPortal']>[0] = {},
): Promise<PortalState> => {
  const { memberId } = await bitrix24.createPortal(options);
  const { answered } = await bitrix24.install(memberId, { url: `${run.url}/app/install` });
  expect(answered).toMatchObject({ status: 200 });
  return bitrix24.portal(memberId);
};

/** What is stored, without what changes from write to write. */
export const storedPortal = async ({ table }: Scene, memberId: string): Promise<Portal> => {
  const portal = await table.get(memberId);
  if (portal === undefined) return expect.fail(`the portal ${memberId} is not stored`);
  return portal;
};

type Claim = {
  readonly event?: string;
  readonly refreshToken: string;
  readonly token?: string;
  readonly auth?: DecodedObject;
  readonly data?: DecodedObject;
};

/** The body of a lifecycle event that claims to come from a portal. */
export const claim = (memberId: string, { event = 'ONAPPINSTALL', ...claimed }: Claim): string =>
  buildQuery({
    event,
    data: claimed.data ?? { ACTIVE: 'Y', INSTALLED: 'Y', LANGUAGE_ID: 'en' },
    ts: String(Math.floor(Date.now() / 1000)),
    auth: {
      access_token: randomBytes(36).toString('hex'),
      refresh_token: claimed.refreshToken,
      domain: 'some-domain.bitrix24.com',
      server_endpoint: 'https://oauth.bitrix.info/rest/',
      client_endpoint: 'https://some-domain.bitrix24.com/rest/',
      status: 'L',
      member_id: memberId,
      application_token: claimed.token ?? randomBytes(16).toString('hex'),
      ...claimed.auth,
    },
  });

export const post = async (
  { run }: Scene,
  route: string,
  body: string,
): Promise<{ status: number; answer: Record<string, unknown> }> => {
  const response = await postForm(run.url, route, body);
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
};

/** The names of the events of a portal on the bus, in their order. */
export const eventsOf = async ({ run }: Scene, memberId: string): Promise<string[]> => {
  const seen = await onTheBus(run.url);
  return seen.flatMap(({ target, entry }) =>
    target === 'eventbridge' && entry.resources.includes(`urn:bitrix24:portal:${memberId}`)
      ? [entry['detail-type']]
      : [],
  );
};

/** Every secret of every portal: none of them may be seen outside the encrypted item. */
export const secretsOf = async ({ bitrix24 }: Scene): Promise<string[]> =>
  (await bitrix24.portals()).flatMap(({ applicationToken, accessTokens, refreshTokens }) => [
    applicationToken,
    ...[...accessTokens, ...refreshTokens].map(({ token }) => token),
  ]);
