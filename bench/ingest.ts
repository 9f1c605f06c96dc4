/**
 * How long an event takes to its answer and to the bus, called directly and through a queue, in two local runs side by
 * side; and what a million events cost.
 * `node bench/ingest.ts [rounds]`
 */
import { clearBus, type LocalProcess, onTheBus, postForm, startLocalProcess } from '../test/local-run.ts';
import { formOf } from '../test/samples.ts';
import { interleaved, median, print, printMachine, printSamples, printTable, shown } from './measure.ts';

const rounds = Number(process.argv[2] ?? 200);
const seed = formOf('seed-session-start');

type Way = { readonly name: 'direct' | 'queued'; readonly run: LocalProcess };
type Journey = { readonly answer: number; readonly bus: number };

const until = async (url: string): Promise<void> => {
  while ((await onTheBus(url)).length === 0);
};

/** Milliseconds from the post to its answer, and until the event is with a subscriber of the bus. */
const travel = async ({ run: { url } }: Way): Promise<Journey> => {
  await clearBus(url);
  const posted = performance.now();
  const response = await postForm(url, '/events/on-session-start', seed);
  await response.text();
  const answer = performance.now() - posted;
  await until(url);
  return { answer, bus: performance.now() - posted };
};

/**
 * US dollars: list prices of us-east-1 without the free tiers, as known in November 2026 and not fetched; other
 * regions are up to a fifth dearer. Look at AWS's price pages before you rely on them.
 */
const prices = {
  /** HTTP API, per million requests, each up to 512 KB. */
  api: 1,
  /** SQS standard queue, per million requests, each up to 64 KB. */
  sqs: 0.4,
  /** Lambda, per million invocations. */
  invocation: 0.2,
  /** Lambda on arm64, per GB second. */
  gbSecond: 0.0000133334,
  /** EventBridge, per million custom events, each up to 64 KB. */
  event: 1,
};

const MEMORY_GB = 0.5;

type Cost = {
  readonly path: string;
  /** Events of one invocation. */
  readonly batch: number;
  /** Milliseconds of one invocation. */
  readonly ms: number;
  readonly queued: boolean;
};

/** Messages are sent one by one, and received and deleted by the batch. */
const costOf = ({ batch, ms, queued }: Cost) => {
  const lambda = prices.invocation / batch + ((ms / 1000) * MEMORY_GB * prices.gbSecond * 1e6) / batch;
  const sqs = queued ? prices.sqs * (1 + 2 / batch) : 0;
  return { api: prices.api, sqs, lambda, bus: prices.event, total: prices.api + sqs + lambda + prices.event };
};

const dollars = (amount: number): string => amount.toFixed(2);

/** Milliseconds that the functions have worked on an event, from their logs. */
const worked = ({ lines }: LocalProcess): number[] =>
  lines.flatMap((line) => {
    const duration = /"Duration":([\d.]+)/.exec(line)?.[1];
    return duration === undefined ? [] : [Number(duration)];
  });

/** Long polling of an empty queue: five pollers per mapping, a request every 20 s each. */
const idlePerMonth = ((12 * 5 * 30 * 24 * 3600) / 20 / 1e6) * prices.sqs;

printMachine();
const ways: Way[] = [];
for (const name of ['direct', 'queued'] as const) {
  ways.push({ name, run: await startLocalProcess({ INGEST: name, DESTINATIONS: 'eventbridge' }) });
}
await interleaved(ways, 20, travel);
const journeys = await interleaved(ways, rounds, travel);
for (const { run } of ways) await run.stop();
print(`${rounds} rounds`);
print();
for (const part of ['answer', 'bus'] as const) {
  const samples = new Map([...journeys].map(([name, each]) => [name, each.map((journey) => journey[part])]));
  printSamples(`to the ${part}`, 'ms', samples);
}
print();
const [direct = 0, queued = 0] = ways.map(({ run }) => median(worked(run)));
const costs: Cost[] = [
  { path: 'direct', batch: 1, ms: direct, queued: false },
  { path: 'queued, one by one', batch: 1, ms: queued, queued: true },
  { path: 'queued, batches of 10 (assumed to take twice as long)', batch: 10, ms: 2 * queued, queued: true },
];
printTable(
  ['$ per million events', 'ms per invocation', 'HTTP API', 'SQS', 'Lambda', 'EventBridge', 'in all'],
  costs.map((cost) => {
    const { api, sqs, lambda, bus, total } = costOf(cost);
    return [cost.path, shown(cost.ms), ...[api, sqs, lambda, bus, total].map(dollars)];
  }),
);
print(`Polling twelve queues that stay empty: $ ${dollars(idlePerMonth)} a month.`);
process.exit(0);
