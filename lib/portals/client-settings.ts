/**
 * How the AWS clients of the lifecycle functions are set up: they have 29 s, of which one call may take 6.
 * `throwOnRequestTimeout`: see lib/publish/client-settings.ts.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 2000, throwOnRequestTimeout: true },
} as const;
