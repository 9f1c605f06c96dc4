import type { Secret } from '../secret.ts';
import { cureOf } from './cures.ts';

type Facts = {
  readonly status?: number;
  readonly description?: string;
  readonly temporary?: boolean;
  readonly outcomeUnknown?: boolean;
  /** Where the application's secret is set. */
  readonly parameter?: string | undefined;
};

/**
 * What a Bitrix24 server answered instead of what was asked for, or that it did not answer. Holds no secret, and no
 * cause that could.
 */
export class Bitrix24Error extends Error {
  override readonly name = 'Bitrix24Error';
  /** The server's own code, as sent (`invalid_grant`, `QUERY_LIMIT_EXCEEDED`), or ours (`TIMEOUT`, `NOT_JSON`). */
  readonly code: string;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The server's own words, cleaned. */
  readonly description: string | undefined;
  /** The same request may succeed later. */
  readonly temporary: boolean;
  /** The request may have been carried out, although no answer says so. */
  readonly outcomeUnknown: boolean;
  /** What to do about it. */
  readonly cure: string;

  constructor(code: string, message: string, facts: Facts = {}) {
    super(message);
    this.code = code;
    this.status = facts.status;
    this.description = facts.description;
    this.temporary = facts.temporary ?? false;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.cure = cureOf(code, facts.parameter);
  }
}

const LONGEST_DESCRIPTION = 300;

const masked = (text: string, secrets: readonly Secret[]): string => {
  let shown = text;
  for (const secret of secrets) {
    const revealed = secret.reveal();
    if (revealed === '') continue;
    shown = shown.replaceAll(revealed, '[secret]').replaceAll(encodeURIComponent(revealed), '[secret]');
  }
  return shown;
};

/** A server's own words, safe to show: short, without control characters, known secrets or what looks like one. */
const cleaned = (text: string, secrets: readonly Secret[]): string => {
  const shown = masked(text, secrets)
    .slice(0, 2 * LONGEST_DESCRIPTION)
    .replaceAll(/\p{C}+/gu, ' ')
    .replaceAll(/(?=[\w-]*\d)[\w-]{32,}/g, '[secret]')
    .trim();
  return shown.length > LONGEST_DESCRIPTION ? `${shown.slice(0, LONGEST_DESCRIPTION)}…` : shown;
};

/** The code as sent, if it is one; it too could quote a secret. */
const codeOf = (text: string, secrets: readonly Secret[]): string =>
  /^(?:[A-Za-z_]{1,64}|\w{1,31})$/.test(text) && masked(text, secrets) === text ? text : 'UNKNOWN_ERROR';

/** An error that a server answered: `{"error":"...","error_description":"..."}`. */
type Refusal = { readonly error: string; readonly description: string };

/** Where and how a refusal was answered. */
export type RefusalContext = {
  readonly host: string;
  readonly status: number;
  readonly secrets: readonly Secret[];
  readonly parameter?: string | undefined;
};

/** Retried by themselves: the limits of REST, and faults of the server. */
const temporaryCodes = new Set([
  'QUERY_LIMIT_EXCEEDED',
  'OPERATION_TIME_LIMIT',
  'INTERNAL_SERVER_ERROR',
  'ERROR_UNEXPECTED_ANSWER',
]);

/** Answered with a status of the server's faults, yet no fault that passes. */
const lastingCodes = new Set(['OVERLOAD_LIMIT', 'PORTAL_DELETED', 'PAYMENT_REQUIRED']);

export const refusalError = ({ error, description }: Refusal, context: RefusalContext): Bitrix24Error => {
  const { host, status, secrets, parameter } = context;
  const code = codeOf(error, secrets);
  const words = cleaned(description, secrets);
  const ofServer = status >= 500 && !lastingCodes.has(code);
  const told = words === '' ? code : `${code}: ${words}`;
  return new Bitrix24Error(code, `${host} answered ${told}${/[.!?…]$/.test(told) ? '' : '.'}`, {
    status,
    description: words,
    temporary: temporaryCodes.has(code) || status === 429 || ofServer,
    outcomeUnknown: ofServer && code !== 'QUERY_LIMIT_EXCEEDED',
    parameter,
  });
};
