import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { parser } from '@aws-lambda-powertools/parser/middleware';
import { APIGatewayProxyEventV2Schema } from '@aws-lambda-powertools/parser/schemas/api-gatewayv2';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import middy from '@middy/core';
import qs from 'qs';
import * as z from 'zod';
import { entryOf, isKnown } from '../job.mjs';

const logger = new Logger({ serviceName: 'sessions' });
const metrics = new Metrics({ namespace: 'sessions', serviceName: 'sessions' });
const tracer = new Tracer({ serviceName: 'sessions' });
const client = tracer.captureAWSv3Client(new EventBridgeClient({}));

const integer = z.coerce.number().int();

const form = z.object({
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

// An HTTP API hands forms over in base64.
const schema = APIGatewayProxyEventV2Schema.extend({
  body: z
    .base64()
    .transform((text) => qs.parse(Buffer.from(text, 'base64').toString('utf8')))
    .pipe(form),
});

export const handler = middy()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(parser({ schema }))
  .handler(async ({ body }) => {
    if (!isKnown(body.auth)) return { statusCode: 403 };
    const entry = entryOf(body);
    const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: [entry] }));
    metrics.addMetric('published', MetricUnit.Count, 1);
    logger.info('published', { resources: entry.Resources });
    return { statusCode: FailedEntryCount === 0 ? 200 : 503 };
  });
