import { type Alarm, alarmResource, combinedAlarm, type Resources } from './alarm.ts';
import { type Metric, ofApi, ofEvents, ofFunction, ofQueue } from './metric.ts';

const MINUTES = 60;
const HOURS = 3600;

const depth = (name: string, queue: string, description: string): Alarm => ({
  name,
  description,
  watched: { depth: { metric: ofQueue('ApproximateNumberOfMessagesVisible', queue), stat: 'Maximum' } },
  is: '>=',
  threshold: 1,
  period: 5 * MINUTES,
});

const age = (queue: string): { metric: Metric; stat: string } => ({
  metric: ofQueue('ApproximateAgeOfOldestMessage', queue),
  stat: 'Maximum',
});

/** What waits, and what will not go on by itself. */
export const queueAlarms: readonly Alarm[] = [
  {
    name: 'UndeliveredAge',
    description: 'An event has been waiting for a destination.',
    // The queue forgets the age of what it has handed out three times; redelivery goes by when the event came in.
    watched: {
      queue: age('UndeliveredQueue'),
      redelivery: { metric: ofFunction('OldestAge', 'Redeliver'), stat: 'Maximum' },
    },
    expression: 'MAX([FILL(queue, 0), FILL(redelivery, 0)])',
    is: '>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmUndeliveredAgeSeconds}',
    // Redelivery waits for up to 15 minutes between two attempts.
    period: 15 * MINUTES,
  },
  depth('UndeliveredDeadLetters', 'UndeliveredDeadLetterQueue', 'Redelivery has given events up.'),
  {
    name: 'UndeliveredInLog',
    description: 'No queue took an event: it is in the log only, until it is recovered.',
    watched: { events: { metric: ofEvents('Undelivered'), stat: 'Sum' } },
    is: '>=',
    threshold: 1,
    period: 5 * MINUTES,
  },
  {
    ...depth('QuarantineDepth', 'QuarantineQueue', 'Authentic events are in quarantine.'),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmQuarantineDepth}',
  },
  depth(
    'QuarantineDeadLetters',
    'QuarantineDeadLetterQueue',
    'Bodies have been in quarantine for very long.',
  ),
  {
    name: 'RecordsExpiring',
    description: 'Records are about to expire: SQS deletes them after 14 days.',
    watched: {
      quarantine: age('QuarantineQueue'),
      quarantined: age('QuarantineDeadLetterQueue'),
      undelivered: age('UndeliveredDeadLetterQueue'),
    },
    expression: 'MAX([FILL(quarantine, 0), FILL(quarantined, 0), FILL(undelivered, 0)])',
    is: '>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
    threshold: '${param:alarmRecordAgeSeconds}',
    period: HOURS,
  },
  depth('OperationsDeadLetters', 'OperationsDeadLetterQueue', 'A schedule or an alarm reached nobody.'),
];

/** Where API Gateway writes events to queues. @param queued the events that have one. */
export const ingestAlarms = (queued: readonly string[]): Resources => {
  const waiting = queued.map(
    (event): Alarm => ({
      name: `IngestAge-${event}`,
      description: `${event}: what was posted waits for its function.`,
      watched: { queue: age(`${event}Queue`) },
      is: '>',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
      threshold: '${param:alarmIngestAgeSeconds}',
      period: 5 * MINUTES,
      silent: true,
    }),
  );
  return {
    ...combinedAlarm('IngestAge', 'What was posted waits for its function.', waiting),
    ...alarmResource(
      depth('IngestDeadLetters', 'IngestDeadLetterQueue', 'Functions could not take what was posted.'),
    ),
    ...alarmResource({
      name: 'IngestRefused',
      description: 'API Gateway turns requests away, or SQS refuses what they hold: such events are lost.',
      watched: { answers: { metric: ofApi('4xx'), stat: 'Sum' } },
      is: '>=',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
      threshold: '${param:alarmIngestRefused}',
      period: 5 * MINUTES,
    }),
  };
};
