import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientSettings } from '../../portals/client-settings.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import type { Output } from '../output.ts';
import { textTable } from '../text-table.ts';
import { archivesOf, type BusArchive, busArn, ruleArns } from './archives.ts';
import { describeReplay, hasEnded, patiently, type Replayed, type Span, startReplay } from './progress.ts';

export type ReplayOptions = {
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly event?: readonly string[];
  readonly destinationRule?: readonly string[];
  readonly name?: string;
};

/** So long an event may be on its way into the archive ("Archiving and replaying events", EventBridge User Guide). */
const ARCHIVE_DELAY_MS = 10 * 60_000;

/**
 * Replays the archives of the bus and waits for the end. The replays are EventBridge's: they go on when this process
 * is interrupted, and their name leads back to them.
 *
 * @throws Failure, PortalsFault
 */
export const replayArchives = async (
  options: ReplayOptions,
  { target, output }: CommandContext,
): Promise<number> => {
  const { from, to, event: events = [], destinationRule = [], name = newName(Date.now()) } = options;
  if (from >= to) {
    throw new Failure(exitCodes.usage, 'USAGE', '--from is not before --to.', 'Exchange them.');
  }
  const client = new EventBridgeClient(clientSettings);
  const busName = target.environment['EVENT_BUS_NAME'] ?? '';
  const bus = await busArn(client, busName);
  const archives = chosen(await archivesOf(client, bus), events, target.rebuild);
  const span = { bus, from, to, rules: await ruleArns(client, busName, destinationRule) };
  const left = `the replays that have begun go on by themselves; the rest begins, and all are followed, with --name ${name} and the same options.`;
  const replays = await untilInterrupted(
    (signal) => followed({ client, archives, name, span, output, signal }),
    interruption(left),
  );
  const note =
    to > Date.now() - ARCHIVE_DELAY_MS
      ? 'Events of the last 10 minutes may not have been in the archives yet.'
      : undefined;
  output.result({ name, replays: replays.map(shown), ...(note !== undefined && { note }) }, () =>
    [tableOf(replays), note === undefined ? '' : `${note}\n`].join(''),
  );
  return replays.every(({ state }) => state === 'COMPLETED') ? exitCodes.ok : exitCodes.problem;
};

/** To the millisecond: a name that is taken would lead to somebody else's replay. */
const newName = (now: number): string => `b24bus-${new Date(now).toISOString().replaceAll(/[-:.]/g, '')}`;

/** @throws Failure if there are no archives, or not those. */
const chosen = (
  archives: readonly BusArchive[],
  events: readonly string[],
  rebuild: string,
): readonly BusArchive[] => {
  if (archives.length === 0) {
    throw new Failure(
      exitCodes.problem,
      'NO_ARCHIVE',
      'The event bus has no archives.',
      `Events are archived while archiveDays is over 0, from then on. ${rebuild}`,
    );
  }
  const unknown = events.find((event) => !archives.some((archive) => archive.event === event));
  if (unknown !== undefined) {
    const known = archives.map(({ event }) => event).toSorted();
    throw new Failure(
      exitCodes.usage,
      'UNKNOWN_EVENT',
      `There is no archive of ${unknown}.`,
      `There are archives of: ${known.join(', ')}.`,
    );
  }
  return events.length === 0 ? archives : archives.filter(({ event }) => events.includes(event));
};

type Following = {
  readonly client: EventBridgeClient;
  readonly archives: readonly BusArchive[];
  readonly name: string;
  readonly span: Span;
  readonly output: Output;
  readonly signal: AbortSignal;
};

/** Starts as many replays as EventBridge lets run at a time, and looks at them until all have ended. */
const followed = async ({
  client,
  archives,
  name,
  span,
  output,
  signal,
}: Following): Promise<readonly Replayed[]> => {
  const waiting = [...archives];
  const replays = new Map<string, Replayed>();
  const wait = patiently(signal);
  for (;;) {
    for (const archive of [...waiting]) {
      signal.throwIfAborted();
      const replay = `${name}-${archive.event}`;
      if (!(await startReplay(client, archive, replay, span))) break;
      replays.set(archive.event, { event: archive.event, name: replay, state: 'STARTING' });
      waiting.shift();
    }
    for (const replay of [...replays.values()].filter((each) => !hasEnded(each))) {
      replays.set(replay.event, await describeReplay(client, replay.event, replay.name));
    }
    const all = [...replays.values()];
    output.progress(progressOf(all, archives.length, span));
    if (waiting.length === 0 && all.every(hasEnded)) break;
    await wait();
  }
  output.progress('');
  return [...replays.values()];
};

/** How far the replays are, by the share of the span that they have passed. */
const progressOf = (replays: readonly Replayed[], count: number, { from, to }: Span): string => {
  const passed = replays.reduce(
    (sum, { state, last = from }) => sum + (state === 'COMPLETED' ? 1 : (last - from) / (to - from)),
    0,
  );
  return `replaying, ${Math.floor((100 * passed) / count)} % of the time of ${count} archives …`;
};

const shown = ({ last, ...replay }: Replayed) => ({
  ...replay,
  ...(last !== undefined && { last: new Date(last).toISOString() }),
});

const tableOf = (replays: readonly Replayed[]): string =>
  textTable([
    ['EVENT', 'STATE', 'LAST', 'REPLAY'],
    ...replays.map(({ event, state, last, name, reason = '' }) => [
      event,
      state.toLowerCase(),
      last === undefined ? 'no event' : new Date(last).toISOString(),
      `${name} ${reason}`.trim(),
    ]),
  ]);
