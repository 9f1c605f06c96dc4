/**
 * How every AWS client is set up: a connection or an answer that hangs costs one attempt, not the deadline.
 * Without `throwOnRequestTimeout` the SDK only warns about a slow answer and goes on waiting (smithy's
 * NodeHttpHandler, since 4.4). The call's own abort signal is the last word.
 */
export const clientSettings = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 300, requestTimeout: 700, throwOnRequestTimeout: true },
} as const;
