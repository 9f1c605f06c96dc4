import { type DecodedObject, pruned } from './form/decoded.ts';

/** Where Bitrix24 puts bearer secrets, in any case, at any depth (wire facts, "Secrets and where they hide"). */
const secretKeys = new Set([
  'access_token',
  'refresh_token',
  'application_token',
  'auth_id',
  'refresh_id',
  'client_secret',
]);

/** Whether what stands under a key is a secret. */
export const isSecretKey = (key: string): boolean => secretKeys.has(key.toLowerCase());

/**
 * A copy of a decoded body without its secrets: the keys themselves are gone, and so are containers that held
 * nothing else. What is published, queued, logged or hashed is made from this copy only.
 */
export const withoutSecrets = (value: DecodedObject): DecodedObject =>
  pruned(value, (key) => !isSecretKey(key));
