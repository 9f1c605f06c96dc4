import type { IncomingMessage } from 'node:http';
import { type Parameters, textParameter } from './parameters.ts';
import type { Portal } from './portal.ts';
import { Refusal } from './refusal.ts';

/** Who calls a method, by the access token. */
export type Caller = { readonly userId: number };

/**
 * The user of the access token in `auth` or in `Authorization: Bearer`.
 *
 * @throws Refusal NO_AUTH_FOUND, invalid_token (unknown, or of another portal), expired_token, ERROR_OAUTH (the
 *   application was removed).
 */
export const callerOf = (
  request: IncomingMessage,
  parameters: Parameters,
  portal: Portal,
  now: number,
): Caller => {
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const given = textParameter(parameters, 'auth') || bearer;
  if (given === undefined) throw new Refusal('NO_AUTH_FOUND');
  const known = portal.accessTokens.find(({ token }) => token === given);
  if (known === undefined) throw new Refusal('invalid_token');
  if (portal.removed) throw new Refusal('ERROR_OAUTH');
  if (known.expires <= now) throw new Refusal('expired_token');
  return { userId: known.userId };
};
