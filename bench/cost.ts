import { readFileSync } from 'node:fs';

/** A list price, and where it is from. */
type Price = {
  readonly price: number;
  readonly of: string;
  readonly source: string;
  readonly date: string;
  /** By whom it is stated: `AWS`, a third party, or nobody that was looked up. */
  readonly verified: string;
};

type PriceName =
  | 'lambdaMillionRequests'
  | 'lambdaGbSecond'
  | 'httpApiMillion'
  | 'functionUrlMillion'
  | 'eventBridgeMillion'
  | 'snsMillion'
  | 'sqsMillion'
  | 'dynamoDbReadMillion'
  | 'logsGb';

/** A hosted gateway's plan. */
export type GatewayPlan = {
  readonly name: string;
  /** Dollars a month. */
  readonly monthly: number;
  /** Events a month that the plan includes. */
  readonly included: number;
  /** Dollars per million events beyond these. */
  readonly perMillion: number;
  readonly note: string;
  readonly source: string;
  readonly date: string;
  readonly verified: string;
};

/** US dollars. */
export type ListPrices = {
  readonly region: string;
  readonly aws: Readonly<Record<PriceName, Price>>;
  readonly gateways: readonly GatewayPlan[];
};

export const readListPrices = (): ListPrices =>
  JSON.parse(readFileSync(new URL('./list-prices.json', import.meta.url), 'utf8'));

/** How events come in and where they go. */
export type CostMode = {
  readonly front: 'HTTP API' | 'function URL';
  readonly destination: 'EventBridge' | 'SNS';
  readonly ingest: 'direct' | 'queued';
  /** Whether every event reads the portals table; a container that remembers the portal does not. */
  readonly readsTable: boolean;
};

/** Queued events come through the HTTP API's own integration with SQS, so a function URL cannot have them. */
export const costModes: readonly CostMode[] = (['direct', 'queued'] as const).flatMap((ingest) =>
  (ingest === 'direct' ? (['HTTP API', 'function URL'] as const) : (['HTTP API'] as const)).flatMap((front) =>
    (['EventBridge', 'SNS'] as const).flatMap((destination) =>
      [false, true].map((readsTable) => ({ front, destination, ingest, readsTable })),
    ),
  ),
);

/** What the arithmetic starts from: measured, or assumed and said so in the document. */
export type CostBasis = {
  /** MB of the function. */
  readonly memory: number;
  /** Milliseconds of a warm invocation beyond the answer of the service it publishes to. */
  readonly warmMs: number;
  /** Milliseconds that a cold invocation is billed, INIT included, likewise. */
  readonly coldMs: number;
  /** Share of invocations that start cold. */
  readonly coldShare: number;
  /** Milliseconds that the bus or the topic takes to answer, and the table. */
  readonly publishMs: number;
  readonly tableMs: number;
  /** Bytes of an event on the bus, and of a form on the wire. */
  readonly eventBytes: number;
  readonly formBytes: number;
  /** Bytes of log of one invocation, Lambda's own lines included; and of a line of the API's access log. */
  readonly logBytes: number;
  readonly accessLogBytes: number;
  /** Messages that a queued invocation takes at once. */
  readonly batch: number;
};

/** Dollars per million events. */
export type Cost = {
  readonly front: number;
  readonly queue: number;
  readonly lambda: number;
  readonly bus: number;
  readonly table: number;
  readonly logs: number;
  readonly total: number;
};

const CHUNK = 64 * 1024;
const API_CHUNK = 512 * 1024;

/** AWS counts what is larger than a chunk as several. */
export const chunksOf = (bytes: number, chunk: number): number => Math.max(1, Math.ceil(bytes / chunk));

/** Lambda rounds up to whole milliseconds. */
export const billedMs = ({ warmMs, coldMs, coldShare }: CostBasis, waitMs: number): number =>
  (1 - coldShare) * Math.ceil(warmMs + waitMs) + coldShare * Math.ceil(coldMs + waitMs);

export const costOf = (mode: CostMode, basis: CostBasis, { aws }: ListPrices): Cost => {
  const queued = mode.ingest === 'queued';
  const invocations = queued ? 1 / basis.batch : 1;
  const waitMs = basis.publishMs + (mode.readsTable ? basis.tableMs : 0);
  // One event of a batch is taken to cost what one that comes alone does: the most that it can.
  const seconds = (billedMs(basis, waitMs) / 1000) * 1e6;
  const logged = basis.logBytes + (mode.front === 'HTTP API' ? basis.accessLogBytes : 0);
  const fronts = { 'HTTP API': aws.httpApiMillion.price, 'function URL': aws.functionUrlMillion.price };
  const buses = { EventBridge: aws.eventBridgeMillion.price, SNS: aws.snsMillion.price };
  const parts = {
    front: fronts[mode.front] * chunksOf(basis.formBytes, API_CHUNK),
    // Sent one by one; received and deleted by the batch.
    queue: queued ? aws.sqsMillion.price * (1 + 2 / basis.batch) * chunksOf(basis.formBytes, CHUNK) : 0,
    lambda:
      aws.lambdaMillionRequests.price * invocations +
      seconds * (basis.memory / 1024) * aws.lambdaGbSecond.price,
    bus: buses[mode.destination] * chunksOf(basis.eventBytes, CHUNK),
    table: mode.readsTable ? aws.dynamoDbReadMillion.price : 0,
    logs: ((logged * 1e6) / 1e9) * aws.logsGb.price,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
};

/** Dollars for so many events in a month. */
export const gatewayCost = ({ monthly, included, perMillion }: GatewayPlan, events: number): number =>
  monthly + (Math.max(0, events - included) / 1e6) * perMillion;

/** Dollars a month for long polling of queues that stay empty: five pollers per mapping, a request every 20 s each. */
export const idlePollingPerMonth = (queues: number, { aws }: ListPrices): number =>
  ((queues * 5 * 30 * 24 * 3600) / 20 / 1e6) * aws.sqsMillion.price;
