import type { Delivery } from '../../middleware/keep.ts';
import { runtimeFrom } from '../../middleware/runtime.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { quarantineQueues } from '../queue/target-queues.ts';
import { type Filters, matcherOf } from './filters.ts';
import { type HeldPage, heldBodies } from './held-bodies.ts';
import { type Replayed, replayBody } from './replay-body.ts';
import { isDone, replayReport } from './replay-report.ts';
import { notInQuarantine } from './show.ts';

type ReplayOptions = { readonly all?: boolean; readonly dryRun?: boolean };

/** Milliseconds for the destinations, and then for the queue: a desk is further away than a function. */
const PATIENCE_MS = 5_000;

/**
 * Publishes what is valid now and deletes it from the quarantine, page by page; what is still not valid stays.
 *
 * @throws Failure, PortalsFault, SettingsError
 */
export const replayQuarantine = async (
  filters: Filters,
  { all = false, dryRun = false }: ReplayOptions,
  { target, output }: CommandContext,
): Promise<number> => {
  const chosen = Object.keys(filters).length > 0;
  if (chosen === all) throw chosen ? contradiction : nothingChosen;
  const delivery = deliveryOf(target.environment, dryRun);
  const replayed: Replayed[] = [];
  let unreadable = 0;
  const pages = (interrupted: AbortSignal) =>
    heldBodies(quarantineQueues(target), matcherOf(filters), output, interrupted);
  await untilInterrupted(async (interrupted) => {
    for await (const page of pages(interrupted)) {
      const results = await replayPage(page, delivery, dryRun);
      replayed.push(...results);
      unreadable += page.unreadable;
      output.progress(`${replayed.length} replayed …`);
      if (results.some(({ outcome }) => outcome === 'undelivered')) throw outOfReach(replayed);
    }
    if (interrupted.aborted) throw interruption(`${doneOf(replayed, dryRun)} The rest is as it was.`);
  }, interruption(''));
  const missing = (filters.references ?? []).filter(
    (reference) => !replayed.some((each) => each.reference === reference),
  );
  if (missing.length > 0) throw notInQuarantine(missing, target);
  replayReport({ replayed, unreadable, dryRun }, output);
  return replayed.every(isDone) ? exitCodes.ok : exitCodes.problem;
};

const replayPage = async (
  { reader, bodies }: HeldPage,
  delivery: Delivery,
  dryRun: boolean,
): Promise<readonly Replayed[]> => {
  const results = await Promise.all(bodies.map(({ record }) => replayBody(record, delivery)));
  const done = bodies.filter((_, at) => results[at] !== undefined && isDone(results[at]));
  if (!dryRun) await reader.remove(done.map(({ message }) => message));
  return results;
};

/** For a rehearsal there is nowhere that events could go to. */
const deliveryOf = (environment: Readonly<Record<string, string>>, dryRun: boolean): Delivery => {
  const { delivery } = runtimeFrom(environment);
  return {
    ...delivery,
    ...(dryRun && { destinations: [] }),
    publishDeadline: PATIENCE_MS,
    storeDeadline: PATIENCE_MS,
    // What nobody took is in quarantine still.
    log: () => undefined,
  };
};

const doneOf = (replayed: readonly Replayed[], dryRun: boolean): string => {
  const count = replayed.filter(isDone).length;
  return dryRun ? 'this was a rehearsal.' : `${count} were replayed and are out of the quarantine.`;
};

const contradiction = new Failure(
  exitCodes.usage,
  'USAGE',
  '--all is given beside what it is not all of.',
  'Leave out --all, or the references and filters.',
);

const nothingChosen = new Failure(
  exitCodes.usage,
  'USAGE',
  'It is not said what to replay.',
  'Give references, filters such as --event OnSessionStart, or --all; --dry-run tells what would happen.',
);

const outOfReach = (replayed: readonly Replayed[]): Failure =>
  new Failure(
    exitCodes.unreachable,
    'UNDELIVERED',
    `Neither the destinations nor the undelivered queue take events. ${doneOf(replayed, false)} The rest is as it was.`,
    'Run it again when they do; `npx b24bus doctor` tells what is broken.',
  );
