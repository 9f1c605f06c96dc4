import type { PlannedFunction } from '../functions.ts';
import { type Alarm, alarmResource, combinedAlarm, type Resources } from './alarm.ts';
import { ofLambda } from './metric.ts';
import { ingestAlarms, queueAlarms } from './queue-alarms.ts';
import { requestAlarms } from './request-alarms.ts';

const FIVE_MINUTES = 300;

const ofEach = (kind: 'Errors' | 'Throttles', description: string, functions: readonly PlannedFunction[]) =>
  functions.map(
    ({ name }): Alarm => ({
      name: `Lambda${kind}-${name}`,
      description: `${name}: ${description}`,
      watched: { count: { metric: ofLambda(kind, name), stat: 'Sum' } },
      is: '>=',
      threshold: 1,
      period: FIVE_MINUTES,
      silent: true,
    }),
  );

/** Every alarm of the template. @param queued the events that come through a queue. */
export const alarmResources = (
  functions: readonly PlannedFunction[],
  queued: readonly string[],
): Resources => ({
  ...Object.assign({}, ...[...queueAlarms, ...requestAlarms].map(alarmResource)),
  ...combinedAlarm(
    'LambdaErrors',
    'Functions fail by themselves.',
    ofEach('Errors', 'invocations failed.', functions),
  ),
  ...combinedAlarm(
    'LambdaThrottles',
    'Lambda turns invocations away.',
    ofEach('Throttles', 'invocations were turned away.', functions),
  ),
  ...(queued.length > 0 && ingestAlarms(queued)),
});
