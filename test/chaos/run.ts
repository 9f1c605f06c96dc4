import { setTimeout as sleep } from 'node:timers/promises';
import { shuffled } from '../../bench/measure.ts';
import { type Body, drivenEvents, type PortalKey } from './bodies.ts';
import type { Account, Ledger } from './ledger.ts';
import type { Phase, Scenario } from './scenarios.ts';
import type { Clock } from './stage/functions.ts';
import type { Stage } from './stage/stage.ts';

/** What came of a scenario. */
export type Result = {
  readonly scenario: string;
  readonly account: Account;
  /** UNDELIVERED records that were replayed from the log. */
  readonly replayed: number;
  /** Seconds from the end of the fault until everything promised was on the bus. */
  readonly recovery: number;
};

type Making = (portal: PortalKey) => Body;

/** Portals of one scenario, unless each body has one of its own. */
const PORTALS = 40;

/** Everything that was promised has to be on the bus this long after the fault has ended. */
const RECOVERY_LIMIT_MS = 180_000;

/** Bodies at a time by event type: more than there are sandboxes, so that none is idle. */
const WIDTH = 12;

/**
 * Plays a scenario: posts about as many events as asked, ends the fault, recovers from the log what was answered 503,
 * and waits until everything promised is on the bus and redelivery has nothing left.
 */
export const play = async (
  stage: Stage,
  scenario: Scenario,
  events: number,
  make: Making,
): Promise<Result> => {
  const book = stage.open();
  for (const phase of scenario.phases) {
    const bodies = await bodiesOf(stage, scenario, events / scenario.phases.length, make);
    stage.trouble(phase);
    await postAll(stage, bodies, phase, scenario.clocks ?? ['exact']);
    stage.trouble({});
  }
  stage.trouble(scenario.meanwhile ?? {});
  const ended = performance.now();
  const [replayed, recovery] = await Promise.all([
    stage.recover(),
    recovered(stage, book, ended, scenario.limit ?? RECOVERY_LIMIT_MS),
  ]);
  stage.trouble({});
  return { scenario: scenario.name, account: book.account(), replayed, recovery };
};

const bodiesOf = async (
  stage: Stage,
  { portals, twice }: Scenario,
  events: number,
  make: Making,
): Promise<Body[]> => {
  // Four bodies of the four event types have six events.
  const count = Math.max(drivenEvents.length, Math.round(events / 1.5));
  const senders = await stage.install(portals === 'each' ? count : Math.min(PORTALS, count));
  const bodies = Array.from({ length: count }, (_, index) =>
    make(senders[index % senders.length] as PortalKey),
  );
  return twice ? shuffled([...bodies, ...bodies]) : bodies;
};

const postAll = async (
  stage: Stage,
  bodies: readonly Body[],
  { killAnytime = 0 }: Phase,
  clocks: readonly Clock[],
): Promise<void> => {
  const lanes = drivenEvents.map((name) => bodies.filter((body) => body.name === name).entries());
  const worker = async (lane: (typeof lanes)[number]): Promise<void> => {
    for (const [turn, body] of lane) {
      if (Math.random() < killAnytime) setTimeout(() => stage.kill(body), Math.random() * 60);
      await stage.post(body, clocks[turn % clocks.length] ?? 'exact');
    }
  };
  await Promise.all(lanes.flatMap((lane) => Array.from({ length: WIDTH }, () => worker(lane))));
};

/** Seconds until nothing is missing; waits on until the queue is empty, so that late copies are counted too. */
const recovered = async (stage: Stage, book: Ledger, ended: number, patience: number): Promise<number> => {
  const limit = ended + patience;
  while (book.missing().length > 0 && performance.now() < limit) await sleep(100);
  const recovery = (performance.now() - ended) / 1000;
  while ((await stage.undelivered()) > 0 && performance.now() < limit) await sleep(100);
  await sleep(1_500);
  return recovery;
};
