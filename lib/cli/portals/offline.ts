import { lifecycleFrom } from '../../lifecycle/lifecycle.ts';
import { openSession } from '../../lifecycle/session.ts';
import { switchOff, switchOn } from '../../offline/switch.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { problemLines } from './details.ts';
import { installedPortal } from './known-portal.ts';

const PATIENCE_MS = 60_000;

const notes = {
  on: 'What does not come online within two minutes is taken from the queue of the portal. It begins in a minute.',
  off: 'What stands in the queue of the portal is not taken any more.',
} as const;

/**
 * Lets a portal queue its events as well, to be taken from there if they do not come online; or ends that.
 *
 * @throws Failure, PortalsFault, Bitrix24Error
 */
export const setOffline = async (
  memberId: string,
  wanted: string,
  { target, output }: CommandContext,
): Promise<number> => {
  if (wanted !== 'on' && wanted !== 'off') throw neither(memberId, wanted, target.options);
  const lifecycle = lifecycleFrom(target.environment);
  const portal = await installedPortal(memberId, lifecycle, target);
  const { rest } = await openSession(portal, lifecycle, Date.now() + PATIENCE_MS);
  const subject = { rest, portal, table: lifecycle.table, now: Date.now() };
  const { events, problems } = await (wanted === 'on' ? switchOn(subject) : switchOff(subject));
  output.result({ memberId, offline: events.length > 0, events, problems, note: notes[wanted] }, () => {
    const done = `Offline events of ${portal.domain ?? memberId}: ${events.length} bound.\n${notes[wanted]}\n`;
    return done + problemLines(problems, output);
  });
  return problems.length > 0 ? exitCodes.problem : exitCodes.ok;
};

const neither = (memberId: string, wanted: string, options: string): Failure =>
  new Failure(
    exitCodes.usage,
    'NOT_ON_OR_OFF',
    `Offline events are on or off, not ${wanted}.`,
    `Say which: npx b24bus portals offline ${memberId} on${options}`,
  );
