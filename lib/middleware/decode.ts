import httpUrlencodeBodyParser from '@middy/http-urlencode-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { bodyText } from '../form/body.ts';
import type { DecodedObject, FormLimits } from '../form/decoded.ts';
import { type Envelope, envelopeOf } from '../form/envelope.ts';
import { nest } from '../form/nest.ts';
import { isOrdinary, type Pair, pairsOf } from '../form/pairs.ts';

// The media type has been checked before, in any case of the header's name.
const parser = httpUrlencodeBodyParser({ disableContentTypeCheck: true });

/**
 * Decodes the posted form into its envelope. The limits are checked before anything is decoded, looked up or
 * allocated in proportion to what the sender claims.
 *
 * @throws Problem `limit-exceeded` (413), `body-not-decodable` or `not-a-bitrix24-event` (400).
 */
export const decodeRequest = (event: APIGatewayProxyEventV2, limits: FormLimits): Envelope =>
  envelopeOf(decodeForm(bodyText(event, limits.maxBodyBytes), limits));

/** Decodes a form body and nests it as PHP does. */
export const decodeForm = (text: string, limits: FormLimits): DecodedObject => {
  const flat = isOrdinary(text, limits.maxPairs) ? parsedByMiddy(text) : undefined;
  return nest(flat ?? pairsOf(text), limits);
};

/**
 * Ordinary bodies go through middy's parser. It answers an object, which loses the order of the body where a key
 * occurs twice or is a number; undefined then.
 */
const parsedByMiddy = (text: string): Pair[] | undefined => {
  const request = { event: { body: text, isBase64Encoded: false } as { body: unknown } };
  parser.before?.(request as Parameters<NonNullable<typeof parser.before>>[0]);
  const pairs = Object.entries(request.event.body as Record<string, string | string[]>);
  return pairs.every(isInOrder) ? pairs : undefined;
};

const isInOrder = (pair: [string, string | string[]]): pair is [string, string] =>
  typeof pair[1] === 'string' && !/^\d+$/.test(pair[0]);
