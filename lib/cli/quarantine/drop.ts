import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { quarantineQueues } from '../queue/target-queues.ts';
import { matcherOf } from './filters.ts';
import { heldBodies } from './held-bodies.ts';
import { notInQuarantine } from './show.ts';

/** Deletes a body, as often as it is there. @throws Failure, PortalsFault */
export const dropQuarantined = async (
  reference: string,
  { yes = false }: { readonly yes?: boolean },
  { target, output }: CommandContext,
): Promise<number> => {
  const matches = matcherOf({ references: [reference] });
  let dropped = 0;
  await untilInterrupted(async (interrupted) => {
    for await (const { reader, bodies } of heldBodies(
      quarantineQueues(target),
      matches,
      output,
      interrupted,
    )) {
      if (bodies.length > 0 && !yes) throw notConfirmed(reference, target.name, target.options);
      await reader.remove(bodies.map(({ message }) => message));
      dropped += bodies.length;
    }
    if (interrupted.aborted)
      throw interruption(`it was dropped ${dropped === 1 ? 'once' : `${dropped} times`}.`);
  }, interruption('nothing was dropped.'));
  if (dropped === 0) throw notInQuarantine([reference], target);
  output.result({ dropped: reference, messages: dropped }, () =>
    dropped === 1
      ? `${reference} is dropped.\n`
      : `${reference} is dropped; it was there ${dropped} times.\n`,
  );
  return exitCodes.ok;
};

const notConfirmed = (reference: string, name: string, options: string): Failure =>
  new Failure(
    exitCodes.usage,
    'NOT_CONFIRMED',
    `This deletes the body ${reference} from ${name} for good; the portal does not send it again.`,
    `If that is what you want: npx b24bus quarantine drop ${reference} --yes${options}`,
  );
