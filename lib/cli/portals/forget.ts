import { type Lifecycle, lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import { type Portal, PortalChanged } from '../../portals/portal.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';
import { knownPortal } from './known-portal.ts';

const ATTEMPTS = 5;

/** Removes a portal and its tokens from the table. @throws Failure, PortalsFault */
export const forgetPortal = async (
  memberId: string,
  { yes = false }: { readonly yes?: boolean },
  { target, output }: CommandContext,
): Promise<number> => {
  const lifecycle = lifecycleFrom(target.environment);
  const portal = await knownPortal(memberId, lifecycle, target);
  const named = `${memberId}${portal.domain === undefined ? '' : ` (${portal.domain})`}`;
  if (!yes) {
    throw new Failure(
      exitCodes.usage,
      'NOT_CONFIRMED',
      `This removes the portal ${named} and its tokens from ${target.name}; its events are refused from then on, and lost.`,
      `If that is what you want: npx b24bus portals forget ${memberId} --yes${target.options}`,
    );
  }
  await remove(portal, lifecycle, target);
  const note =
    'Its events are refused from now on (within a minute, where a function remembers it). Installing the application again brings it back.';
  output.result({ forgotten: memberId, note }, () => `The portal ${named} is forgotten. ${note}\n`);
  return exitCodes.ok;
};

/** A check or an event may write the portal at the same time. */
const remove = async (portal: Portal, lifecycle: Lifecycle, target: Target): Promise<void> => {
  let current = portal;
  for (let attempt = 1; ; attempt++) {
    try {
      return await lifecycle.table.remove(current);
    } catch (fault) {
      if (!(fault instanceof PortalChanged) || attempt === ATTEMPTS) throw fault;
      current = await knownPortal(portal.memberId, lifecycle, target);
    }
  }
};
