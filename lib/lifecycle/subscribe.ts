import { Bitrix24Error } from '../bitrix24/error.ts';
import type { Grant } from '../bitrix24/oauth.ts';
import { type RestClient, restClient } from '../bitrix24/rest.ts';
import { changePortal, type Portal, type PortalProblem } from '../portals/portal.ts';
import { bindAll } from '../subscriptions/bind.ts';
import { inspectApplication } from '../subscriptions/inspect.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Milliseconds for binding, of the 29 s that a function has. */
const BINDING_MS = 8_000;

/** What an installation has set up. */
export type SetUp = {
  /** Names of the catalogue. */
  readonly boundEvents: readonly string[];
  readonly problems: readonly PortalProblem[];
  /** Whether the portal already considers the application installed; undefined where it did not say. */
  readonly installed: boolean | undefined;
};

/**
 * Binds the portal's events to this deployment, and keeps what came of it with the portal. A portal that does not
 * answer is no fault of the installation: it is told, and the scheduled check tries again.
 */
export const subscribe = async (portal: Portal, grant: Grant, { table }: Lifecycle): Promise<SetUp> => {
  const deadline = Date.now() + BINDING_MS;
  const rest = restClient({ endpoint: grant.clientEndpoint, accessToken: () => grant.accessToken, deadline });
  const setUp = await attempt(rest, portal);
  const unbound = !setUp.problems.some(({ check }) => check === 'bindings' || check === 'portal');
  await changePortal(table, portal.memberId, (current) => {
    if (current === undefined || current.provenAt !== portal.provenAt) return undefined;
    return {
      ...current,
      boundEvents: setUp.boundEvents,
      problems: setUp.problems,
      earlierBaseUrls: unbound ? [] : current.earlierBaseUrls,
      updatedAt: Date.now(),
    };
  });
  return setUp;
};

const attempt = async (rest: RestClient, portal: Portal): Promise<SetUp> => {
  try {
    const { bound, failed } = await bindAll(rest, portal);
    const { installed, problems } = await inspectApplication(rest);
    // The application is not installed before the page that waits for this answer says so.
    const remaining = problems.filter(({ check }) => check !== 'installed');
    return { boundEvents: bound, problems: [...failed, ...remaining], installed };
  } catch (fault) {
    if (!(fault instanceof Bitrix24Error)) throw fault;
    const { code, message, cure } = fault;
    return {
      boundEvents: portal.boundEvents,
      problems: [{ check: 'portal', code, message, cure }],
      installed: undefined,
    };
  }
};
