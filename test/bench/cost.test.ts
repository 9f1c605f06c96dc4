import { describe, expect, it } from 'vitest';
import {
  billedMs,
  type CostBasis,
  type CostMode,
  chunksOf,
  costModes,
  costOf,
  type GatewayPlan,
  gatewayCost,
  idlePollingPerMonth,
  type ListPrices,
  readListPrices,
} from '../../bench/cost.ts';

const of = (price: number) => ({ price, of: '', source: '', date: '', verified: '' });

const prices: ListPrices = {
  region: 'nowhere',
  aws: {
    lambdaMillionRequests: of(0.2),
    lambdaGbSecond: of(0.00001),
    httpApiMillion: of(1),
    functionUrlMillion: of(0),
    eventBridgeMillion: of(1),
    snsMillion: of(0.5),
    sqsMillion: of(0.4),
    dynamoDbReadMillion: of(0.125),
    logsGb: of(0.5),
  },
  gateways: [],
};

const basis: CostBasis = {
  memory: 512,
  warmMs: 2,
  coldMs: 100,
  coldShare: 0,
  publishMs: 18,
  tableMs: 10,
  eventBytes: 800,
  formBytes: 900,
  logBytes: 1000,
  accessLogBytes: 200,
  batch: 1,
};

const mode: CostMode = { front: 'HTTP API', destination: 'EventBridge', ingest: 'direct', readsTable: false };

describe('what a million events cost', () => {
  it.each([
    { bytes: 0, chunks: 1 },
    { bytes: 65_536, chunks: 1 },
    { bytes: 65_537, chunks: 2 },
    { bytes: 1_048_576, chunks: 16 },
  ])('counts $bytes bytes as $chunks chunks of 64 KB', ({ bytes, chunks }) => {
    expect(chunksOf(bytes, 65_536)).toBe(chunks);
  });

  it('bills whole milliseconds, and cold starts by their share', () => {
    expect(billedMs({ ...basis, warmMs: 1.2, coldMs: 99.5, coldShare: 0.1 }, 18)).toBeCloseTo(
      0.9 * 20 + 0.1 * 118,
    );
  });

  it('adds up front, Lambda, bus and logs', () => {
    // 20 ms of half a GB a million times: 10,000 GB seconds.
    const { lambda, ...rest } = costOf(mode, basis, prices);
    expect(lambda).toBeCloseTo(0.2 + 0.1);
    expect(rest).toStrictEqual({ front: 1, queue: 0, bus: 1, table: 0, logs: 0.6, total: 2.9 });
  });

  it.each<{ said: string; change: Partial<CostMode>; given: Partial<CostBasis>; total: number }>([
    {
      said: 'a function URL costs nothing and has no log',
      change: { front: 'function URL' },
      given: {},
      total: 1.8,
    },
    { said: 'SNS costs half', change: { destination: 'SNS' }, given: {}, total: 2.4 },
    {
      said: 'a read of the table costs itself and its time',
      change: { readsTable: true },
      given: {},
      total: 3.075,
    },
    { said: 'a queue costs three requests', change: { ingest: 'queued' }, given: {}, total: 4.1 },
    { said: 'a batch shares them', change: { ingest: 'queued' }, given: { batch: 10 }, total: 3.2 },
    { said: 'a large event counts several times', change: {}, given: { eventBytes: 200_000 }, total: 5.9 },
  ])('knows that $said', ({ change, given, total }) => {
    expect(costOf({ ...mode, ...change }, { ...basis, ...given }, prices).total).toBeCloseTo(total);
  });

  it('has each mode once, and no function URL in front of a queue', () => {
    expect(new Set(costModes.map((each) => JSON.stringify(each))).size).toBe(12);
    expect(
      costModes.filter(({ front, ingest }) => front === 'function URL' && ingest === 'queued'),
    ).toStrictEqual([]);
  });

  it('polls twelve empty queues for three dollars a month', () => {
    expect(idlePollingPerMonth(12, prices)).toBeCloseTo(3.1104);
  });

  const plan: GatewayPlan = {
    name: '',
    monthly: 39,
    included: 10_000,
    perMillion: 10,
    note: '',
    source: '',
    date: '',
    verified: '',
  };

  it.each([
    { events: 5000, dollars: 39 },
    { events: 10_000, dollars: 39 },
    { events: 1_010_000, dollars: 49 },
  ])('charges $dollars dollars for $events events of a plan', ({ events, dollars }) => {
    expect(gatewayCost(plan, events)).toBeCloseTo(dollars);
  });

  it('says of every list price where it is from, or that nobody has looked', () => {
    const { aws, gateways } = readListPrices();
    const unsourced = [...Object.values(aws), ...gateways].filter(
      ({ source, verified }) => !source.startsWith('https://') && verified !== 'from memory, not verified',
    );
    expect(unsourced).toStrictEqual([]);
  });
});
