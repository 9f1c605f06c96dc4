import { DynamoDBClient, type KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEvent } from 'b24bus/consumer';
import { consume } from '../local/consume.ts';
import type { Example } from '../local/example.ts';
import { createQueue } from '../local/queue.ts';
import { putRule } from '../local/rule.ts';
import { createTable } from '../local/table.ts';
import { chatOf } from './chat.ts';
import { eventPattern } from './subscription.ts';

const TABLE = 'conversations-local';

const keys = (range: string): KeySchemaElement[] => [
  { AttributeName: 'pk', KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

export const start: Example['start'] = async (environment, options) => {
  Object.assign(process.env, environment, { TABLE_NAME: TABLE });
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const;
  await createTable({
    TableName: TABLE,
    AttributeDefinitions: ['pk', 'sk', 'at'].map(attribute),
    KeySchema: keys('sk'),
    LocalSecondaryIndexes: [
      { IndexName: 'byTime', KeySchema: keys('at'), Projection: { ProjectionType: 'ALL' } },
    ],
  });
  const queue = await createQueue(environment, 'conversations', options);
  await putRule(eventPattern, queue);
  const { handler } = await import('./handler.ts');
  return consume(queue, handler, options, stored);
};

/** The items of a chat. */
const stored = async (event: BusEvent): Promise<readonly unknown[]> => {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  // Every event that comes here has a chat.
  const pk = chatOf(event as Parameters<typeof chatOf>[0]);
  const ExpressionAttributeValues = { ':pk': pk };
  const query = { TableName: TABLE, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues };
  const { Items = [] } = await table.send(new QueryCommand(query));
  return Items;
};
