import type { Alarm } from './alarm.ts';
import { ofApi, ofEvents, ofFunction } from './metric.ts';

const MINUTES = 60;
const HOURS = 3600;

/** Of fewer requests, one cold start or one wrong token would be a large share. */
const LEAST_REQUESTS = 20;

/** What comes in, and what it is answered. */
export const requestAlarms: readonly Alarm[] = [
  {
    name: 'ServerErrors',
    description: 'The API answers 5xx, and Bitrix24 does not send again.',
    watched: { answers: { metric: ofApi('5xx'), stat: 'Sum' } },
    is: '>=',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmServerErrors}',
    period: 5 * MINUTES,
  },
  {
    name: 'SlowAnswers',
    description: 'The slowest 1 % of the answers are late; Bitrix24 calls slow handlers less often.',
    watched: {
      latency: { metric: ofApi('Latency'), stat: 'p99' },
      requests: { metric: ofApi('Count'), stat: 'Sum' },
    },
    expression: `IF(requests >= ${LEAST_REQUESTS}, latency, 0)`,
    is: '>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmLatencyMs}',
    period: 5 * MINUTES,
    periods: 3,
  },
  {
    name: 'WrongTokens',
    description: 'Requests of known portals are refused for their token: per cent of all.',
    watched: {
      wrong: { metric: ofEvents('WrongToken'), stat: 'Sum' },
      requests: { metric: ofEvents('Duration'), stat: 'SampleCount' },
    },
    expression: `IF(requests >= ${LEAST_REQUESTS}, 100 * FILL(wrong, 0) / requests, 0)`,
    is: '>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmWrongTokenPercent}',
    period: 15 * MINUTES,
  },
  {
    name: 'Silence',
    description: 'No authentic event has come in.',
    // Every authentic event has a lag.
    watched: { events: { metric: ofEvents('Lag'), stat: 'SampleCount' } },
    is: '<',
    threshold: 1,
    period: HOURS,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    periods: '${param:alarmSilenceHours}',
    missing: 'breaching',
    condition: 'SilenceIsWatched',
  },
  {
    name: 'Lag',
    description: 'Portals hold events back before they post them: milliseconds.',
    watched: { lag: { metric: ofEvents('Lag'), stat: 'p90' } },
    is: '>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmLagMs}',
    period: 5 * MINUTES,
    periods: 3,
  },
  {
    name: 'OfflinePublished',
    description: "A portal's own queue held events that had not come in.",
    watched: { events: { metric: ofFunction('OfflinePublished', 'DrainOffline'), stat: 'Sum' } },
    is: '>=',
    threshold: 1,
    period: 15 * MINUTES,
  },
  {
    name: 'PortalsUnhealthy',
    description: 'Portals do not send what they should.',
    watched: { portals: { metric: ofFunction('PortalsUnhealthy', 'CheckPortals'), stat: 'Maximum' } },
    is: '>=',
    threshold: 1,
    period: 15 * MINUTES,
  },
];
