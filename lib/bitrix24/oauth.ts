import * as v from 'valibot';
import { Secret } from '../secret.ts';
import { bodyOf, readAnswer } from './answer.ts';
import { type Patience, withBackoff } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { portalEndpoint } from './endpoints.ts';
import { Bitrix24Error } from './error.ts';
import { buildQuery } from './query.ts';
import { postForm } from './request.ts';

/** The local application, as Bitrix24's form shows it. */
export type Application = {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Where it is set, such as the name of the SSM parameter: named in a cure. */
  readonly parameter?: string;
};

/** What an OAuth server says about a portal whose refresh token it took. */
export type Grant = {
  readonly accessToken: Secret;
  /** Replaces the one that was sent, which is used up. */
  readonly refreshToken: Secret;
  readonly memberId: string;
  /** Of REST, ending with /rest/; checked. */
  readonly clientEndpoint: string;
  /** The one that answered. */
  readonly oauthEndpoint: string;
  /** The host of `clientEndpoint`. */
  readonly domain: string;
  readonly userId?: number;
  readonly scopes: readonly string[];
  /** The application's licence: F free, D demo, T trial, P paid, L local, S subscription. */
  readonly status?: string;
  /** Unix milliseconds. */
  readonly accessExpires: number;
};

type RefreshRequest = {
  readonly refreshToken: Secret;
  readonly application: Application;
  /** Allow-listed, in the order in which to try them (`oauthEndpointsFor`). */
  readonly endpoints: readonly string[];
  /** As for `portalEndpoint`. */
  readonly trustedOrigins: readonly string[];
  /** Unix milliseconds after which no attempt goes on. */
  readonly deadline: number;
  readonly clock?: Clock;
};

const LONGEST_ATTEMPT = 10_000;
const ACCESS_SECONDS = 3600;

const present = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer(), v.minValue(1));

const grantAnswer = v.object({
  access_token: present,
  refresh_token: present,
  member_id: present,
  client_endpoint: present,
  expires_in: v.fallback(count, ACCESS_SECONDS),
  scope: v.fallback(v.string(), ''),
  status: v.fallback(v.optional(present), undefined),
  user_id: v.fallback(v.optional(count), undefined),
});

/** Refusals that another OAuth server may not share: it knows other portals. */
const elsewhere = new Set(['invalid_grant', 'invalid_client', 'invalid_request', 'unauthorized_client']);

const askOnce = async (endpoint: URL, request: RefreshRequest, clock: Clock): Promise<Grant> => {
  const { refreshToken, application, trustedOrigins, deadline } = request;
  const form = buildQuery({
    grant_type: 'refresh_token',
    client_id: application.clientId,
    client_secret: application.clientSecret.reveal(),
    refresh_token: refreshToken.reveal(),
  });
  const { host } = endpoint;
  const asked = clock.now();
  const answer = await postForm(endpoint, form, Math.min(deadline - asked, LONGEST_ATTEMPT));
  const secrets = [refreshToken, application.clientSecret];
  const body = bodyOf(answer, { host, secrets, parameter: application.parameter });
  const said = readAnswer(grantAnswer, body, host);
  const portal = portalEndpoint(said.client_endpoint, { trustedOrigins });
  return {
    accessToken: new Secret(said.access_token),
    refreshToken: new Secret(said.refresh_token),
    memberId: said.member_id,
    clientEndpoint: portal.href,
    oauthEndpoint: endpoint.href,
    domain: portal.host,
    ...(said.user_id !== undefined && { userId: said.user_id }),
    scopes: said.scope.split(/[\s,]+/).filter((scope) => scope !== ''),
    ...(said.status !== undefined && { status: said.status }),
    accessExpires: asked + said.expires_in * 1000,
  };
};

/** Asks one server, and says so where an attempt that got no answer may have used the token up. */
const grantFrom = async (endpoint: URL, request: RefreshRequest, patience: Patience): Promise<Grant> => {
  let unanswered = false;
  const attempt = async (): Promise<Grant> => {
    try {
      return await askOnce(endpoint, request, patience.clock);
    } catch (fault) {
      const usedUp = unanswered && fault instanceof Bitrix24Error && fault.code === 'invalid_grant';
      if (usedUp) throw usedUpError(fault);
      unanswered ||= fault instanceof Bitrix24Error && fault.outcomeUnknown;
      throw fault;
    }
  };
  return withBackoff(attempt, patience);
};

const usedUpError = ({ code, message, status }: Bitrix24Error): Bitrix24Error =>
  new Bitrix24Error(
    code,
    `${message} An earlier attempt got no answer: it may have used up the refresh token.`,
    { outcomeUnknown: true, ...(status !== undefined && { status }) },
  );

/**
 * Exchanges a refresh token for a new pair, which proves what portal it belongs to. Another server is asked only
 * where one refuses in a way that says nothing about the other's portals. The old token is used up by success, and
 * perhaps by an attempt without an answer: that is repeated once, with the same token.
 *
 * @throws Bitrix24Error the refusal of the first server, or the fault of one that could not be asked.
 */
export const refreshGrant = async (request: RefreshRequest): Promise<Grant> => {
  const patience = { deadline: request.deadline, clock: request.clock ?? systemClock };
  let refused: Bitrix24Error | undefined;
  for (const endpoint of request.endpoints) {
    try {
      return await grantFrom(new URL(endpoint), request, patience);
    } catch (fault) {
      const final = !(fault instanceof Bitrix24Error) || fault.outcomeUnknown || !elsewhere.has(fault.code);
      if (final) throw fault;
      refused ??= fault;
    }
  }
  throw refused ?? new Bitrix24Error('NO_ENDPOINT', 'There is no OAuth endpoint to ask.');
};
