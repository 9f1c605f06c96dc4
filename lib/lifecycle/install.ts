import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { Problem } from '../errors.ts';
import { faultLine, type LogSink } from '../log.ts';
import { answerTo, jsonAnswer, problemAnswer } from '../middleware/answer.ts';
import type { Steps } from '../middleware/receiver.ts';
import { PortalsFault } from '../portals/fault.ts';
import { type Portals, type VerifiedEnvelope, verify } from '../portals/portals.ts';
import type { Secret } from '../secret.ts';
import { enrol } from './enrol.ts';
import { installPage, problemPage } from './install-page.ts';
import { type Installation, readInstallation } from './installation.ts';
import type { Lifecycle } from './lifecycle.ts';
import { persist } from './persist.ts';
import { prove } from './prove.ts';
import { type SetUp, subscribe } from './subscribe.ts';

/** An installation whose sender is proven: by OAuth, with what was set up, or by the token that is stored already. */
type ProvenInstallation = Installation & VerifiedEnvelope & { readonly setUp?: SetUp };

/** Milliseconds for storing, of the 29 s that a function has. */
const STORING_MS = 4_000;

/**
 * The steps of ONAPPINSTALL, ONAPPUPDATE, ONAPPUSERREADY and of the install page. Nothing is trusted, stored, bound
 * or published before the OAuth server has confirmed the portal. What it refuses may still be a second delivery of
 * what it confirmed before: that is known by its application token, changes nothing, and has the same id.
 */
export const installSteps = (
  portals: Portals,
  lifecycle: Lifecycle,
  log: LogSink,
): Steps<Installation, ProvenInstallation> => ({
  decode: readInstallation,
  verify: async (installation, received) => {
    const { refreshToken } = installation;
    if (refreshToken === undefined || installation.memberId === undefined) {
      return { ...installation, ...(await verify(installation, portals, received)) };
    }
    try {
      return await install(
        { ...installation, memberId: installation.memberId },
        refreshToken,
        lifecycle,
        log,
      );
    } catch (refusal) {
      const known = await verify(installation, portals, received).catch(() => undefined);
      if (known === undefined) throw refusal;
      return { ...installation, ...known };
    }
  },
  conclude: (outcome, { envelope }) => {
    const proven: ProvenInstallation | (VerifiedEnvelope & { page?: undefined; setUp?: undefined }) =
      envelope;
    if (proven.page !== undefined) return installPage(proven.page, proven);
    const answer = answerTo(outcome);
    if (proven.setUp === undefined) return answer;
    const { boundEvents, problems } = proven.setUp;
    const told: object = JSON.parse(answer.body ?? '{}');
    return jsonAnswer(answer.statusCode, { ...told, portal: proven.memberId, boundEvents, problems });
  },
  refuse: (problem, event) =>
    isPage(event) ? problemPage(event.queryStringParameters?.['LANG'], problem) : problemAnswer(problem),
});

const install = async (
  installation: Installation & VerifiedEnvelope,
  refreshToken: Secret,
  lifecycle: Lifecycle,
  log: LogSink,
): Promise<ProvenInstallation> => {
  const fail = (fault: unknown): never => {
    log(unstoredLine(fault, installation.memberId));
    throw new Problem('installation-impossible', UNSTORED);
  };
  // Asked first, because an exchange uses the refresh token up: there would be no second one to store.
  await lifecycle.table.get(installation.memberId).catch(fail);
  const grant = await prove(installation, refreshToken, lifecycle);
  const provenAt = Date.now();
  const storing = () => enrol(installation, grant, provenAt, lifecycle);
  const portal = await persist(storing, provenAt + STORING_MS).catch(fail);
  const domain = installation.page === undefined ? installation.domain : portal.domain;
  const proven = { ...installation, domain };
  // Another proof of the same portal was quicker, and binds the events itself.
  if (portal.provenAt !== provenAt) return proven;
  const setUp = await subscribe(portal, grant, lifecycle).catch(fail);
  log(
    JSON.stringify({
      level: setUp.problems.length > 0 ? 'WARN' : 'INFO',
      message: 'subscriptions',
      portal: portal.memberId,
      boundEvents: setUp.boundEvents.length,
      problems: setUp.problems,
    }),
  );
  return { ...proven, setUp };
};

/** Says what does not work; only the log is told, not whoever posts here. */
const unstoredLine = (fault: unknown, portal: string): string => {
  if (!(fault instanceof PortalsFault)) return faultLine(fault, portal);
  const { code, message: reason, cure } = fault;
  return JSON.stringify({ level: 'ERROR', message: 'portal not stored', portal, code, reason, cure });
};

const UNSTORED =
  'The portal could not be stored, see the log of this function. Install the application again when that is cured.';

/** Bitrix24 opens its pages with the portal in the query. */
const isPage = ({ queryStringParameters: query }: APIGatewayProxyEventV2): boolean =>
  query?.['DOMAIN'] !== undefined;
