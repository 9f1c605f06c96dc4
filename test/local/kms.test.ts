import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKms } from '../../lib/local/kms.ts';
import { credentials, REGION, TOKEN_KEY } from '../../lib/local/resources.ts';

let kms: KMSClient;
let close: () => Promise<void>;

beforeAll(async () => {
  const endpoint = await startKms(TOKEN_KEY);
  kms = new KMSClient({ endpoint: endpoint.url, region: REGION, credentials, maxAttempts: 1 });
  close = endpoint.close;
});
afterAll(() => {
  kms.destroy();
  return close();
});

const generate = (EncryptionContext?: Record<string, string>) =>
  kms.send(
    new GenerateDataKeyCommand({
      KeyId: TOKEN_KEY,
      KeySpec: 'AES_256',
      ...(EncryptionContext && { EncryptionContext }),
    }),
  );

describe('the key', () => {
  test('encrypts data keys of 256 bits and decrypts them', async () => {
    const { Plaintext, CiphertextBlob, KeyId } = await generate();
    expect([Plaintext?.length, KeyId]).toEqual([32, TOKEN_KEY]);
    expect(await kms.send(new DecryptCommand({ CiphertextBlob }))).toMatchObject({
      KeyId: TOKEN_KEY,
      Plaintext,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    });
  });

  test('gives another data key each time', async () => {
    const [one, other] = [await generate(), await generate()];
    expect(one.Plaintext).not.toEqual(other.Plaintext);
  });

  test('takes the encryption context in any order', async () => {
    const { Plaintext, CiphertextBlob } = await generate({ a: '1', b: '2' });
    const EncryptionContext = { b: '2', a: '1' };
    expect(await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext }))).toMatchObject({
      Plaintext,
    });
  });

  test('is described', async () => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: TOKEN_KEY }));
    expect(KeyMetadata).toMatchObject({ Arn: TOKEN_KEY, Enabled: true, KeyState: 'Enabled' });
  });
});

describe('a request is refused', () => {
  test.each([
    ['without the encryption context', {}],
    ['with another encryption context', { EncryptionContext: { member_id: 'b' } }],
  ])('%s', async (_, given) => {
    const { CiphertextBlob } = await generate({ member_id: 'a' });
    await expect(kms.send(new DecryptCommand({ CiphertextBlob, ...given }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test.each(['', 'short', 'x'.repeat(100)])('with the ciphertext %j', async (text) => {
    const CiphertextBlob = Buffer.from(text);
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  test('for a key that is not there', async () => {
    const KeyId = 'alias/elsewhere';
    const CiphertextBlob = Buffer.from('x');
    for (const command of [
      new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }),
      new DescribeKeyCommand({ KeyId }),
      new DecryptCommand({ KeyId, CiphertextBlob }),
    ]) {
      await expect(kms.send(command as DescribeKeyCommand)).rejects.toMatchObject({
        name: 'NotFoundException',
        message: "Key 'alias/elsewhere' does not exist",
      });
    }
  });

  test('for a key of another length', async () => {
    await expect(
      kms.send(new GenerateDataKeyCommand({ KeyId: TOKEN_KEY, KeySpec: 'AES_128' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'AES_128' at 'keySpec'"),
    });
  });

  test('for an operation that is not emulated', async () => {
    const command = new EncryptCommand({ KeyId: TOKEN_KEY, Plaintext: Buffer.from('x') });
    await expect(kms.send(command)).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
