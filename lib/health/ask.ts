import type { Lifecycle } from '../lifecycle/lifecycle.ts';
import { openSession, type PortalSession } from '../lifecycle/session.ts';
import type { Portal } from '../portals/portal.ts';
import { inspectApplication } from '../subscriptions/inspect.ts';
import { type Bindings, bindingsOf } from './bindings.ts';
import { Trouble } from './problem.ts';

/** How to check a portal. */
export type PortalCheck = {
  /** Binds what is missing, and removes handlers of ours that should not be there. */
  readonly repair: boolean;
  /** Unix milliseconds, by the system's clock, by which the portal has to have answered. */
  readonly deadline: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
};

/** What a portal answered. */
export type Answered = {
  readonly trouble: Trouble;
  /** As stored when it had answered: refreshing changes it. */
  readonly portal: Portal;
  /** undefined where the portal did not say what it has bound. */
  readonly bindings?: Bindings | undefined;
};

const DAY = 24 * 3_600_000;

/** A pair that lies unused for 180 days is lost. */
const REFRESH_BEFORE = 30 * DAY;

/** An access token that ends while the portal is asked would cost a call. */
const ACCESS_BEFORE = 60_000;

/** Asks a portal whatever is to be known of it; what fails is a problem. */
export const askPortal = async (
  portal: Portal,
  lifecycle: Lifecycle,
  { repair, deadline, now = Date.now }: PortalCheck,
): Promise<Answered> => {
  const trouble = new Trouble();
  let session: PortalSession | undefined;
  let bindings: Bindings | undefined;
  try {
    session = await openSession(portal, lifecycle, deadline);
    if (await renew(session, trouble, now())) {
      const rest = trouble.noting(session.rest);
      const { bindings: listed, problems } = await inspectApplication(rest);
      trouble.problems.push(...problems);
      bindings = listed && (await bindingsOf(rest, { portal, baseUrl: lifecycle.baseUrl, listed, repair }));
      trouble.problems.push(...(bindings?.problems ?? []));
    }
  } catch (fault) {
    trouble.add('portal', fault);
  }
  if (trouble.problems.some(({ code }) => code === 'invalid_client')) lifecycle.application.forget();
  return { trouble, portal: session?.portal() ?? portal, bindings };
};

/**
 * Refreshes a pair that ends soon.
 *
 * @returns whether the portal can be asked: where refreshing fails, the access token may still be good.
 */
const renew = async (session: PortalSession, trouble: Trouble, now: number): Promise<boolean> => {
  const { accessExpires, refreshExpires } = session.portal();
  if (accessExpires > now + ACCESS_BEFORE && refreshExpires > now + REFRESH_BEFORE) return true;
  try {
    await session.refresh();
    return true;
  } catch (fault) {
    trouble.add('oauth', fault);
    return accessExpires > now;
  }
};
