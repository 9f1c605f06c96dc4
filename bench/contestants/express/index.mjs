import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import bodyParser from 'body-parser';
import express from 'express';
import Joi from 'joi';
import serverless from 'serverless-http';
import { entryOf, isKnown } from '../job.mjs';

const client = new EventBridgeClient({});

const schema = Joi.object({
  event: Joi.string().required(),
  ts: Joi.number().integer().required(),
  auth: Joi.object({
    member_id: Joi.string().required(),
    application_token: Joi.string().required(),
  })
    .unknown()
    .required(),
  data: Joi.object({
    DATA: Joi.array()
      .items(
        Joi.object({
          connector: Joi.object({
            connector_id: Joi.string().required(),
            line_id: Joi.number().integer().required(),
            chat_id: Joi.number().integer().required(),
            user_id: Joi.number().integer(),
          }).required(),
          chat: Joi.object({ id: Joi.number().integer().required() }).required(),
          user: Joi.object({ id: Joi.string(), name: Joi.string() }),
        }),
      )
      .min(1)
      .required(),
  }).required(),
}).unknown();

const app = express();

// `extended` decodes with qs.
app.post('/events/on-session-start', bodyParser.urlencoded({ extended: true }), async (request, response) => {
  const { value, error } = schema.validate(request.body);
  if (error) return response.status(400).json({ message: error.message });
  if (!isKnown(value.auth)) return response.status(403).json({ message: 'Forbidden' });
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entryOf(value)] }));
  return response.status(FailedEntryCount === 0 ? 200 : 503).json({});
});

export const handler = serverless(app);
