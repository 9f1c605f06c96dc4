import type { Dialect } from './form.ts';
import { PORTAL, SIGNING_SECRET } from './form.ts';

/** Who is measured, and how it is built and called. */
export type Contestant = {
  readonly name: string;
  /** Its directory in `bench/contestants`; ours are what `npm run build` makes. */
  readonly source: 'floor' | 'express' | 'bolt' | 'octokit' | 'hono' | 'middy' | 'powertools' | 'ours';
  readonly title: string;
  /** As its users bundle it: CommonJS where that is what its packages are. */
  readonly format: 'esm' | 'cjs';
  readonly dialect: Dialect;
  readonly settings: Readonly<Record<string, string>>;
  /** Whose rule its event ids follow; the floor publishes nothing. */
  readonly publishes: 'ours' | 'job' | 'nothing';
  /** Whether it has to ask the table who may send. */
  readonly asksTable: boolean;
};

const BUS = { EVENT_BUS_NAME: 'b24bus-bench' };

const peer = (
  source: Contestant['source'],
  title: string,
  differing: Partial<Pick<Contestant, 'format' | 'dialect' | 'settings'>> = {},
): Contestant => ({
  name: source,
  source,
  title,
  format: 'esm',
  dialect: 'bitrix24',
  publishes: 'job',
  asksTable: false,
  ...differing,
  settings: { ...BUS, PORTALS: `${PORTAL.memberId}:${PORTAL.token}`, ...differing.settings },
});

const QUEUE = 'https://sqs.eu-central-1.amazonaws.com/000000000000';

/** As serverless.yml sets them by default. */
const deployed = {
  ...BUS,
  METRICS_NAMESPACE: 'b24bus-bench',
  DESTINATIONS: 'eventbridge',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:b24bus-bench',
  UNDELIVERED_QUEUE_URL: `${QUEUE}/undelivered`,
  QUARANTINE_QUEUE_URL: `${QUEUE}/quarantine`,
  PORTALS_TABLE: 'portals',
  OCCURRENCES_TABLE: 'occurrences',
  DEDUPE: 'false',
};

const ours = (name: string, title: string, portals: string): Contestant => ({
  name,
  source: 'ours',
  title,
  format: 'esm',
  dialect: 'bitrix24',
  settings: { ...deployed, PORTALS: portals },
  publishes: 'ours',
  asksTable: portals === '',
});

/** The first is what the others are compared with. */
export const contestants: readonly Contestant[] = [
  { ...peer('floor', 'the floor: a handler that answers 200'), publishes: 'nothing' },
  ours('ours', 'b24bus, portal in the setting', `${PORTAL.memberId}:${PORTAL.token}`),
  ours('ours-table', 'b24bus, portal in the table', ''),
  peer('octokit', '@octokit/webhooks + qs + valibot', {
    dialect: 'github',
    settings: { WEBHOOK_SECRET: SIGNING_SECRET },
  }),
  peer('middy', 'middy + qs + zod'),
  peer('hono', 'Hono + qs + zod'),
  peer('powertools', 'Powertools + middy + qs + zod'),
  peer('express', 'Express + serverless-http + joi', { format: 'cjs' }),
  peer('bolt', 'Slack bolt + qs + valibot', {
    format: 'cjs',
    dialect: 'slack',
    settings: { SLACK_SIGNING_SECRET: SIGNING_SECRET },
  }),
];
