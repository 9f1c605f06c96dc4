import { lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { portalDetails } from './details.ts';
import { knownPortal } from './known-portal.ts';
import { portalView } from './portal-view.ts';

/** Shows a portal as it is stored. @throws Failure, PortalsFault */
export const showPortal = async (memberId: string, { target, output }: CommandContext): Promise<number> => {
  const portal = await knownPortal(memberId, lifecycleFrom(target.environment), target);
  output.result(portalView(portal), () => portalDetails(portal, output));
  return exitCodes.ok;
};
