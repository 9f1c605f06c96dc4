import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { bodyText } from '../form/body.ts';
import type { DecodedObject, FormLimits } from '../form/decoded.ts';
import { type Envelope, envelopeOf } from '../form/envelope.ts';
import { nest } from '../form/nest.ts';
import { assertPairs, pairsOf } from '../form/pairs.ts';

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
  assertPairs(text, limits.maxPairs);
  return nest(pairsOf(text), limits);
};
