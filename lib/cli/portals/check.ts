import { type CheckedPortal, checkPortal } from '../../health/check.ts';
import { healthOf } from '../../health/health.ts';
import { type Lifecycle, lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import type { Portal, PortalProblem } from '../../portals/portal.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { problemLines } from './details.ts';
import { installedPortal } from './known-portal.ts';
import { boundOf, portalView } from './portal-view.ts';

/** Milliseconds for one portal: REST lets two requests per second pass, and says when it wants a pause. */
const PATIENCE_MS = 60_000;

/**
 * Asks portals, one after the other, and stores what they answer.
 *
 * @param memberId all that are installed where there is none.
 * @throws Failure, PortalsFault
 */
export const checkPortals = async (
  memberId: string | undefined,
  { target, output }: CommandContext,
): Promise<number> => {
  const lifecycle = lifecycleFrom(target.environment);
  const checked: CheckedPortal[] = [];
  for await (const portal of portalsToCheck(memberId, lifecycle, target)) {
    output.progress(`checking ${portal.memberId} …`);
    checked.push(await checkPortal(portal, lifecycle, { repair: false, deadline: Date.now() + PATIENCE_MS }));
  }
  output.progress('');
  return report(checked, output);
};

/**
 * Binds what is missing and removes handlers of ours that should not be there.
 *
 * @throws Failure, PortalsFault
 */
export const bindPortal = async (memberId: string, { target, output }: CommandContext): Promise<number> => {
  const lifecycle = lifecycleFrom(target.environment);
  const portal = await installedPortal(memberId, lifecycle, target);
  return report(
    [await checkPortal(portal, lifecycle, { repair: true, deadline: Date.now() + PATIENCE_MS })],
    output,
  );
};

const portalsToCheck = async function* (
  memberId: string | undefined,
  lifecycle: Lifecycle,
  target: CommandContext['target'],
): AsyncGenerator<Portal> {
  if (memberId !== undefined) {
    yield await installedPortal(memberId, lifecycle, target);
    return;
  }
  for await (const portal of lifecycle.table.list()) if (portal.status === 'installed') yield portal;
};

const report = (checked: readonly CheckedPortal[], output: CommandContext['output']): number => {
  const document = checked.map(({ portal, problems, repaired }) => ({
    portal: portalView(portal),
    problems,
    repaired,
  }));
  output.result({ checked: document }, () =>
    checked.length === 0
      ? 'No portal has the application installed.\n'
      : checked.map((each) => linesOf(each, output)).join(''),
  );
  return checked.some(isUnhealthy) ? exitCodes.problem : exitCodes.ok;
};

/** By what was just found: stored health waits for a second check where a fault may pass. */
const isUnhealthy = ({ portal: { health: _, ...portal }, problems }: CheckedPortal): boolean =>
  healthOf({ ...portal, problems }) === 'unhealthy';

const linesOf = ({ portal, problems, repaired }: CheckedPortal, output: CommandContext['output']): string => {
  const state = problems.length === 0 ? output.paint('green', 'all is well') : countOf(problems);
  const done = repaired.length === 0 ? '' : `, bound now: ${repaired.join(', ')}`;
  const line = `${portal.memberId}  ${portal.domain ?? ''}  ${state}, ${boundOf(portal)} bound${done}\n`;
  return line + problemLines(problems, output);
};

const countOf = ({ length }: readonly PortalProblem[]): string =>
  length === 1 ? '1 problem' : `${length} problems`;
