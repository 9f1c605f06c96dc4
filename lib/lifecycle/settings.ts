import * as v from 'valibot';
import { OAUTH_ENDPOINTS } from '../bitrix24/endpoints.ts';
import { SettingsError } from '../errors.ts';

const list = (fallback: readonly string[]) =>
  v.pipe(
    v.optional(v.string(), fallback.join(',')),
    v.transform((text) => text.split(',').filter((part) => part !== '')),
    v.array(v.pipe(v.string(), v.url('must be URLs, separated by commas'))),
  );

const present = (missing: string) => v.pipe(v.optional(v.string(), ''), v.nonEmpty(missing));

const settings = v.object({
  PORTALS_TABLE: present('is missing: the name of the portals table'),
  TOKEN_KEY_ID: present('is missing: the KMS key that encrypts OAuth tokens'),
  APPLICATION_PARAMETER: present('is missing: the SSM parameter with client_id and client_secret'),
  HANDLER_BASE_URL: v.pipe(
    present('is missing: the URL of this API, to which events are bound'),
    v.url('must be the URL of this API'),
    v.transform((url) => url.replace(/\/+$/, '')),
  ),
  OAUTH_ENDPOINTS: list(OAUTH_ENDPOINTS),
  /** Origins of portals that need not be public HTTPS hosts: the stand-in of a local run. */
  TRUSTED_PORTAL_ORIGINS: list([]),
});

type LifecycleSettings = v.InferOutput<typeof settings>;

/**
 * Reads what installing, checking and the CLI need beside the receivers' settings.
 *
 * @throws SettingsError with every fault at once.
 */
export const readLifecycleSettings = (
  environment: Readonly<Record<string, string | undefined>>,
): LifecycleSettings => {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = v.safeParse(settings, given);
  if (result.success) return result.output;
  throw new SettingsError(result.issues.map((issue) => `${issue.path?.[0].key} ${issue.message}`));
};
