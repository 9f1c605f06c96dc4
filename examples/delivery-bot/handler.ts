import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import type { Context } from 'aws-lambda';
import { type BatchResponse, lambdaHandler, route } from 'b24bus/consumer';
import { confirmDelivery } from './confirm.ts';
import { orDeadLetters } from './dead-letters.ts';
import { deliver } from './deliver.ts';

// Longer than an event can come again: from the queue, or from its dead letters.
const idempotency = new IdempotencyConfig({ eventKeyJmesPath: 'id', expiresAfterSeconds: 15 * 86_400 });

const deliverOnce = makeIdempotent(deliver, {
  config: idempotency,
  persistenceStore: new DynamoDBPersistenceLayer({ tableName: process.env['IDEMPOTENCY_TABLE'] ?? '' }),
});

const answer = route(
  {
    // If confirming fails, the event comes again: what was delivered is remembered, and only confirmed.
    OnImConnectorMessageAdd: async (event) => confirmDelivery(event, await deliverOnce(event)),
    OnImConnectorMessageUpdate: deliverOnce,
    OnImConnectorMessageDelete: deliverOnce,
  },
  ({ type }) => {
    throw new Error(`${type} is not for this function: update b24bus, or the rule`);
  },
);

const handle = lambdaHandler(orDeadLetters(answer));

export const handler = (event: unknown, context: Context): Promise<BatchResponse | undefined> => {
  idempotency.registerLambdaContext(context);
  return handle(event);
};
