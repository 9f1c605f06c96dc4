import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

/** Media types that an HTTP API hands over as text; everything else, form bodies too, comes in base64. */
const textual = /^(?:text\/|application\/(?:json|javascript|xml)\b)/i;

/**
 * The event that an API Gateway HTTP API makes of a request, payload format 2.0: header names in lower case,
 * repeated headers joined by commas, cookies apart, the body in base64 unless its media type is textual.
 * Source: "Working with AWS Lambda proxy integrations for HTTP APIs" and observed.
 *
 * @param routeKey `ANY /events/on-session-start`, or `$default`.
 */
export const proxyEvent = (
  request: IncomingMessage,
  body: Buffer,
  routeKey: string,
): APIGatewayProxyEventV2 => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const isBase64Encoded = body.length > 0 && !textual.test(request.headers['content-type'] ?? '');
  const cookies = request.headersDistinct['cookie']?.flatMap((cookie) => cookie.split(/;\s*/));
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies && { cookies }),
    headers: headersOf(request),
    ...(url.search !== '' && { queryStringParameters: queryOf(url) }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: request.headers.host ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
    isBase64Encoded,
  };
};

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headersDistinct)
      .filter(([name]) => name !== 'cookie')
      .map(([name, values = []]) => [name, values.join(',')]),
  );

const queryOf = (url: URL): Record<string, string> =>
  Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key).join(',')]),
  );

/** Milliseconds that a receiver is given, as in serverless.yml. */
const TIMEOUT_MS = 10_000;

/** The context of one invocation. @param timeout milliseconds */
export const invocationContext = (functionName: string, timeout = TIMEOUT_MS): Context => {
  const ends = Date.now() + timeout;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${functionName}`,
    memoryLimitInMB: '512',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => ends - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
};
