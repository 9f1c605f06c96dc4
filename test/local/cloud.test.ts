import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalCloud, startCloud } from '../../lib/local/cloud.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startCloud('standard');
});
beforeEach(() => {
  for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  cloud.setFaults({});
});
afterAll(() => cloud.close());

const attempts = { maxAttempts: 1 };
const setting = (name: string): string => cloud.environment[name] ?? '';

const table = () =>
  new DynamoDBClient(attempts).send(new DescribeTableCommand({ TableName: setting('PORTALS_TABLE') }));
const key = () => new KMSClient(attempts).send(new DescribeKeyCommand({ KeyId: setting('TOKEN_KEY_ID') }));
const parameter = () =>
  new SSMClient(attempts).send(
    new GetParameterCommand({ Name: setting('APPLICATION_PARAMETER'), WithDecryption: true }),
  );

describe('the environment leads the SDK', () => {
  test('to a table with the key member_id', async () => {
    expect((await table()).Table).toMatchObject({
      TableName: 'b24bus-local-portals',
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'member_id', KeyType: 'HASH' }],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    });
  });

  test('to a key', async () => {
    expect((await key()).KeyMetadata?.Arn).toBe(setting('TOKEN_KEY_ID'));
  });

  test('to a parameter, once it is set', async () => {
    await expect(parameter()).rejects.toMatchObject({ name: 'ParameterNotFound' });
    cloud.setParameter('/b24bus/local/application', '{}');
    expect((await parameter()).Parameter).toMatchObject({ Type: 'SecureString', Value: '{}' });
  });

  test('to the identity of the caller', async () => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    const response = await fetch(setting('AWS_ENDPOINT_URL_STS'), { method: 'POST', body });
    expect([response.status, await response.text()]).toEqual([
      200,
      expect.stringContaining('<Account>000000000000</Account>'),
    ]);
  });
});

describe.each([
  ['dynamodb', table, 'InternalError'],
  ['kms', key, 'InternalException'],
  ['ssm', parameter, 'InternalException'],
] as const)('faults of %s', (service, call, internal) => {
  test.each([
    ['error', internal],
    ['throttle', 'ThrottlingException'],
    ['reset', 'TimeoutError'],
  ] as const)('%s', async (fault, name) => {
    cloud.setParameter('/b24bus/local/application', '{}');
    cloud.setFaults({ [service]: fault });
    await expect(call()).rejects.toMatchObject({ name });
    cloud.setFaults({});
    await expect(call()).resolves.toBeDefined();
  });

  test('hang', async () => {
    cloud.setFaults({ [service]: 'hang' });
    const url = setting(`AWS_ENDPOINT_URL_${service.toUpperCase()}`);
    const request = { method: 'POST', body: '{}', signal: AbortSignal.timeout(200) };
    await expect(fetch(url, request)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
