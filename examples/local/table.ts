import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** Makes a table, unless an earlier run has. */
export const createTable = async (
  definition: Omit<CreateTableCommandInput, 'BillingMode'>,
): Promise<void> => {
  const client = new DynamoDBClient();
  const command = new CreateTableCommand({ ...definition, BillingMode: 'PAY_PER_REQUEST' });
  await client.send(command).catch((fault: unknown) => {
    if (!(fault instanceof ResourceInUseException)) throw fault;
  });
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.1, maxDelay: 1 }, definition);
  client.destroy();
};
