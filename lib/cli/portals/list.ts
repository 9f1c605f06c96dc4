import { healthOf } from '../../health/health.ts';
import { lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import type { Portal } from '../../portals/portal.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { textTable } from '../text-table.ts';
import { problemLines } from './details.ts';
import { boundOf, portalView, shownTime } from './portal-view.ts';
import { readablePortals } from './readable-portals.ts';

/**
 * Lists the portals.
 *
 * @throws PortalsFault if the table cannot be read.
 */
export const listPortals = async ({ target, output }: CommandContext): Promise<number> => {
  const { table, baseUrl } = lifecycleFrom(target.environment);
  const { portals, broken } = await readablePortals(table);
  const problems =
    broken === undefined
      ? []
      : [{ check: 'storage', code: broken.code, message: broken.message, cure: broken.cure }];
  output.result(
    { portals: portals.map(portalView), problems },
    () => listOf(portals, baseUrl) + problemLines(problems, output),
  );
  return problems.length > 0 ? exitCodes.problem : exitCodes.ok;
};

const heading = ['MEMBER_ID', 'DOMAIN', 'STATUS', 'HEALTH', 'BOUND', 'INSTALLED', 'CHECKED'];

const listOf = (portals: readonly Portal[], baseUrl: string): string => {
  if (portals.length === 0) {
    return `No portal has installed the application yet. Its form in Bitrix24 takes ${baseUrl}/app/install as the path for the initial installation.\n`;
  }
  const rows = portals.map((portal) => [
    portal.memberId,
    portal.domain ?? '',
    portal.status,
    healthOf(portal),
    boundOf(portal),
    shownTime(portal.installedAt),
    portal.checkedAt === undefined ? 'never' : shownTime(portal.checkedAt),
  ]);
  return textTable([heading, ...rows]);
};
