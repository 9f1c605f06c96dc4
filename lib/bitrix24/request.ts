import { parseJson } from '../events/json.ts';
import { Bitrix24Error } from './error.ts';

/** An answer in JSON, whatever its status. */
export type JsonAnswer = { readonly status: number; readonly body: unknown };

const LARGEST_ANSWER = 4 * 1024 * 1024;

/** Faults before anything was sent. */
const unsent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** The code of a connection's fault, wherever fetch put it. */
const faultCode = (fault: unknown): string => {
  for (let at = fault; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'connection closed';
};

const connectionError = (fault: unknown, host: string): Bitrix24Error => {
  if (fault instanceof Bitrix24Error) return fault;
  if (fault instanceof Error && fault.name === 'TimeoutError') {
    return new Bitrix24Error('TIMEOUT', `${host} did not answer in time.`, {
      temporary: true,
      outcomeUnknown: true,
    });
  }
  const code = faultCode(fault);
  return new Bitrix24Error('UNREACHABLE', `${host} cannot be reached (${code}).`, {
    temporary: true,
    outcomeUnknown: !unsent.has(code),
  });
};

const textOf = async (response: Response, host: string): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER) {
      throw new Bitrix24Error('TOO_LARGE', `${host} answered more than ${LARGEST_ANSWER} bytes.`, {
        status: response.status,
        outcomeUnknown: true,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const jsonOf = (text: string, status: number, host: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    const code = status >= 400 ? `HTTP_${status}` : 'NOT_JSON';
    throw new Bitrix24Error(code, `${host} answered status ${status} without JSON.`, {
      status,
      temporary: status < 400 || status === 429 || status >= 500,
      outcomeUnknown: status < 400 || status >= 500,
    });
  }
};

/**
 * Posts a form and reads JSON. Follows no redirect: what is sent holds secrets.
 *
 * @param timeout milliseconds until the last byte of the answer.
 * @throws Bitrix24Error `TIMEOUT`, `UNREACHABLE`, `REDIRECTED`, `TOO_LARGE`, `NOT_JSON`, `HTTP_<status>`.
 */
export const postForm = async (url: URL, form: string, timeout: number): Promise<JsonAnswer> => {
  const { host } = url;
  if (timeout <= 0)
    throw new Bitrix24Error('TIMEOUT', `No time was left to ask ${host}.`, { temporary: true });
  const request: RequestInit = {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
    // Node hands the redirect itself over; with `error` its status would be lost.
    redirect: 'manual',
    signal: AbortSignal.timeout(Math.ceil(timeout)),
  };
  try {
    const response = await fetch(url, request);
    const { status } = response;
    if (status >= 300 && status < 400) {
      await response.body?.cancel();
      throw new Bitrix24Error(
        'REDIRECTED',
        `${host} answered a redirect (${status}), which is not followed.`,
        {
          status,
        },
      );
    }
    return { status, body: jsonOf(await textOf(response, host), status, host) };
  } catch (fault) {
    throw connectionError(fault, host);
  }
};
