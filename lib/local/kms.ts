import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { type EndpointOptions, operation, startAwsJson } from './aws-json/server.ts';
import { ServiceException } from './aws-json/service-exception.ts';
import type { Listening } from './http.ts';

// Everybody may know it: what a local run encrypts is as fake as its key.
const MASTER_KEY = createHash('sha256').update('b24bus local run').digest();
const IV_BYTES = 12;
const TAG_BYTES = 16;

const keyId = v.string();
const context = v.optional(v.record(v.string(), v.string()), {});

const GenerateDataKeyRequest = v.object({
  KeyId: keyId,
  KeySpec: v.picklist(['AES_256'], 'Member must satisfy enum value set: [AES_256]'),
  EncryptionContext: context,
});

const DecryptRequest = v.object({
  CiphertextBlob: v.pipe(v.string(), v.base64('Member must be Base64')),
  KeyId: v.optional(keyId),
  EncryptionContext: context,
});

const DescribeKeyRequest = v.object({ KeyId: keyId });

/**
 * Starts a local KMS endpoint on 127.0.0.1 that has one symmetric key.
 *
 * Source: AWS KMS API Reference.
 *
 * @param keyArn the key; its id alone names it too.
 */
export const startKms = (keyArn: string, options: EndpointOptions = {}): Promise<Listening> => {
  const find = (given: string): void => {
    if (given === keyArn || given === keyArn.slice(keyArn.indexOf('/') + 1)) return;
    throw new ServiceException('NotFoundException', `Key '${given}' does not exist`);
  };
  const operations = new Map([
    [
      'GenerateDataKey',
      operation(GenerateDataKeyRequest, ({ KeyId, EncryptionContext }) => {
        find(KeyId);
        const key = randomBytes(32);
        const blob = encrypt(key, EncryptionContext);
        return { KeyId: keyArn, Plaintext: key.toString('base64'), CiphertextBlob: blob.toString('base64') };
      }),
    ],
    [
      'Decrypt',
      operation(DecryptRequest, ({ KeyId, CiphertextBlob, EncryptionContext }) => {
        if (KeyId !== undefined) find(KeyId);
        const key = decrypt(Buffer.from(CiphertextBlob, 'base64'), EncryptionContext);
        return {
          KeyId: keyArn,
          Plaintext: key.toString('base64'),
          EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
        };
      }),
    ],
    [
      'DescribeKey',
      operation(DescribeKeyRequest, ({ KeyId }) => {
        find(KeyId);
        return { KeyMetadata: descriptionOf(keyArn) };
      }),
    ],
  ]);
  return startAwsJson({ ...options, service: 'TrentService', operations });
};

const descriptionOf = (keyArn: string): object => ({
  Arn: keyArn,
  KeyId: keyArn.slice(keyArn.indexOf('/') + 1),
  Enabled: true,
  KeyState: 'Enabled',
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyManager: 'CUSTOMER',
});

/** The order of the pairs does not count. */
const canonical = (pairs: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(pairs).toSorted(([one], [other]) => (one < other ? -1 : 1))));

const encrypt = (plaintext: Buffer, pairs: Readonly<Record<string, string>>): Buffer => {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', MASTER_KEY, iv).setAAD(canonical(pairs));
  return Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
};

const decrypt = (blob: Buffer, pairs: Readonly<Record<string, string>>): Buffer => {
  try {
    const iv = blob.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', MASTER_KEY, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(canonical(pairs)).setAuthTag(blob.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(blob.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    // KMS says no more than this, whether the ciphertext or its context is wrong.
    throw new ServiceException('InvalidCiphertextException', '');
  }
};
