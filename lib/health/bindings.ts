import type { RestClient } from '../bitrix24/rest.ts';
import { eventNames } from '../catalogue/index.ts';
import type { Portal, PortalProblem } from '../portals/portal.ts';
import { compareBindings, repair } from '../subscriptions/drift.ts';
import type { ListedBinding } from '../subscriptions/listed.ts';
import { type Deployment, otherBaseUrls } from '../subscriptions/wanted.ts';

/** What a portal has bound, and what is to be kept of that. */
export type Bindings = {
  readonly kept: Pick<Portal, 'boundEvents'> & Partial<Deployment>;
  readonly problems: readonly PortalProblem[];
  /** Names of the catalogue. */
  readonly repaired: readonly string[];
};

type Question = {
  readonly portal: Portal;
  /** Of this deployment, to which the portal may not have been bound yet. */
  readonly baseUrl: string;
  readonly listed: readonly ListedBinding[];
  readonly repair: boolean;
};

/**
 * Compares what a portal has bound with what this deployment wants, and repairs it if asked to.
 *
 * @throws Bitrix24Error if the portal does not answer.
 */
export const bindingsOf = async (
  rest: RestClient,
  { portal, baseUrl, listed, repair: repairs }: Question,
): Promise<Bindings> => {
  const earlier = otherBaseUrls({ baseUrl, earlierBaseUrls: [...portal.earlierBaseUrls, portal.baseUrl] });
  const deployment = { baseUrl, earlierBaseUrls: earlier };
  if (!repairs) return compared(portal.memberId, deployment, listed);
  const { bound, failed, repaired } = await repair(rest, deployment, listed);
  const earlierBaseUrls = failed.length === 0 ? [] : earlier;
  return { kept: { boundEvents: bound, baseUrl, earlierBaseUrls }, problems: failed, repaired };
};

const compared = (memberId: string, deployment: Deployment, listed: readonly ListedBinding[]): Bindings => {
  const { missing, foreignOurs, duplicate } = compareBindings(listed, deployment);
  const cure = `Run npx b24bus portals bind ${memberId}, or wait for the scheduled check, which does it by itself.`;
  const problem = (event: string, code: string, message: string): PortalProblem => {
    const name = eventNames.find((each) => each.toUpperCase() === event) ?? event;
    return { check: 'bindings', code, message, cure, event: name };
  };
  const lacking = new Set(missing.map(({ name }) => name));
  return {
    kept: { boundEvents: eventNames.filter((name) => !lacking.has(name)) },
    problems: [
      ...missing.map(({ event }) => problem(event, 'NOT_BOUND', 'The portal does not post this event here.')),
      ...[...foreignOurs, ...duplicate].map(({ event, handler }) =>
        problem(event, 'SUPERFLUOUS_HANDLER', `The portal posts this event to ${handler} too.`),
      ),
    ],
    repaired: [],
  };
};
