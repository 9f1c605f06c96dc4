import {
  DecryptCommand,
  GenerateDataKeyCommand,
  InvalidCiphertextException,
  KMSClient,
} from '@aws-sdk/client-kms';
import * as v from 'valibot';
import { Secret } from '../secret.ts';
import { clientSettings } from './client-settings.ts';
import { type PortalsFault, serviceFault } from './fault.ts';
import type { TokenPair, TokenSeal } from './portal.ts';
import { openText, partsOf, sealText, unreadable } from './sealed.ts';

const secret = v.pipe(
  v.string(),
  v.transform((text) => new Secret(text)),
);

const tokens = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ access_token: secret, refresh_token: secret }),
  v.transform((given): TokenPair => ({ accessToken: given.access_token, refreshToken: given.refresh_token })),
);

/**
 * Envelope encryption: each pair under a fresh AES-256-GCM key, which KMS keeps encrypted with the key `keyId`. Both
 * layers are bound to the portal, by the encryption context and as additional data.
 *
 * @param keyId id, ARN or alias of a symmetric KMS key.
 * @throws PortalsFault from both calls: `TOKENS_UNREADABLE`, `TOKENS_OF_NEWER_VERSION`, or KMS's code.
 */
export const tokenSeal = (keyId: string): TokenSeal => {
  const kms = new KMSClient(clientSettings);
  const bound = (memberId: string) => ({ KeyId: keyId, EncryptionContext: { member_id: memberId } });
  return {
    seal: async (memberId, { accessToken, refreshToken }) => {
      const command = new GenerateDataKeyCommand({ ...bound(memberId), KeySpec: 'AES_256' });
      const what = `The tokens of the portal ${memberId} cannot be encrypted with the key ${keyId}`;
      const answer = await kms.send(command).catch((fault: unknown) => {
        throw keyFault(what, keyId, fault);
      });
      const { Plaintext: key, CiphertextBlob: sealedKey } = answer;
      if (key === undefined || sealedKey === undefined) throw keyFault(what, keyId, withoutKey);
      const pair = { access_token: accessToken.reveal(), refresh_token: refreshToken.reveal() };
      return sealText(memberId, JSON.stringify(pair), key, sealedKey);
    },
    open: async (memberId, sealed) => {
      const parts = partsOf(memberId, sealed);
      const command = new DecryptCommand({ ...bound(memberId), CiphertextBlob: parts.sealedKey });
      const what = `The tokens of the portal ${memberId} cannot be decrypted with the key ${keyId}`;
      const { Plaintext: key } = await kms.send(command).catch((fault: unknown) => {
        throw fault instanceof InvalidCiphertextException
          ? unreadable(memberId)
          : keyFault(what, keyId, fault);
      });
      if (key === undefined) throw keyFault(what, keyId, withoutKey);
      const opened = v.safeParse(tokens, openText(memberId, parts, key));
      if (!opened.success) throw unreadable(memberId);
      return opened.output;
    },
  };
};

const withoutKey = new Error('there is no key in the answer');

const keyFault = (what: string, keyId: string, fault: unknown): PortalsFault => {
  const enable = `Enable the key ${keyId}, or cancel its deletion, in the KMS console.`;
  return serviceFault(what, fault, {
    AccessDeniedException: `Allow the role kms:GenerateDataKey and kms:Decrypt on the key ${keyId}.`,
    NotFoundException: `Set TOKEN_KEY_ID to the key that the stack made (its output TokenKeyArn).`,
    IncorrectKeyException: `Set TOKEN_KEY_ID to the key with which they were encrypted, or install the application again.`,
    DisabledException: enable,
    KMSInvalidStateException: enable,
  });
};
