import { join } from 'node:path';
import { buildFunctions } from '../lib/package/build.ts';
import { CLIENT, genuineClient } from '../test/chaos/runtime-client.ts';
import { ROOT } from './measure.ts';
import type { RuntimeFigures } from './results.ts';
import { type Built, buildContestants } from './runtime/build.ts';
import { measureCold } from './runtime/cold.ts';
import { contestants } from './runtime/contestants.ts';
import { startThrottle } from './runtime/cpu-share.ts';
import { sampleBytes } from './runtime/form.ts';
import type { Mode, Stage } from './runtime/session.ts';
import { startStub } from './runtime/stub-client.ts';
import { measureWarm } from './runtime/warm.ts';

/** What is measured in Lambda's runtime, and how long. */
export type RuntimePlan = {
  readonly quick: boolean;
  /** Names of those that are measured; all where it is empty. */
  readonly chosen: readonly string[];
  /** Cold starts of each contestant in each mode; undefined for as many as the document wants. */
  readonly rounds: number | undefined;
  readonly throttle: 'best' | 'duty-cycle';
  /** Where ours are built already; undefined to build them. */
  readonly dist: string | undefined;
};

const plain = (memory: number | undefined): Mode => ({ protocol: 'plain', memory });
const tls = (memory: number | undefined): Mode => ({ protocol: 'tls', memory });

const QUICK = {
  rounds: 5,
  cold: [plain(undefined), plain(512), plain(256), tls(undefined)],
  warm: [plain(undefined), plain(512), plain(256)],
  invocations: { full: 200, share: 200 },
} as const;

const FULL = {
  rounds: 20,
  cold: [undefined, 1024, 512, 256].flatMap((memory) => [plain(memory), tls(memory)]),
  warm: [plain(undefined), plain(1024), plain(512), plain(256), tls(undefined)],
  invocations: { full: 2000, share: 500 },
} as const;

type Progress = (text: string) => void;

const modeOf = ({ protocol, memory }: Mode): string => `${protocol}, ${memory ?? 'full CPU'}`;

/** @throws Error for a name that nobody has. */
const chosenOf = (names: readonly string[]) => {
  const unknown = names.filter((name) => !contestants.some((each) => each.name === name));
  if (unknown.length > 0) {
    const known = contestants.map(({ name }) => name).join(', ');
    throw new Error(`There is no contestant ${unknown.join(', ')}. There are: ${known}`);
  }
  return contestants.filter(({ name }) => names.length === 0 || names.includes(name));
};

/** Cold and warm figures of all contestants, each answer checked. */
export const measureRuntime = async (plan: RuntimePlan, progress: Progress): Promise<RuntimeFigures> => {
  const chosen = chosenOf(plan.chosen);
  const { cold, warm, invocations, ...extent } = plan.quick ? QUICK : FULL;
  const rounds = plan.rounds ?? extent.rounds;
  if (plan.dist === undefined) await buildFunctions();
  progress('installing and bundling the contestants');
  const built = await buildContestants(chosen, plan.dist ?? join(ROOT, 'dist'));
  const stub = await startStub();
  const throttle = await startThrottle(plan.throttle);
  try {
    const stage: Stage = { stub, runtime: genuineClient(ROOT), throttle };
    const starts = await measureCold(built, cold, rounds, stage, (round) =>
      progress(`cold starts: round ${round} of ${rounds}`),
    );
    const warmed = [];
    for (const mode of warm) {
      progress(`warm invocations: ${modeOf(mode)}`);
      const count = mode.memory === undefined ? invocations.full : invocations.share;
      warmed.push(await measureWarm(built, mode, count, stage));
    }
    return {
      client: `${CLIENT.name} ${CLIENT.version}`,
      throttle: throttle.name,
      rounds,
      sizes: built.map(sizesOf),
      cold: starts,
      warm: warmed.flatMap(({ results }) => results),
      roundTrips: warmed.map(({ roundTrip }) => roundTrip),
      ...sampleBytes(),
    };
  } finally {
    stub.stop();
    throttle.close();
  }
};

const sizesOf = ({ contestant: { name }, bytes, zipBytes, versions }: Built) => ({
  name,
  bytes,
  zipBytes,
  versions,
});
