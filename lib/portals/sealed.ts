import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { PortalsFault } from './fault.ts';

/** What is in a sealed text: its key, itself encrypted, and the AES-256-GCM ciphertext. */
type Sealed = {
  readonly sealedKey: Uint8Array;
  readonly iv: Uint8Array;
  readonly tag: Uint8Array;
  readonly ciphertext: Uint8Array;
};

// Layout: version, length of the encrypted key (2 bytes, big-endian), the encrypted key, IV, tag, ciphertext.
const VERSION = 1;
const KEY_AT = 3;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a text for a portal. @param key 32 bytes, used for this text alone. */
export const sealText = (memberId: string, text: string, key: Uint8Array, sealedKey: Uint8Array): Buffer => {
  const head = Buffer.alloc(KEY_AT);
  head.writeUInt8(VERSION, 0);
  head.writeUInt16BE(sealedKey.length, 1);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(memberId));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([head, sealedKey, iv, cipher.getAuthTag(), ciphertext]);
};

/**
 * Takes a sealed text apart.
 *
 * @throws PortalsFault `TOKENS_UNREADABLE`, `TOKENS_OF_NEWER_VERSION`
 */
export const partsOf = (memberId: string, sealed: Buffer): Sealed => {
  const version = sealed.length === 0 ? 0 : sealed.readUInt8(0);
  if (version > VERSION) {
    throw new PortalsFault(
      'TOKENS_OF_NEWER_VERSION',
      `The tokens of the portal ${memberId} are sealed in version ${version}, this is version ${VERSION}`,
      'Deploy the b24bus that wrote them, or install the application in this portal again.',
    );
  }
  const ivAt = KEY_AT + (sealed.length < KEY_AT ? 0 : sealed.readUInt16BE(1));
  const tagAt = ivAt + IV_BYTES;
  const ciphertextAt = tagAt + TAG_BYTES;
  if (version < VERSION || sealed.length < ciphertextAt) throw unreadable(memberId);
  return {
    sealedKey: sealed.subarray(KEY_AT, ivAt),
    iv: sealed.subarray(ivAt, tagAt),
    tag: sealed.subarray(tagAt, ciphertextAt),
    ciphertext: sealed.subarray(ciphertextAt),
  };
};

/** Decrypts a text of a portal. @throws PortalsFault `TOKENS_UNREADABLE` */
export const openText = (memberId: string, { iv, tag, ciphertext }: Sealed, key: Uint8Array): string => {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(memberId)).setAuthTag(tag);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch {
    throw unreadable(memberId);
  }
};

/** Tokens that were sealed for another portal, or changed since. */
export const unreadable = (memberId: string): PortalsFault =>
  new PortalsFault(
    'TOKENS_UNREADABLE',
    `The tokens of the portal ${memberId} cannot be decrypted: they were changed, or belong to another portal`,
    'Install the application in this portal again.',
  );
