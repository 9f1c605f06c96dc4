import { randomBytes } from 'node:crypto';
import type { Portal } from './portal.ts';

/** Documented lifetimes, in seconds. */
export const ACCESS_SECONDS = 3600;
const REFRESH_SECONDS = 180 * 24 * 3600;

/** The user who installs the application. */
export const INSTALLER = 1;

export type TokenPair = { readonly accessToken: string; readonly refreshToken: string };

const newToken = (userId: number, now: number, seconds: number) => ({
  token: randomBytes(36).toString('hex'),
  userId,
  expires: now + seconds * 1000,
});

/** An access token without a refresh token, as events carry it. */
export const issueAccessToken = (portal: Portal, userId: number, now: number): string => {
  const access = newToken(userId, now, ACCESS_SECONDS);
  portal.accessTokens = [...portal.accessTokens, access];
  return access.token;
};

/** A new pair; pairs that were issued before stay as they are. */
export const issuePair = (portal: Portal, userId: number, now: number): TokenPair => {
  const refresh = newToken(userId, now, REFRESH_SECONDS);
  portal.refreshTokens = [...portal.refreshTokens, refresh];
  return { accessToken: issueAccessToken(portal, userId, now), refreshToken: refresh.token };
};
