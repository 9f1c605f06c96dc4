import { randomUUID } from 'node:crypto';
import { HttpRequest } from '@smithy/core/protocols';
import { isThrottlingError, isTransientError, StandardRetryStrategy } from '@smithy/core/retry';
import { SignatureV4 } from '@smithy/signature-v4';
import { serviceClock } from './clock.ts';
import { credentials } from './credentials.ts';
import type { ServiceName } from './endpoint.ts';
import { type AttemptLimits, exchange, type HttpAnswer } from './exchange.ts';
import { retryAfter } from './retry-after.ts';
import { Sha256 } from './sha256.ts';

/** What one of AWS's protocols makes of a call. */
export type Operation<Answer> = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** @throws Error where it cannot be read. */
  readonly answerOf: (answer: HttpAnswer) => Answer;
  /** The fault that an answer other than 200 tells, by the name that the SDK gives it. */
  readonly faultOf: (answer: HttpAnswer) => Error;
};

/** @throws Error the fault of the last attempt, or what aborts the signal. */
type SignedCall = <Answer>(url: URL, operation: Operation<Answer>, signal: AbortSignal) => Promise<Answer>;

export type SignedCalls = {
  readonly call: SignedCall;
  /** Makes a call once and ignores what it is answered; the next one finds a connection, and code that has run. */
  readonly prime: (url: URL, operation: Operation<unknown>, signal: AbortSignal) => Promise<void>;
};

type Policy = {
  readonly attempts: number;
  readonly limits: AttemptLimits;
  /** Whether it waits before the next attempt; as the SDK does unless it is false. */
  readonly backoff?: false;
};

/**
 * Calls a service with AWS's own signer and retry strategy, without the SDK's client: which faults are tried again,
 * when, and how often, and the correction of a wrong clock are as there (docs/decisions/runtime.md).
 */
export const signedCalls = (
  service: ServiceName | 'sqs',
  region: string,
  { attempts, limits, backoff }: Policy,
): SignedCalls => {
  const clock = serviceClock();
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  const strategy = new StandardRetryStrategy({
    maxAttempts: attempts,
    ...(backoff === false && { backoff: atOnce }),
  });
  const post = async (url: URL, { headers, body: text }: Operation<unknown>, signal: AbortSignal) => {
    const body = Buffer.from(text);
    const signed = await signer.sign(requestOf(url, headers, body), { signingDate: clock.now() });
    const answer = await exchange({ method: 'POST', url, headers: signed.headers, body }, limits, signal);
    return { answer, clockSkewCorrected: clock.isCorrectedBy(answer) };
  };
  const attempt: SignedCall = async (url, operation, signal) => {
    const { answer, clockSkewCorrected } = await post(url, operation, signal);
    try {
      if (answer.statusCode < 300) return operation.answerOf(answer);
      throw operation.faultOf(answer);
    } catch (fault) {
      throw Object.assign(fault as Error, {
        $metadata: { httpStatusCode: answer.statusCode, clockSkewCorrected },
        retryAfterHint: retryAfter(answer, Date.now()),
      });
    }
  };
  const call: SignedCall = async (url, operation, signal) => {
    const invocation = randomUUID();
    let token = await strategy.acquireInitialRetryToken('');
    for (;;) {
      const headers = headersOf(
        operation,
        invocation,
        `attempt=${token.getRetryCount() + 1}; max=${attempts}`,
      );
      try {
        const answer = await attempt(url, { ...operation, headers }, signal);
        strategy.recordSuccess(token);
        return answer;
      } catch (fault) {
        signal.throwIfAborted();
        const next = strategy.refreshRetryTokenForRetry(token, retryInfo(fault as Fault));
        token = await Promise.race([next, aborted(signal)]).catch(() => {
          throw signal.aborted ? signal.reason : fault;
        });
      }
    }
  };
  return {
    call,
    prime: async (url, operation, signal) => {
      const headers = headersOf(operation, randomUUID(), 'attempt=1; max=1');
      await post(url, { ...operation, headers }, signal);
    },
  };
};

type Fault = Parameters<typeof isTransientError>[0] & { readonly retryAfterHint?: Date };

const atOnce = { computeNextBackoffDelay: () => 0, setDelayBase: () => undefined };

/** As the SDK classifies it: only throttled and transient faults are tried again. */
const retryInfo = (fault: Fault): Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1] => {
  const errorType = isThrottlingError(fault)
    ? 'THROTTLING'
    : isTransientError(fault)
      ? 'TRANSIENT'
      : undefined;
  const { retryAfterHint } = fault;
  return { error: fault, errorType: errorType ?? 'CLIENT_ERROR', ...(retryAfterHint && { retryAfterHint }) };
};

/** What the SDK sends besides; the trace is how Lambda finds out that functions call each other in a circle. */
const headersOf = (
  { headers }: Operation<unknown>,
  invocation: string,
  attempt: string,
): Readonly<Record<string, string>> => {
  const { AWS_LAMBDA_FUNCTION_NAME: functionName, _X_AMZN_TRACE_ID: trace } = process.env;
  return {
    ...headers,
    'user-agent': 'b24bus',
    'amz-sdk-invocation-id': invocation,
    'amz-sdk-request': attempt,
    ...(functionName && trace && { 'x-amzn-trace-id': trace }),
  };
};

const requestOf = (
  { protocol, hostname, port, host, pathname }: URL,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): HttpRequest =>
  new HttpRequest({
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: pathname,
    headers: { ...headers, host },
    body,
  });

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
