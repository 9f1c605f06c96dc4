import { expect, test } from 'vitest';
import { OAUTH_ENDPOINTS } from '../../../lib/bitrix24/endpoints.ts';
import { SettingsError } from '../../../lib/errors.ts';
import { readLifecycleSettings } from '../../../lib/lifecycle/settings.ts';

const least = {
  PORTALS_TABLE: 'portals',
  TOKEN_KEY_ID: 'key',
  APPLICATION_PARAMETER: '/b24bus/prod/application',
  HANDLER_BASE_URL: 'https://events.example.com',
};

const refusalOf = (environment: Record<string, string>): string => {
  try {
    readLifecycleSettings(environment);
  } catch (fault) {
    expect(fault).toBeInstanceOf(SettingsError);
    return fault instanceof Error ? fault.message : '';
  }
  return expect.fail('they were accepted');
};

test('asks OAuth servers of Bitrix24 only, and trusts no private portal, unless told otherwise', () => {
  expect(readLifecycleSettings(least)).toEqual({
    ...least,
    OAUTH_ENDPOINTS: [...OAUTH_ENDPOINTS],
    TRUSTED_PORTAL_ORIGINS: [],
  });
});

test('takes the base URL with a slash at its end', () => {
  const { HANDLER_BASE_URL } = readLifecycleSettings({ ...least, HANDLER_BASE_URL: 'https://x.example//' });
  expect(HANDLER_BASE_URL).toBe('https://x.example');
});

test('names everything that is missing at once', () => {
  const refusal = refusalOf({ PORTALS_TABLE: '' });
  for (const fault of [
    'PORTALS_TABLE is missing: the name of the portals table',
    'TOKEN_KEY_ID is missing: the KMS key that encrypts OAuth tokens',
    'APPLICATION_PARAMETER is missing: the SSM parameter with client_id and client_secret',
    'HANDLER_BASE_URL is missing: the URL of this API, to which events are bound',
  ]) {
    expect(refusal).toContain(`- ${fault}`);
  }
});

test.each([
  ['HANDLER_BASE_URL', 'events.example.com', 'HANDLER_BASE_URL must be the URL of this API'],
  ['OAUTH_ENDPOINTS', 'oauth.bitrix.info', 'OAUTH_ENDPOINTS must be URLs, separated by commas'],
])('refuses %s %j', (name, value, fault) => {
  expect(refusalOf({ ...least, [name]: value })).toContain(fault);
});
