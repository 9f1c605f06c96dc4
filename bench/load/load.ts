import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { clearBus, onTheBus, startLocalProcess } from '../../test/local-run.ts';
import { quantile } from '../measure.ts';

/** What a sender's process is to do. */
export type LoadPlan = {
  readonly url: string;
  /** Posts at a time, each on a connection of its own. */
  readonly senders: number;
  readonly events: number;
  /** Number of the first event; no two have the same. */
  readonly first: number;
};

export type SenderReport = {
  /** Milliseconds to each 2xx. */
  readonly times: readonly number[];
  /** Of the events that were answered 2xx. */
  readonly ids: readonly string[];
  /** How many of them were answered 202: not published yet. */
  readonly stored: number;
  /** The status or the fault of each that was not answered 2xx. */
  readonly failures: readonly string[];
  readonly seconds: number;
};

/** What became of the events of one load. */
export type LoadResult = {
  readonly name: string;
  readonly senders: number;
  readonly events: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answered 202: the bus was slower than the deadline, and redelivery publishes them. */
  readonly stored: number;
  /** Not answered 2xx. */
  readonly errors: number;
  /** Which ones, by status or fault. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Answered 2xx, and not with a subscriber of the bus within two minutes. */
  readonly lost: number;
};

const ARRIVAL_MS = 120_000;

const BURST_CONNECTIONS = 1000;

const plansOf = (
  events: number,
): readonly (Pick<LoadPlan, 'senders' | 'events'> & { readonly name: string })[] => [
  { name: '1 sender', senders: 1, events: Math.ceil(events / 10) },
  { name: '10 senders', senders: 10, events: Math.ceil(events / 2) },
  { name: '100 senders', senders: 100, events },
  { name: 'a burst', senders: Math.min(BURST_CONNECTIONS, events), events },
];

const post = async (plan: LoadPlan): Promise<SenderReport> => {
  const sender = fork(fileURLToPath(new URL('./sender.ts', import.meta.url)));
  sender.send(plan);
  const [report] = await Promise.race([
    once(sender, 'message'),
    // 'exit' may come before a message that is still on its way; this does not.
    once(sender, 'disconnect').then(() => Promise.reject(new Error('the sender has ended early'))),
  ]);
  return report as SenderReport;
};

/** How often each text occurs. */
const countsOf = (texts: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(texts, (text) => text)].map(([text, each]) => [text, each.length]));

/** How many of these events are not on the bus. */
export const lostOf = (promised: readonly string[], arrived: readonly string[]): number => {
  const there = new Set(arrived);
  return promised.filter((id) => !there.has(id)).length;
};

/** Waits for redelivery where something is missing. */
const lostOn = async (url: string, promised: readonly string[]): Promise<number> => {
  const until = performance.now() + ARRIVAL_MS;
  for (;;) {
    const seen = await onTheBus(url);
    const arrived = seen.flatMap((each) =>
      each.target === 'eventbridge' ? [String(each.entry.detail['id'])] : [],
    );
    const lost = lostOf(promised, arrived);
    if (lost === 0 || performance.now() > until) return lost;
    await sleep(1000);
  }
};

/**
 * Posts distinct events to a local run: by one sender, by ten, by a hundred, and as a burst of them all; then looks for
 * each on the bus.
 *
 * @param events of the burst.
 */
export const measureLoad = async (
  events: number,
  progress: (name: string) => void,
): Promise<LoadResult[]> => {
  const run = await startLocalProcess({ DESTINATIONS: 'eventbridge', REDELIVERY: 'on' });
  const results: LoadResult[] = [];
  let first = 0;
  try {
    await post({ url: run.url, senders: 10, events: 200, first });
    first += 200;
    for (const plan of plansOf(events)) {
      progress(plan.name);
      await clearBus(run.url);
      const { times, ids, stored, failures, seconds } = await post({ ...plan, url: run.url, first });
      first += plan.events;
      results.push({
        ...plan,
        perSecond: ids.length / seconds,
        p50: quantile(times, 0.5),
        p99: quantile(times, 0.99),
        stored,
        errors: plan.events - ids.length,
        kinds: countsOf(failures),
        lost: await lostOn(run.url, ids),
      });
    }
  } finally {
    await run.stop();
  }
  return results;
};
