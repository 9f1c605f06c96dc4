import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Webhooks } from '@octokit/webhooks';
import qs from 'qs';
import * as v from 'valibot';
import { entryOf, isKnown } from '../job.mjs';

const client = new EventBridgeClient({});
const webhooks = new Webhooks({ secret: process.env.WEBHOOK_SECRET });

const integer = v.pipe(v.string(), v.digits(), v.toNumber());

const schema = v.object({
  event: v.string(),
  ts: integer,
  auth: v.object({ member_id: v.string(), application_token: v.string() }),
  data: v.object({
    DATA: v.pipe(
      v.array(
        v.object({
          connector: v.object({
            connector_id: v.string(),
            line_id: integer,
            chat_id: integer,
            user_id: v.optional(integer),
          }),
          chat: v.object({ id: integer }),
          user: v.optional(v.object({ id: v.string(), name: v.string() })),
        }),
      ),
      v.minLength(1),
    ),
  }),
});

export const handler = async ({ headers, body, isBase64Encoded }) => {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  const signed = await webhooks.verify(text, headers['x-hub-signature-256']);
  if (!signed) return { statusCode: 401 };
  const { success, output } = v.safeParse(schema, qs.parse(text));
  if (!success) return { statusCode: 400 };
  if (!isKnown(output.auth)) return { statusCode: 403 };
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entryOf(output)] }));
  return { statusCode: FailedEntryCount === 0 ? 200 : 503 };
};
