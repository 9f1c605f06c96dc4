import { type Metric, STACK } from './metric.ts';

/** A resource of a CloudFormation template. */
export type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
};

export type Resources = Readonly<Record<string, Resource>>;

/** One metric over a period, as the alarm sees it. */
type Watched = { readonly metric: Metric; readonly stat: string };

/** A number, or the variable of serverless.yml that holds it. */
type Setting = number | `\${param:${string}}`;

/** What has to happen for an alarm. */
export type Alarm = {
  /** Also of its section in docs/operations.md. */
  readonly name: string;
  readonly description: string;
  /** By id; more than one, or a metric that needs computing, has an expression. At most 10 (PutMetricAlarm). */
  readonly watched: Readonly<Record<string, Watched>>;
  readonly expression?: string;
  readonly is: '>' | '>=' | '<';
  readonly threshold: Setting;
  /** Seconds. */
  readonly period: number;
  /** How many periods in a row; 1 without it. */
  readonly periods?: Setting;
  /** What a period without data means; without it, that all is well. */
  readonly missing?: 'breaching';
  readonly condition?: string;
  /** Whether it tells nobody by itself, because another one does. */
  readonly silent?: true;
};

const comparisons = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
} as const;

const told = { AlarmActions: [{ Ref: 'AlarmTopic' }], OKActions: [{ Ref: 'AlarmTopic' }] };

/** Of an alarm, by the part of its name before `-`: the parts of one alarm have one section. */
const runbook = (name: string): string => `docs/operations.md#${name.replace(/-.*$/, '').toLowerCase()}`;

const named = (name: string, description: string) => ({
  AlarmName: `${STACK}-${name}`,
  AlarmDescription: `${description} ${runbook(name)}`,
});

/** The logical id of an alarm. */
const alarmId = (name: string): string => `${name.replaceAll('-', '')}Alarm`;

/** The alarm as a resource. */
export const alarmResource = (alarm: Alarm): Resources => {
  const { name, description, is, threshold, period, periods = 1, missing = 'notBreaching' } = alarm;
  return {
    [alarmId(name)]: {
      Type: 'AWS::CloudWatch::Alarm',
      ...(alarm.condition !== undefined && { Condition: alarm.condition }),
      Properties: {
        ...named(name, description),
        Metrics: queriesOf(alarm, period),
        ComparisonOperator: comparisons[is],
        Threshold: threshold,
        EvaluationPeriods: periods,
        TreatMissingData: missing,
        ...(alarm.silent !== true && told),
      },
    },
  };
};

/** Metrics first, then what is computed of them; the last one counts. */
const queriesOf = ({ watched, expression }: Alarm, period: number): readonly object[] => {
  const metrics = Object.entries(watched).map(([Id, { metric, stat }]) => ({
    Id,
    MetricStat: { Metric: metricOf(metric), Period: period, Stat: stat },
    ReturnData: expression === undefined,
  }));
  return expression === undefined
    ? metrics
    : [...metrics, { Id: 'watched', Expression: expression, Period: period, ReturnData: true }];
};

const metricOf = ({ namespace, name, dimensions }: Metric) => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

/** Alarms of one kind that tell of themselves together: one message, however many of them. */
export const combinedAlarm = (name: string, description: string, alarms: readonly Alarm[]): Resources => ({
  ...Object.assign({}, ...alarms.map(alarmResource)),
  [alarmId(name)]: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    DependsOn: alarms.map((alarm) => alarmId(alarm.name)),
    Properties: {
      ...named(name, description),
      AlarmRule: alarms.map((alarm) => `ALARM("${STACK}-${alarm.name}")`).join(' OR '),
      ...told,
    },
  },
});
