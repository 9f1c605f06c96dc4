import type { Lifecycle } from '../../lifecycle/lifecycle.ts';
import type { Portal } from '../../portals/portal.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';

/** @throws Failure that names the portal if it is not in the table. */
export const knownPortal = async (
  memberId: string,
  { table }: Pick<Lifecycle, 'table'>,
  { name, options }: Target,
): Promise<Portal> => {
  const portal = await table.get(memberId);
  if (portal !== undefined) return portal;
  throw new Failure(
    exitCodes.problem,
    'PORTAL_UNKNOWN',
    `There is no portal ${memberId} in ${name}.`,
    `See which there are: npx b24bus portals list${options}`,
  );
};

/** @throws Failure if the application is not installed in it any more. */
export const installedPortal = async (
  memberId: string,
  lifecycle: Pick<Lifecycle, 'table'>,
  target: Target,
): Promise<Portal> => {
  const portal = await knownPortal(memberId, lifecycle, target);
  if (portal.status === 'installed') return portal;
  throw new Failure(
    exitCodes.problem,
    'UNINSTALLED',
    `The application was uninstalled in the portal ${memberId} (${portal.domain ?? 'its domain is unknown'}).`,
    'Install the application again in this portal, if its events are wanted.',
  );
};
