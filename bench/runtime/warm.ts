import { quantile, shuffled } from '../measure.ts';
import type { Built } from './build.ts';
import { type Mode, type Session, type Stage, startSession } from './session.ts';

/** Invocations before the first that counts. */
const WARM_UP = 50;

/** The memory of a process is looked at when it has had this many events. */
const MEMORY_AFTER = 100;

const BLOCK = 50;

/** Warm invocations of one contestant in one mode; milliseconds. */
export type WarmResult = Mode & {
  readonly name: string;
  readonly count: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  /** CPU of one invocation. */
  readonly cpu: number;
  /** The most that the process ever held until its hundredth event, in MB. */
  readonly memory100: number;
  /** Bytes of log per invocation. */
  readonly logged: number;
};

/** Of the stub, by a bare client between the blocks of the contestants; milliseconds. */
export type RoundTrip = Mode & { readonly p50: number; readonly p99: number };

/** A session and what was measured in it. */
type Run = { readonly built: Built; readonly session: Session; readonly times: number[]; memory100: number };

const invokeBlock = async (run: Run, count: number): Promise<void> => {
  for (let done = 0; done < count; done++) {
    const { called, at } = await run.session.invoke();
    run.times.push(at - called);
    if (run.times.length === MEMORY_AFTER) run.memory100 = run.session.process.peakMemory();
  }
  await run.session.check();
};

/**
 * Invocations of processes that are warm, the contestants by turns in blocks, in an order of its own each time. Between
 * the blocks a bare client measures the stub alone.
 */
export const measureWarm = async (
  contestants: readonly Built[],
  mode: Mode,
  count: number,
  stage: Stage,
): Promise<{ results: WarmResult[]; roundTrip: RoundTrip }> => {
  const runs: Run[] = [];
  const trips: number[] = [];
  try {
    for (const built of contestants) {
      const run = {
        built,
        session: await startSession(built, mode, stage),
        times: [],
        memory100: Number.NaN,
      };
      runs.push(run);
      await invokeBlock(run, WARM_UP);
    }
    const before = new Map(runs.map((run) => [run, used(run)]));
    for (let done = 0; done < count; done += BLOCK) {
      for (let trip = 0; trip < BLOCK; trip++) trips.push(await stage.stub.roundTrip(mode.protocol));
      for (const run of shuffled(runs)) await invokeBlock(run, Math.min(BLOCK, count - done));
    }
    const results = runs.map((run) => resultOf(run, mode, before.get(run) ?? used(run)));
    return { results, roundTrip: { ...mode, p50: quantile(trips, 0.5), p99: quantile(trips, 0.99) } };
  } finally {
    await Promise.all(runs.map(({ session }) => session.stop()));
  }
};

type Used = { readonly cpu: number; readonly logged: number };

const used = ({ session: { process } }: Run): Used => ({ cpu: process.cpu(), logged: process.logged() });

const resultOf = (run: Run, mode: Mode, before: Used): WarmResult => {
  const times = run.times.slice(WARM_UP);
  const after = used(run);
  return {
    name: run.built.contestant.name,
    ...mode,
    count: times.length,
    p10: quantile(times, 0.1),
    p50: quantile(times, 0.5),
    p90: quantile(times, 0.9),
    p99: quantile(times, 0.99),
    cpu: (after.cpu - before.cpu) / times.length,
    memory100: run.memory100,
    logged: (after.logged - before.logged) / times.length,
  };
};
