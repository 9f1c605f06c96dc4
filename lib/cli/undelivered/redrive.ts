import type { Rejection } from '../../publish/destination.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes, Failure } from '../failure.ts';
import { interruption, untilInterrupted } from '../interruption.ts';
import { type Message, QueueReader } from '../queue/queue-reader.ts';
import { sendAll } from '../queue/send.ts';
import { type NamedQueue, undeliveredDeadLetters, undeliveredQueue } from '../queue/target-queues.ts';
import { unreadableLine } from '../queue/unreadable-line.ts';
import type { Target } from '../target/target.ts';
import { undeliveredView } from './undelivered-view.ts';

type RedriveOptions = { readonly id?: readonly string[]; readonly all?: boolean };

/** What has been done so far. */
type Progress = { moved: number; unreadable: number; readonly ids: Set<string> };

/**
 * Moves messages of the dead-letter queue back into the undelivered queue, where they are new: sends a page, then
 * deletes it. What is no record of ours stays, because it would only come back.
 *
 * @throws Failure, PortalsFault, SettingsError
 */
export const redriveUndelivered = async (
  { id: ids = [], all = false }: RedriveOptions,
  { target, output }: CommandContext,
): Promise<number> => {
  if (all === ids.length > 0) throw all ? contradiction : nothingChosen;
  const queue = undeliveredQueue(target);
  const reader = new QueueReader(undeliveredDeadLetters(target));
  const progress: Progress = { moved: 0, unreadable: 0, ids: new Set() };
  const wanted = all ? undefined : new Set(ids);
  await untilInterrupted(async (interrupted) => {
    try {
      for await (const messages of reader.pages(interrupted)) {
        await move(chosen(messages, wanted, progress), reader, queue, progress);
        output.progress(`${progress.moved} moved …`);
      }
    } finally {
      output.progress('');
      await reader.release();
    }
    if (interrupted.aborted) throw interruption(`${doneOf(progress)} The rest is as it was.`);
  }, interruption(''));
  const missing = ids.filter((each) => !progress.ids.has(each));
  if (missing.length > 0) throw notThere(missing, progress, target);
  const { moved, unreadable } = progress;
  output.result({ moved, unreadable }, () => `${doneOf(progress)}\n${unreadableLine(unreadable)}`);
  return unreadable > 0 ? exitCodes.problem : exitCodes.ok;
};

const chosen = (
  messages: readonly Message[],
  wanted: ReadonlySet<string> | undefined,
  progress: Progress,
): readonly Message[] =>
  messages.filter((message) => {
    const { kind, id } = undeliveredView(message, 'dead-letter');
    // Redelivery takes bodies in quarantine for unreadable too.
    if (kind === 'unreadable' || kind === 'quarantined') {
      if (wanted === undefined) progress.unreadable += 1;
      return false;
    }
    const isWanted = wanted === undefined || (id !== undefined && wanted.has(id));
    if (isWanted && id !== undefined) progress.ids.add(id);
    return isWanted;
  });

const move = async (
  messages: readonly Message[],
  reader: QueueReader,
  queue: NamedQueue,
  progress: Progress,
): Promise<void> => {
  const verdicts = await sendAll(
    queue,
    messages.map(({ body }) => body),
  );
  const taken = messages.filter((_, at) => verdicts[at] === undefined);
  await reader.remove(taken);
  progress.moved += taken.length;
  const refusal = verdicts.find((verdict) => verdict !== undefined);
  if (refusal !== undefined) throw notTaken(queue, refusal, progress);
};

const doneOf = ({ moved }: Progress): string =>
  `${moved} ${moved === 1 ? 'was' : 'were'} moved back into the undelivered queue.`;

const notTaken = ({ name }: NamedQueue, { code, message }: Rejection, progress: Progress): Failure =>
  new Failure(
    exitCodes.unreachable,
    code,
    `The ${name} does not take them: ${code}: ${message}. ${doneOf(progress)} The rest is as it was.`,
    'Run it again when it does.',
  );

const notThere = (ids: readonly string[], progress: Progress, { options }: Target): Failure =>
  new Failure(
    exitCodes.problem,
    'NOT_GIVEN_UP',
    `${ids.join(', ')} ${ids.length === 1 ? 'is' : 'are'} not in the dead-letter queue. ${doneOf(progress)}`,
    `See what is: npx b24bus undelivered list${options}`,
  );

const contradiction = new Failure(exitCodes.usage, 'USAGE', '--all and --id are given.', 'Give one of them.');

const nothingChosen = new Failure(
  exitCodes.usage,
  'USAGE',
  'It is not said what to move.',
  'Give --id <id>, as often as there are events, or --all.',
);
