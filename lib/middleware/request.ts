import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from '../errors.ts';

/**
 * Refuses what cannot be an event of this route by its request line and headers alone: another path, another
 * method, another media type. Only the media type counts, in any case, with or without parameters; header names
 * come in any case (an HTTP API lowers them, a function URL or a test need not).
 *
 * @throws Problem `route-unknown` (404), `method-not-allowed` (405), `media-type-unsupported` (415).
 */
export const checkRequest = (event: APIGatewayProxyEventV2, route: string): void => {
  const { method, path } = event.requestContext.http;
  if (!isAt(path, route)) {
    throw new Problem(
      'route-unknown',
      'There is no handler at this path. Check the handler URL of the event.',
    );
  }
  if (method !== 'POST') {
    throw new Problem('method-not-allowed', 'This URL takes the POST requests of a Bitrix24 event handler.');
  }
  const mediaType = headerOf(event.headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/x-www-form-urlencoded') {
    throw new Problem(
      'media-type-unsupported',
      'Bitrix24 posts application/x-www-form-urlencoded; nothing else is taken here.',
    );
  }
};

/** An HTTP API with a named stage puts the stage before the path. */
const isAt = (path: string, route: string): boolean =>
  path === route || path.replace(/^\/[^/]+/, '') === route;

const headerOf = (headers: APIGatewayProxyEventV2['headers'], name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
