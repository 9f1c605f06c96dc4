import { ageOf, ageSeconds } from '../age.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { undeliveredQueue } from '../queue/target-queues.ts';
import { textTable } from '../text-table.ts';
import type { UndeliveredView } from './undelivered-view.ts';
import { undeliveredViews } from './undelivered-views.ts';
import { waitingIn } from './waiting.ts';

/** Lists the undelivered queue and its dead-letter queue, oldest first. @throws Failure, PortalsFault, SettingsError */
export const listUndelivered = async ({ target, output }: CommandContext): Promise<number> => {
  const waiting = await waitingIn(undeliveredQueue(target));
  const views = await untilInterrupted(
    (interrupted) => undeliveredViews(target, output, interrupted),
    interruption('everything is as it was.'),
  );
  const now = Date.now();
  const document = views.map((view) => ({ ...view, ageSeconds: ageSeconds(Date.parse(view.since), now) }));
  output.result({ undelivered: document, waiting }, () => textOf(views, waiting, target.options, now));
  return exitCodes.ok;
};

const heading = ['AGE', 'ID', 'EVENT', 'PORTAL', 'DESTINATIONS', 'LAST REJECTION', 'QUEUE'];

const textOf = (views: readonly UndeliveredView[], waiting: number, options: string, now: number): string => {
  const rows = views.map((view) => [
    ageOf(Date.parse(view.since), now),
    view.id ?? `(${view.kind})`,
    view.event ?? '',
    view.portal ?? '',
    (view.destinations ?? []).join(', '),
    [...new Set(view.codes ?? [])].join(', '),
    view.queue,
  ]);
  const table =
    views.length === 0 ? 'Nothing undelivered can be looked at.\n' : textTable([heading, ...rows]);
  const more =
    waiting === 0
      ? ''
      : `${waiting} more ${waiting === 1 ? 'waits' : 'wait'} for the next attempt, and cannot be looked at until then.\n`;
  if (views.length === 0 && waiting === 0) return 'Nothing is undelivered.\n';
  const given = views.filter(({ queue }) => queue === 'dead-letter').length;
  return table + more + (given === 0 ? '' : redriveLine(given, options));
};

const redriveLine = (count: number, options: string): string =>
  `${count} of them ${count === 1 ? 'has' : 'have'} been given up: npx b24bus undelivered redrive --all${options}\n`;
