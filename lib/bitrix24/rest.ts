import * as v from 'valibot';
import type { DecodedObject } from '../form/decoded.ts';
import type { Secret } from '../secret.ts';
import { bodyOf, readAnswer } from './answer.ts';
import { withBackoff } from './backoff.ts';
import { type Command, type CommandResult, runBatch } from './batch.ts';
import { type Clock, systemClock } from './clock.ts';
import { Bitrix24Error } from './error.ts';
import { portalPace } from './pace.ts';
import { buildQuery } from './query.ts';
import { postForm } from './request.ts';

/** Calls REST methods of one portal. */
export type RestClient = {
  /**
   * @returns `result` as answered.
   * @throws Bitrix24Error
   */
  call(method: string, params?: DecodedObject): Promise<unknown>;
  /**
   * Runs commands in their order, 50 per request.
   *
   * @returns what became of each, by its name.
   * @throws Bitrix24Error if not one of them was answered.
   */
  batch<Name extends string>(commands: Readonly<Record<Name, Command>>): Promise<Record<Name, CommandResult>>;
};

type RestOptions = {
  /** A checked client endpoint, ending with /rest/. Read anew for every request: a renewal may bring another. */
  readonly endpoint: string;
  readonly accessToken: () => Secret;
  /** Gets a new access token, after which `accessToken` answers it. Called when the portal says it has expired. */
  readonly refresh?: () => Promise<void>;
  /** Unix milliseconds after which no call goes on. */
  readonly deadline: number;
  readonly clock?: Clock;
};

const LONGEST_ATTEMPT = 10_000;

const resultAnswer = v.looseObject({ result: v.unknown() });

/** The portal wants a newer access token; its other answers of status 401 do not change with one. */
const expired = new Set(['expired_token', 'invalid_token', 'NO_AUTH_FOUND', 'HTTP_401']);

/** One request, at most. */
const asking = (options: RestOptions, clock: Clock) => {
  const { accessToken, deadline } = options;
  const pace = portalPace(clock);
  return async (method: string, params: DecodedObject): Promise<unknown> => {
    await pace(deadline);
    const url = new URL(method, options.endpoint);
    const token = accessToken();
    const form = buildQuery({ ...params, auth: token.reveal() });
    const answer = await postForm(url, form, Math.min(deadline - clock.now(), LONGEST_ATTEMPT));
    const body = bodyOf(answer, { host: url.host, secrets: [token] });
    return readAnswer(resultAnswer, body, url.host).result;
  };
};

/** Runs work again with a new access token where the old one has expired; calls at the same time share a renewal. */
const renewing = ({ accessToken, refresh }: RestOptions) => {
  let renewal: Promise<void> | undefined;
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const used = accessToken();
    try {
      return await work();
    } catch (fault) {
      if (!(fault instanceof Bitrix24Error && expired.has(fault.code)) || refresh === undefined) throw fault;
      if (accessToken() === used) {
        renewal ??= refresh().finally(() => {
          renewal = undefined;
        });
        await renewal;
      }
      return work();
    }
  };
};

/**
 * A client that stays within the portal's limits: 2 requests per second, and growing pauses when the portal says
 * QUERY_LIMIT_EXCEEDED or OPERATION_TIME_LIMIT. An expired access token is renewed once per call.
 */
export const restClient = (options: RestOptions): RestClient => {
  const clock = options.clock ?? systemClock;
  const patience = { deadline: options.deadline, clock };
  const ask = asking(options, clock);
  const renew = renewing(options);
  const persist = <Result>(work: () => Promise<Result>): Promise<Result> =>
    renew(() => withBackoff(work, patience));
  return {
    call: (method, params = {}) => persist(() => ask(method, params)),
    batch: (commands) =>
      runBatch(commands, {
        ask: (params) => ask('batch', params),
        persist,
        host: () => new URL(options.endpoint).host,
        accessToken: options.accessToken,
      }),
  };
};
