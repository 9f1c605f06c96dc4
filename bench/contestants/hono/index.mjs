import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
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

const app = new Hono();

app.post('/events/on-session-start', async (c) => {
  // `parseBody` knows dots and `[]`, not PHP's brackets.
  const { success, data } = schema.safeParse(qs.parse(await c.req.text()));
  if (!success) return c.json({ message: 'not valid' }, 400);
  if (!isKnown(data.auth)) return c.json({ message: 'unknown portal' }, 403);
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entryOf(data)] }));
  return c.json({}, FailedEntryCount === 0 ? 200 : 503);
});

export const handler = handle(app);
