import { shuffled } from '../measure.ts';
import type { Built } from './build.ts';
import { type Mode, type Stage, startSession } from './session.ts';

/** One cold start, in milliseconds. */
export type ColdStart = {
  /** From the start of the process to its first answer. */
  readonly wall: number;
  /** Of CPU, likewise. */
  readonly cpu: number;
  /** From the start of the process until it asks for its first invocation. */
  readonly init: number;
  /** From then to its answer. */
  readonly first: number;
};

/** Cold starts of one contestant in one mode, by column, one value per round. */
export type ColdResult = Mode & { readonly name: string } & Readonly<
    Record<keyof ColdStart, readonly number[]>
  >;

/** A fresh process, from its start to its first answer, which has to be right. */
export const coldStart = async (built: Built, mode: Mode, stage: Stage): Promise<ColdStart> => {
  const session = await startSession(built, mode, stage);
  try {
    const { called, at } = await session.invoke();
    const { process } = session;
    const cpu = process.cpu();
    await session.check();
    const { initialised: init } = process;
    const first = at - called;
    // What it took to throttle the process in between is not its own.
    return { wall: init + first, cpu, init, first };
  } finally {
    await session.stop();
  }
};

/** Every contestant in every mode once per round, in an order of its own each round. */
export const measureCold = async (
  contestants: readonly Built[],
  modes: readonly Mode[],
  rounds: number,
  stage: Stage,
  progress: (round: number) => void,
): Promise<ColdResult[]> => {
  const runs = contestants.flatMap((built) =>
    modes.map((mode) => ({ built, mode, starts: [] as ColdStart[] })),
  );
  for (const { built, mode } of runs) await coldStart(built, mode, stage);
  for (let round = 1; round <= rounds; round++) {
    progress(round);
    for (const { built, mode, starts } of shuffled(runs)) starts.push(await coldStart(built, mode, stage));
  }
  return runs.map(({ built, mode, starts }) => {
    const column = (of: keyof ColdStart): number[] => starts.map((start) => start[of]);
    return {
      ...{ name: built.contestant.name, ...mode },
      ...{ wall: column('wall'), cpu: column('cpu'), init: column('init'), first: column('first') },
    };
  });
};
