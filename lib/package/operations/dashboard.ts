import type { PlannedFunction } from '../functions.ts';
import type { Resources } from './alarm.ts';
import { type Metric, ofApi, ofEvent, ofEvents, ofFunction, ofLambda, ofQueue, STACK } from './metric.ts';

type Line = { readonly metric: Metric; readonly stat: string; readonly label: string };

type Widget = {
  readonly type: 'metric' | 'alarm' | 'log';
  readonly height: number;
  readonly properties: object;
};

const COLUMNS = 24;
// biome-ignore lint/suspicious/noTemplateCurlyInString: a reference of CloudFormation
const REGION = '${AWS::Region}';

/** References inside the body of a dashboard are those of Fn::Sub. */
const placed = (value: Metric['dimensions'][string]): string => {
  if (typeof value === 'string') return value;
  return `\${${'Ref' in value ? value.Ref : value['Fn::GetAtt'].join('.')}}`;
};

const graph = (title: string, lines: readonly Line[]): Widget => ({
  type: 'metric',
  height: 6,
  properties: {
    title,
    region: REGION,
    view: 'timeSeries',
    period: 300,
    metrics: lines.map(({ metric: { namespace, name, dimensions }, stat, label }) => [
      namespace,
      name,
      ...Object.entries(dimensions).flatMap(([dimension, value]) => [dimension, placed(value)]),
      { stat, label },
    ]),
  },
});

const sums = (names: readonly string[], of: (name: string) => Metric): Line[] =>
  names.map((name) => ({ metric: of(name), stat: 'Sum', label: name }));

const stats = (metric: Metric, wanted: readonly string[]): Line[] =>
  wanted.map((stat) => ({ metric, stat, label: stat }));

const queues = ['UndeliveredQueue', 'QuarantineQueue'];
const deadLetterQueues = [
  'UndeliveredDeadLetterQueue',
  'QuarantineDeadLetterQueue',
  'OperationsDeadLetterQueue',
];

const ofQueues = (name: string, of: readonly string[]): Line[] =>
  of.map((queue) => ({ metric: ofQueue(name, queue), stat: 'Maximum', label: queue }));

const alarmStates = (alarms: Resources): Widget => ({
  type: 'alarm',
  height: 4,
  properties: {
    title: 'Alarms',
    alarms: Object.entries(alarms)
      .filter(([, { Properties, Condition }]) => 'AlarmActions' in Properties && Condition === undefined)
      .map(([id]) => `\${${id}.Arn}`),
  },
});

/** Costs what Logs Insights costs each time it is looked at. */
const lastEvents = (receivers: readonly PlannedFunction[]): Widget => ({
  type: 'log',
  height: 8,
  properties: {
    title: 'Last event of each portal',
    region: REGION,
    view: 'table',
    query: [
      ...receivers.map(({ name }) => `SOURCE '/aws/lambda/${STACK}-${name}'`),
      "filter message = 'request' and status < 300",
      'stats max(@timestamp) as last, count(*) as events by portal',
      'sort last asc',
    ].join(' | '),
  },
});

/** Of the events that come through a queue. */
const ofIngest = (queued: readonly string[]): Widget[] => {
  if (queued.length === 0) return [];
  const names = queued.map((event) => `${event}Queue`);
  return [
    graph('Ingest: seconds that the oldest has waited', ofQueues('ApproximateAgeOfOldestMessage', names)),
    graph('Ingest: dead letters', ofQueues('ApproximateNumberOfMessagesVisible', ['IngestDeadLetterQueue'])),
  ];
};

const graphs = (functions: readonly PlannedFunction[], receivers: readonly PlannedFunction[]): Widget[] => {
  const byEvent = (name: string, stat: string): Line[] =>
    receivers.map((receiver) => ({ metric: ofEvent(name, receiver.name), stat, label: receiver.name }));
  const byFunction = (name: string): Line[] =>
    functions.map((each) => ({ metric: ofLambda(name, each.name), stat: 'Sum', label: each.name }));
  const outcomes = ['Published', 'Stored', 'Quarantined', 'Undelivered', 'Refused', 'WrongToken'];
  const redelivery = ['Redelivered', 'Kept', 'DeadLettered', 'Refused'];
  const offline = ['OfflineConfirmed', 'OfflinePublished', 'OfflineQuarantined', 'OfflineKept'];
  const portals = ['PortalsUnhealthy', 'PortalsChecked', 'PortalsRepaired', 'PortalsDue'];
  return [
    graph('Events, by what became of them', sums(outcomes, ofEvents)),
    graph('Published, by event', byEvent('Published', 'Sum')),
    graph('Answers', sums(['Count', '4xx', '5xx'], ofApi)),
    graph('Milliseconds until the answer, API', stats(ofApi('Latency'), ['p50', 'p99'])),
    graph('Milliseconds of the function, p99 by event', byEvent('Duration', 'p99')),
    graph('Milliseconds from portal to here', stats(ofEvents('Lag'), ['p50', 'p90', 'Maximum'])),
    graph('Messages that wait', ofQueues('ApproximateNumberOfMessagesVisible', queues)),
    graph('Seconds that the oldest has waited', [
      ...ofQueues('ApproximateAgeOfOldestMessage', queues),
      { metric: ofFunction('OldestAge', 'Redeliver'), stat: 'Maximum', label: 'redelivery' },
    ]),
    graph('Dead letters', ofQueues('ApproximateNumberOfMessagesVisible', deadLetterQueues)),
    graph(
      'Redelivery',
      sums(redelivery, (name) => ofFunction(name, 'Redeliver')),
    ),
    graph(
      "From the portals' own queues",
      sums(offline, (name) => ofFunction(name, 'DrainOffline')),
    ),
    graph('Lambda: errors', byFunction('Errors')),
    graph('Lambda: throttles', byFunction('Throttles')),
    graph(
      'Portals',
      portals.map((name) => ({ metric: ofFunction(name, 'CheckPortals'), stat: 'Maximum', label: name })),
    ),
  ];
};

/** Three graphs in a row; everything else has a row of its own. */
const arranged = (widgets: readonly Widget[]): object[] => {
  let [x, y] = [0, 0];
  return widgets.map((widget) => {
    const width = widget.type === 'metric' ? COLUMNS / 3 : COLUMNS;
    if (x + width > COLUMNS) [x, y] = [0, y + 6];
    const position = { x, y, width };
    [x, y] = width === COLUMNS ? [0, y + widget.height] : [x + width, y];
    return { ...position, ...widget };
  });
};

type Shown = {
  readonly functions: readonly PlannedFunction[];
  /** Events that come through a queue. */
  readonly queued: readonly string[];
  /** Of which it shows those that tell somebody. */
  readonly alarms: Resources;
};

/** The dashboard of a stage. */
export const dashboardResource = ({ functions, queued, alarms }: Shown): Resources => {
  const receivers = functions.filter(({ events }) => events.some((event) => 'httpApi' in event));
  const metrics = [...graphs(functions, receivers), ...ofIngest(queued)];
  const widgets = arranged([alarmStates(alarms), ...metrics, lastEvents(receivers)]);
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: { DashboardName: STACK, DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets }) } },
    },
  };
};
