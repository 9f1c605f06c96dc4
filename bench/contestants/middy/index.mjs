import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpUrlencodeBodyParser from '@middy/http-urlencode-body-parser';
import qs from 'qs';
import * as z from 'zod';
import { entryOf, isKnown } from '../job.mjs';

const client = new EventBridgeClient({});

const integer = z.coerce.number().int();

const schema = z.object({
  event: z.string(),
  ts: integer,
  auth: z.object({ member_id: z.string(), application_token: z.string() }),
  data: z.object({
    DATA: z
      .array(
        z.object({
          connector: z.object({
            connector_id: z.string(),
            line_id: integer,
            chat_id: integer,
            user_id: integer.optional(),
          }),
          chat: z.object({ id: integer }),
          user: z.object({ id: z.string(), name: z.string() }).optional(),
        }),
      )
      .min(1),
  }),
});

export const handler = middy()
  .use(httpHeaderNormalizer())
  .use(httpUrlencodeBodyParser())
  .use(httpErrorHandler())
  .handler(async ({ body }) => {
    // The parser decodes the pairs and leaves nesting to its users.
    const { success, data } = schema.safeParse(qs.parse(body));
    if (!success) return { statusCode: 400 };
    if (!isKnown(data.auth)) return { statusCode: 403 };
    const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entryOf(data)] }));
    return { statusCode: FailedEntryCount === 0 ? 200 : 503 };
  });
