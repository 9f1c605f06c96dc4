import type { Trouble } from './stage/control.ts';
import type { KillPoint, Rule } from './stage/faults.ts';
import type { Clock } from './stage/functions.ts';

/** One way in which things go wrong. */
export type Scenario = {
  readonly name: string;
  /** Its part of all events; what takes long gets fewer. */
  readonly weight: number;
  /** One after the other, each with an equal part of the events. */
  readonly phases: readonly Phase[];
  /** Portals that no container has met, which the events come from; one for each body if `each`. */
  readonly portals?: 'each';
  /** The clocks of the receivers, in turn; exact ones unless given. */
  readonly clocks?: readonly Clock[];
  /** Each body is posted twice, in random order. */
  readonly twice?: true;
  /** Milliseconds in which everything promised has to be on the bus after the fault has ended; 180,000 unless given. */
  readonly limit?: number;
  /** What goes on while redelivery is at work already. */
  readonly meanwhile?: Trouble;
};

export type Phase = Trouble & {
  /** Kills this share of the receivers at any moment. */
  readonly killAnytime?: number;
};

const bus = (fault: Rule['fault'], rate = 1): Rule => ({ service: 'eventbridge', fault, rate });
const sqs = (fault: Rule['fault'], rate = 1): Rule => ({ service: 'sqs', fault, rate });
const table = (fault: Rule['fault'], rate = 1): Rule => ({ service: 'dynamodb', fault, rate });

const at = (service: KillPoint['service'], operation: string, stage: KillPoint['stage']): KillPoint => ({
  service,
  operation,
  stage,
  rate: 0.5,
});

const BUS_DOWN = bus('error');
const publishing = ['before', 'after'] as const;

export const scenarios: readonly Scenario[] = [
  { name: 'nothing wrong', weight: 20, phases: [{}] },
  { name: 'bus down', weight: 28, phases: [{ rules: [BUS_DOWN] }] },
  { name: '50 % failed entries', weight: 28, phases: [{ rules: [bus('partial')] }] },
  { name: 'throttled', weight: 10, phases: [{ rules: [bus('throttle')] }] },
  { name: 'slow beyond every deadline', weight: 7, phases: [{ rules: [bus('slow')] }] },
  { name: 'connection reset mid-response', weight: 20, phases: [{ rules: [bus('reset')] }] },
  { name: 'SQS down, bus failing', weight: 14, phases: [{ rules: [sqs('error'), bus('error', 0.8)] }] },
  { name: 'table down', weight: 14, phases: [{ rules: [table('error')] }] },
  { name: 'all down', weight: 10, phases: [{ rules: [BUS_DOWN, sqs('error'), table('error')] }] },
  {
    name: 'processes killed at every step',
    weight: 8,
    portals: 'each',
    phases: [
      { kill: [at('dynamodb', 'GetItem', 'before')] },
      { kill: [at('dynamodb', 'GetItem', 'after')] },
      { kill: [at('eventbridge', 'PutEvents', 'before')] },
      { kill: [at('eventbridge', 'PutEvents', 'after')] },
      { rules: [BUS_DOWN], kill: [at('sqs', 'SendMessageBatch', 'before')] },
      { rules: [BUS_DOWN], kill: [at('sqs', 'SendMessageBatch', 'after')] },
      { rules: [bus('error', 0.7)], killAnytime: 0.5 },
    ],
    meanwhile: {
      kill: publishing.map((stage) => ({ ...at('eventbridge', 'PutEvents', stage), most: 6 })),
    },
  },
  {
    name: 'clocks 10 min ahead and behind',
    weight: 14,
    clocks: ['ahead', 'behind'],
    phases: [{ rules: [bus('error', 0.8)] }, { rules: [table('error')] }],
  },
  { name: 'posted twice, out of order', weight: 14, twice: true, phases: [{ rules: [bus('error', 0.8)] }] },
  {
    name: 'a little of everything',
    weight: 13,
    phases: [
      {
        rules: [
          ...(['error', 'throttle', 'partial', 'reset'] as const).map((fault) => bus(fault, 0.2)),
          ...(['error', 'reset', 'partial'] as const).map((fault) => sqs(fault, 0.2)),
          ...(['error', 'reset'] as const).map((fault) => table(fault, 0.2)),
        ],
        killAnytime: 0.02,
      },
    ],
  },
];
