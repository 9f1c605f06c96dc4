import {
  type CostBasis,
  type CostMode,
  costModes,
  costOf,
  gatewayCost,
  idlePollingPerMonth,
  type ListPrices,
} from '../cost.ts';
import { median, tableText } from '../measure.ts';
import { inMode, type RuntimeFigures } from '../results.ts';
import { svgOf } from './chart.ts';
import { named } from './ratios.ts';

const MEMORY = 512;

/** Not measured, and named in the document as assumed. */
const ASSUMED = {
  coldShare: 0.01,
  publishMs: 20,
  tableMs: 5,
  /** START, END and REPORT of Lambda, and the access log of the HTTP API. */
  platformLogBytes: 350,
  accessLogBytes: 400,
} as const;

/** Undefined where 512 MB was not measured. */
const basisOf = ({
  cold,
  warm,
  roundTrips,
  formBytes,
  eventBytes,
}: RuntimeFigures): CostBasis | undefined => {
  const [trip] = inMode(roundTrips, 'plain', MEMORY);
  const starts = inMode(cold, 'plain', MEMORY);
  if (trip === undefined || starts.length === 0) return undefined;
  const { p50, logged } = named(inMode(warm, 'plain', MEMORY), 'ours');
  return {
    ...ASSUMED,
    memory: MEMORY,
    warmMs: p50 - trip.p50,
    coldMs: median(named(starts, 'ours').wall) - trip.p50,
    eventBytes,
    formBytes,
    logBytes: logged + ASSUMED.platformLogBytes,
    batch: 1,
  };
};

const dollars = (amount: number): string => amount.toFixed(2);

const nameOf = ({ front, destination, ingest, readsTable }: CostMode): string =>
  `${front}, ${ingest}, ${destination}${readsTable ? ', portals table read' : ''}`;

const costTable = (basis: CostBasis, prices: ListPrices): string =>
  tableText({
    heading: ['dollars per million events', 'front', 'SQS', 'Lambda', 'bus', 'table', 'logs', 'in all'],
    rows: costModes.map((mode) => {
      const { front, queue, lambda, bus, table, logs, total } = costOf(mode, basis, prices);
      return [nameOf(mode), ...[front, queue, lambda, bus, table, logs, total].map(dollars)];
    }),
  });

const VOLUMES = [100_000, 1_000_000, 10_000_000] as const;

const ofVolume = (volume: number): string => `${volume.toLocaleString('en-US')} events`;

const rival = (basis: CostBasis, prices: ListPrices): string => {
  const [mode] = costModes;
  const perMillion = mode === undefined ? Number.NaN : costOf(mode, basis, prices).total;
  return tableText({
    heading: ['dollars a month', ...VOLUMES.map(ofVolume)],
    rows: [
      [
        '**b24bus: HTTP API, direct, EventBridge**',
        ...VOLUMES.map((volume) => dollars((volume / 1e6) * perMillion)),
      ],
      ...prices.gateways.map((plan) => [
        plan.name,
        ...VOLUMES.map((volume) => dollars(gatewayCost(plan, volume))),
      ]),
    ],
  });
};

const sources = ({ aws, gateways }: ListPrices): string =>
  [
    ...Object.values(aws).map(
      ({ price, of, source, date, verified }) => `- $${price}: ${of}; ${from(source, date, verified)}`,
    ),
    ...gateways.map(
      ({ name, monthly, perMillion, note, source, date, verified }) =>
        `- ${name}: $${monthly} a month, $${perMillion} per million events more; ${note}; ${from(source, date, verified)}`,
    ),
  ].join('\n');

const from = (source: string, date: string, verified: string): string =>
  source === ''
    ? verified
    : `<${source.replace(', as transcribed in ', '>, as transcribed in <')}> (${date}; ${verified})`;

/** What a million events cost, as Markdown; what is missing where 512 MB was not measured. */
export const costPart = (figures: RuntimeFigures, prices: ListPrices): string => {
  const basis = basisOf(figures);
  if (basis === undefined) return 'Not computed: 512 MB was not measured.';
  const queued: CostMode = {
    front: 'HTTP API',
    destination: 'EventBridge',
    ingest: 'queued',
    readsTable: false,
  };
  const byTen = costOf(queued, { ...basis, batch: 10 }, prices).total;
  return `List prices of ${prices.region}, without free tiers. Measured, at ${MEMORY} MB: a warm invocation ${basis.warmMs.toFixed(1)} ms and a cold one
${basis.coldMs.toFixed(0)} ms, INIT included, both without the stub's answer; an event of ${basis.eventBytes} bytes on the bus, a form of ${basis.formBytes} bytes;
${Math.round(basis.logBytes - ASSUMED.platformLogBytes)} bytes of log of ours per event. Assumed: ${ASSUMED.coldShare * 100} % of invocations are cold, the bus or the topic answers in ${ASSUMED.publishMs} ms,
the table in ${ASSUMED.tableMs} ms; Lambda's own log lines are ${ASSUMED.platformLogBytes} bytes and a line of the API's access log ${ASSUMED.accessLogBytes}. The figures are of x64, the price of arm64, which
is what is deployed; SNS and queued events are taken to be billed the same time. A container reads the table once a minute and portal at most: the rows with a read are the worst case.

${costTable(basis, prices)}

Queued events come one by one here; in batches of ten the first queued row is ${dollars(byTen)}. Twelve queues that stay empty cost
${dollars(idlePollingPerMonth(12, prices))} a month for being polled. A function URL is not what serverless.yml deploys.

![Dollars per million events](performance/cost.svg)

### Hosted gateways

Plans as listed, for one month; they do other things besides, and none of them decodes, validates or normalises.

${rival(basis, prices)}

<details><summary>Prices and where they are from</summary>

${sources(prices)}

</details>`;
};

/** Of the modes without a read of the table. */
export const costChart = (figures: RuntimeFigures, prices: ListPrices): Readonly<Record<string, string>> => {
  const basis = basisOf(figures);
  if (basis === undefined) return {};
  const bars = costModes
    .filter(({ readsTable }) => !readsTable)
    .map((mode) => ({ label: nameOf(mode), segments: [costOf(mode, basis, prices).total], ours: true }));
  const plans = prices.gateways.map((plan) => ({
    label: plan.name,
    segments: [plan.perMillion],
    ours: false,
  }));
  const chart = {
    title: 'Dollars per million events; hosted gateways: per million beyond what a plan includes',
    unit: '$',
    segments: ['dollars'],
    bars: [...bars, ...plans.filter(({ segments: [price = 0] }) => price > 0)],
  };
  return { 'cost.svg': svgOf(chart) };
};
