import { type ApplicationSource, applicationFrom } from '../portals/application.ts';
import type { PortalsTable, TokenSeal } from '../portals/portal.ts';
import { tokenSeal } from '../portals/seal.ts';
import { portalsTable } from '../portals/table.ts';
import { readLifecycleSettings } from './settings.ts';

/** What it takes to install, keep and check portals: made once per container. */
export type Lifecycle = {
  readonly table: PortalsTable;
  readonly seal: TokenSeal;
  /** This deployment's client id and secret. */
  readonly application: ApplicationSource;
  readonly oauthEndpoints: readonly string[];
  readonly trustedOrigins: readonly string[];
  /** This deployment's URL, without a slash at its end. */
  readonly baseUrl: string;
};

/** @throws SettingsError */
export const lifecycleFrom = (environment: Readonly<Record<string, string | undefined>>): Lifecycle => {
  const settings = readLifecycleSettings(environment);
  return {
    table: portalsTable(settings.PORTALS_TABLE),
    seal: tokenSeal(settings.TOKEN_KEY_ID),
    application: applicationFrom(settings.APPLICATION_PARAMETER),
    oauthEndpoints: settings.OAUTH_ENDPOINTS,
    trustedOrigins: settings.TRUSTED_PORTAL_ORIGINS,
    baseUrl: settings.HANDLER_BASE_URL,
  };
};
