import { lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import { openSession } from '../../lifecycle/session.ts';
import { changePortal } from '../../portals/portal.ts';
import { unbindAll } from '../../subscriptions/bind.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { problemLines } from './details.ts';
import { installedPortal } from './known-portal.ts';

const PATIENCE_MS = 60_000;

const AGAIN =
  'The scheduled check binds the events again: uninstall the application in Bitrix24 to be rid of them for good.';

/** Removes every handler of ours in a portal. @throws Failure, PortalsFault, Bitrix24Error */
export const unbindPortal = async (memberId: string, { target, output }: CommandContext): Promise<number> => {
  const lifecycle = lifecycleFrom(target.environment);
  const portal = await installedPortal(memberId, lifecycle, target);
  const session = await openSession(portal, lifecycle, Date.now() + PATIENCE_MS);
  const { baseUrl, earlierBaseUrls } = portal;
  const earlier = [...earlierBaseUrls, baseUrl];
  const { unbound, failed } = await unbindAll(session.rest, {
    baseUrl: lifecycle.baseUrl,
    earlierBaseUrls: earlier,
  });
  await changePortal(lifecycle.table, memberId, (current) =>
    current === undefined || failed.length > 0
      ? undefined
      : { ...current, boundEvents: [], earlierBaseUrls: [], updatedAt: Date.now() },
  );
  output.result({ memberId, unbound, problems: failed, note: AGAIN }, () => {
    const count = unbound === 1 ? '1 handler was' : `${unbound} handlers were`;
    return `${count} removed from ${portal.domain ?? memberId}.\n${AGAIN}\n${problemLines(failed, output)}`;
  });
  return failed.length > 0 ? exitCodes.problem : exitCodes.ok;
};
