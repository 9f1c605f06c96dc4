import type { Bitrix24 } from './server.ts';

type Answered = { readonly status: number; readonly body: Record<string, unknown> };

const answered = async (response: Response): Promise<Answered> => ({
  status: response.status,
  body: (await response.json()) as Record<string, unknown>,
});

/** Calls a method of a portal with a form, as BX24.js and CRest do. */
export const call = async (
  portal: { readonly clientEndpoint: string },
  method: string,
  parameters: Record<string, string>,
): Promise<Answered> =>
  answered(
    await fetch(`${portal.clientEndpoint}${method}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    }),
  );

/** Likewise with JSON. */
export const callWithJson = async (
  portal: { readonly clientEndpoint: string },
  method: string,
  parameters: object,
): Promise<Answered> =>
  answered(
    await fetch(`${portal.clientEndpoint}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(parameters),
    }),
  );

/** Exchanges a refresh token, with the application's own credentials unless others are given. */
export const exchange = async (
  bitrix24: Pick<Bitrix24, 'oauthUrl' | 'application'>,
  refreshToken: string,
  others: Record<string, string> = {},
): Promise<Answered> =>
  answered(
    await fetch(bitrix24.oauthUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: bitrix24.application.clientId,
        client_secret: bitrix24.application.clientSecret,
        refresh_token: refreshToken,
        ...others,
      }),
    }),
  );
