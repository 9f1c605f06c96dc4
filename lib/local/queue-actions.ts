import * as v from 'valibot';
import type { CommandContext } from '../cli/command-context.ts';
import { Failure } from '../cli/failure.ts';
import { matcherOf } from '../cli/quarantine/filters.ts';
import { heldBodies } from '../cli/quarantine/held-bodies.ts';
import { replayQuarantine } from '../cli/quarantine/replay.ts';
import { notInQuarantine } from '../cli/quarantine/show.ts';
import { quarantineQueues } from '../cli/queue/target-queues.ts';
import { unreadableLine } from '../cli/queue/unreadable-line.ts';
import type { Target } from '../cli/target/target.ts';
import { redriveUndelivered } from '../cli/undelivered/redrive.ts';
import type { ActionReport, Selection } from '../inspector/protocol.ts';
import { PortalsFault } from '../portals/fault.ts';

const replays = v.object({
  done: v.number(),
  unreadable: v.number(),
  replayed: v.array(
    v.object({
      reference: v.string(),
      outcome: v.string(),
      errors: v.array(v.object({ path: v.string(), message: v.string() })),
    }),
  ),
});

const redrives = v.object({ moved: v.number(), unreadable: v.number() });

/** As `b24bus quarantine replay`. @throws Error with the cure. */
export const replay = async (selection: Selection, target: Target): Promise<ActionReport> => {
  const chosen = chosenOf(selection);
  const [filters, options] = chosen === 'all' ? [{}, { all: true }] : [{ references: chosen }, {}];
  const { done, unreadable, replayed } = await resultOf(replays, target, (context) =>
    replayQuarantine(filters, options, context),
  );
  const left = replayed.flatMap(({ reference, outcome, errors: [first] }) =>
    outcome === 'quarantined' ? [`${reference}: ${first?.path ?? 'body'} ${first?.message ?? ''}`] : [],
  );
  return { done, remaining: [...left, ...unreadableLines(unreadable)] };
};

/** As `b24bus quarantine drop`, for several. @throws Error with the cure. */
export const drop = async (selection: Selection, target: Target): Promise<ActionReport> => {
  const chosen = chosenOf(selection);
  const references = chosen === 'all' ? [] : chosen;
  const dropped = new Set<string>();
  let others = 0;
  await work(target, async ({ output }) => {
    const { signal } = new AbortController();
    const pages = heldBodies(quarantineQueues(target), matcherOf({ references }), output, signal);
    for await (const { reader, bodies, unreadable } of pages) {
      await reader.remove(bodies.map(({ message }) => message));
      for (const { record } of bodies) dropped.add(record.reference);
      others += unreadable;
    }
    const missing = references.filter((reference) => !dropped.has(reference));
    if (missing.length > 0) throw notInQuarantine(missing, target);
  });
  return { done: dropped.size, remaining: chosen === 'all' ? unreadableLines(others) : [] };
};

/** As `b24bus undelivered redrive`. @throws Error with the cure. */
export const redrive = async (selection: Selection, target: Target): Promise<ActionReport> => {
  const chosen = chosenOf(selection);
  const options = chosen === 'all' ? { all: true } : { id: chosen };
  const { moved, unreadable } = await resultOf(redrives, target, (context) =>
    redriveUndelivered(options, context),
  );
  return { done: moved, remaining: unreadableLines(unreadable) };
};

/** @throws Error where nothing is chosen: the commands would take that for all. */
const chosenOf = (selection: Selection): 'all' | readonly string[] => {
  if ('all' in selection) return 'all';
  if (selection.these.length > 0) return selection.these;
  throw new Error('It is not said which. Name at least one, or choose all.');
};

/** What a command tells with --json. */
const resultOf = async <Result>(
  schema: v.GenericSchema<unknown, Result>,
  target: Target,
  command: (context: CommandContext) => Promise<unknown>,
): Promise<Result> => {
  let told: unknown;
  await work(target, ({ output }) => {
    const result = (document: object): void => {
      told = document;
    };
    return command({ target, output: { ...output, result } });
  });
  return v.parse(schema, told);
};

const work = async (
  target: Target,
  command: (context: CommandContext) => Promise<unknown>,
): Promise<void> => {
  const output = {
    result: () => undefined,
    progress: () => undefined,
    paint: (_: unknown, text: string) => text,
  };
  try {
    await command({ target, output });
  } catch (fault) {
    const isTold = fault instanceof Failure || fault instanceof PortalsFault;
    throw isTold ? new Error(`${fault.message} ${fault.cure}`) : fault;
  }
};

const unreadableLines = (count: number): readonly string[] => {
  const line = unreadableLine(count).trimEnd();
  return line === '' ? [] : [line];
};
