import httpUrlencodeBodyParser from '@middy/http-urlencode-body-parser';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { catalogue } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { nest } from '../../lib/form/nest.ts';
import { decodeForm, decodeRequest } from '../../lib/middleware/decode.ts';

/** Bytes are not limited here: the names of MESSAGES make 20,000 pairs 1.1 MB. */
const limits = { maxBodyBytes: 2 ** 21, maxDepth: 16, maxPairs: 20_000 };

const memberId = 'a223c6b3710f85df22e9377d6c4f7553';

export const decode = (text: string): unknown => decodeForm(text, limits);

/** From what API Gateway hands over to the events' JSON. Between the two steps the sender is proven. */
export const eventsOf = (base64: string): string[] => {
  const request: Partial<APIGatewayProxyEventV2> = { body: base64, isBase64Encoded: true };
  const envelope = { ...decodeRequest(request as APIGatewayProxyEventV2, limits), memberId };
  return normalise(catalogue.OnImConnectorMessageAdd, envelope, Date.now()).valid.map(({ json }) => json);
};

const parser = httpUrlencodeBodyParser({ disableContentTypeCheck: true });

/** With middy's parser in the place of `pairsOf`, as it was before; it decodes 1,000 pairs at most. */
export const decodeWithMiddy = (text: string): unknown => {
  const request = { event: { body: text, isBase64Encoded: false } as { body: unknown } };
  parser.before?.(request as Parameters<NonNullable<typeof parser.before>>[0]);
  return nest(Object.entries(request.event.body as Record<string, string>), limits);
};
