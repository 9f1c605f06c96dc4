import { type DecodedObject, decodedObject } from './form/decoded.ts';

/** Where Bitrix24 puts bearer secrets, in any case, at any depth (wire facts, "Secrets and where they hide"). */
const secretKeys = new Set([
  'access_token',
  'refresh_token',
  'application_token',
  'auth_id',
  'refresh_id',
  'client_secret',
]);

/**
 * A copy of a decoded body without its secrets: the keys themselves are gone, and so are containers that held
 * nothing else. What is published, queued, logged or hashed is made from this copy only.
 */
export const withoutSecrets = (value: DecodedObject): DecodedObject => {
  const copy = decodedObject();
  for (const [key, child] of Object.entries(value)) {
    if (secretKeys.has(key.toLowerCase())) continue;
    if (typeof child === 'string') {
      copy[key] = child;
      continue;
    }
    const inner = withoutSecrets(child);
    if (Object.keys(inner).length > 0) copy[key] = inner;
  }
  return copy;
};
