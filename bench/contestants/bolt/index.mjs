import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import bolt from '@slack/bolt';
import qs from 'qs';
import * as v from 'valibot';
import { entryOf, isKnown } from '../job.mjs';

const client = new EventBridgeClient({});

const integer = v.pipe(v.string(), v.digits(), v.toNumber());

const schema = v.object({
  text: v.string(),
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

const receiver = new bolt.AwsLambdaReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });

const app = new bolt.App({
  receiver,
  // Instead of a token, which bolt would have checked by Slack at the first request.
  authorize: async () => ({ botToken: 'none', botId: 'B0', botUserId: 'U0' }),
});

// Slack posts slash commands as forms; bolt decodes the pairs and leaves nesting to its users.
app.command('/bitrix24', async ({ command, ack }) => {
  const { success, output } = v.safeParse(schema, qs.parse(command));
  if (!success) throw new Error('not valid');
  if (!isKnown(output.auth)) throw new Error('unknown portal');
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entryOf(output)] }));
  if (FailedEntryCount !== 0) throw new Error('not published');
  await ack();
});

export const handler = async (event, context) => {
  const handle = await receiver.start();
  return handle(event, context);
};
