/// <reference path="./dynalite.d.ts" />
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { EndpointOptions } from './aws-json/server.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { type Listening, listen, shutDown } from './http.ts';
import { credentials, REGION } from './resources.ts';

/**
 * Starts a local DynamoDB endpoint on 127.0.0.1.
 *
 * @param tables the name of each, and of its key, as serverless.yml has them.
 */
export const startTables = async (
  tables: Readonly<Record<string, string>>,
  { faults }: Pick<EndpointOptions, 'faults'> = {},
): Promise<Listening> => {
  const server = dynalite({ createTableMs: 0 });
  const endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  await Promise.all(Object.entries(tables).map(([name, key]) => createTable(client, name, key)));
  client.destroy();
  const proxy = await startFaultProxy(endpoint, () => faults?.());
  return {
    ...proxy,
    close: async () => {
      await Promise.all([proxy.close(), shutDown(server)]);
    },
  };
};

const createTable = async (client: DynamoDBClient, TableName: string, key: string): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
    }),
  );
  for (let status: string | undefined; status !== 'ACTIVE'; ) {
    status = (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus;
  }
};
