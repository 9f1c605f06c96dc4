import { type Decoded, type DecodedObject, decodedObject } from '../form/decoded.ts';
import { nest } from '../form/nest.ts';
import { pairsOf } from '../form/pairs.ts';
import { isSecretKey } from '../redact.ts';

/** Stands where a secret was. */
export const MASK = '••••••';

/** A copy of a decoded body in which the secrets are masked; their keys are still there. */
export const maskedBody = (body: DecodedObject): DecodedObject => {
  const copy = decodedObject();
  for (const [key, value] of Object.entries(body)) {
    if (isSecretKey(key)) copy[key] = MASK;
    else copy[key] = typeof value === 'string' ? value : maskedBody(value);
  }
  return copy;
};

/** The same of a form that is still encoded; all else stays as it was posted. */
export const maskedForm = (form: string): string => form.split('&').map(maskedPair).join('&');

/** The same of the query of a URL. */
export const maskedUrl = (url: string): string => {
  const query = url.indexOf('?') + 1;
  return query === 0 ? url : url.slice(0, query) + maskedForm(url.slice(query));
};

const maskedPair = (pair: string): string => {
  const equals = pair.indexOf('=');
  return equals === -1 || !isSecretPair(pair) ? pair : `${pair.slice(0, equals)}=${encodeURIComponent(MASK)}`;
};

/** Read as the body is: PHP takes some odd keys for plain ones. */
const isSecretPair = (pair: string): boolean => {
  try {
    return hasSecret(nest(pairsOf(pair), { maxDepth: 64 }));
  } catch {
    return true;
  }
};

const hasSecret = (value: Decoded): boolean =>
  typeof value === 'object' &&
  Object.entries(value).some(([key, child]) => isSecretKey(key) || hasSecret(child));

/** What a body's own secrets, and digests of tokens, are replaced in. Functions log neither; this is the last guard. */
export const withoutThem = (body: DecodedObject | undefined): ((text: string) => string) => {
  const secrets = [...secretsIn(body ?? decodedObject())].filter((secret) => secret.length > 3);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, MASK), text)
      .replaceAll(/("tokenDigest":")[\da-f]+/g, `$1${MASK}`);
};

const secretsIn = function* (value: Decoded, isSecret = false): Generator<string> {
  if (typeof value === 'string') {
    if (isSecret) yield value;
    return;
  }
  for (const [key, child] of Object.entries(value)) yield* secretsIn(child, isSecret || isSecretKey(key));
};
