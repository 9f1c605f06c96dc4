import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lambdaHandler, route } from '../../lib/consumer/index.ts';
import { invocationContext } from '../../lib/local/api-gateway.ts';
import type { Listening } from '../../lib/local/http.ts';
import { credentials, REGION } from '../../lib/local/resources.ts';
import { startTables } from '../../lib/local/table.ts';
import { sessionStart, sqsRecord } from './records.ts';

const tableName = 'idempotency-of-a-test';
let emulator: Listening;

beforeAll(async () => {
  emulator = await startTables({ [tableName]: 'id' });
});
afterAll(() => emulator.close());

test('an event that comes twice is handled once, by its id, as Powertools does it', async () => {
  const handled: string[] = [];
  const once = makeIdempotent(
    route({ OnSessionStart: ({ id }) => handled.push(id) }, () => undefined),
    {
      persistenceStore: new DynamoDBPersistenceLayer({
        tableName,
        clientConfig: { endpoint: emulator.url, region: REGION, credentials },
      }),
      config: new IdempotencyConfig({ eventKeyJmesPath: 'id', throwOnNoIdempotencyKey: true }),
    },
  );
  const handler = lambdaHandler(once);
  const deliver = (...ids: string[]) => {
    const Records = ids.map((id, index) => sqsRecord(JSON.stringify(sessionStart(id)), `message-${index}`));
    return handler({ Records }, invocationContext('worker'));
  };

  expect(await deliver('a')).toEqual({ batchItemFailures: [] });
  expect(await deliver('a', 'b')).toEqual({ batchItemFailures: [] });
  expect(handled).toEqual(['a', 'b']);
});
