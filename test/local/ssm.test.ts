import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { credentials, REGION } from '../../lib/local/resources.ts';
import { type ParameterStore, startSsm } from '../../lib/local/ssm.ts';

let store: ParameterStore;
let ssm: SSMClient;

beforeAll(async () => {
  store = await startSsm();
  ssm = new SSMClient({ endpoint: store.url, region: REGION, credentials, maxAttempts: 1 });
});
afterAll(() => {
  ssm.destroy();
  return store.close();
});

const get = async (Name: string, WithDecryption = true) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

test('a parameter is read as it was set', async () => {
  const put = await ssm.send(new PutParameterCommand({ Name: '/a/b', Value: 'текст', Type: 'String' }));
  expect(put).toMatchObject({ Version: 1, Tier: 'Standard' });
  expect(await get('/a/b')).toMatchObject({
    Name: '/a/b',
    ARN: 'arn:aws:ssm:eu-central-1:000000000000:parameter/a/b',
    Type: 'String',
    Value: 'текст',
    Version: 1,
    LastModifiedDate: expect.any(Date),
  });
});

test('a secure parameter is ciphertext unless its decryption is asked for', async () => {
  store.setParameter('secure', 'secret');
  expect(await get('secure')).toMatchObject({
    ARN: 'arn:aws:ssm:eu-central-1:000000000000:parameter/secure',
    Type: 'SecureString',
    Value: 'secret',
  });
  expect((await get('secure', false))?.Value).toMatch(/^[\w+/]{43}=$/);
});

test('a parameter is replaced if that is asked for, and keeps its type', async () => {
  store.setParameter('/replaced', 'old');
  await expect(
    ssm.send(new PutParameterCommand({ Name: '/replaced', Value: 'new', Type: 'String' })),
  ).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
  expect(await get('/replaced')).toMatchObject({ Value: 'old', Version: 1 });
  await ssm.send(new PutParameterCommand({ Name: '/replaced', Value: 'new', Overwrite: true }));
  expect(await get('/replaced')).toMatchObject({ Value: 'new', Version: 2, Type: 'SecureString' });
});

test('a parameter that is not there is refused', async () => {
  await expect(get('/none')).rejects.toMatchObject({
    name: 'ParameterNotFound',
    $metadata: { httpStatusCode: 400 },
  });
});

test('a parameter without a name is refused', async () => {
  await expect(get('')).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining("Value '' at 'name'"),
  });
});

test('an operation that is not emulated is refused', async () => {
  await expect(ssm.send(new DeleteParameterCommand({ Name: '/a/b' }))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
});
