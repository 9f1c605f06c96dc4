import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue, eventNames } from '../../lib/catalogue/index.ts';
import { planFunctions } from '../../lib/package/functions.ts';
import { operations } from '../../lib/package/operations/operations.ts';
import { queueConsumers } from '../../lib/package/queues.ts';
import { schedules } from '../../lib/package/schedules.ts';
import { runCommand } from '../cli/command-line.ts';
import { ROOT, resolveConfiguration, type Template } from './service.ts';
import { referencesIn } from './template-references.ts';

type Query = {
  readonly Id: string;
  readonly ReturnData: boolean;
  readonly Expression?: string;
  readonly MetricStat?: {
    readonly Metric: {
      readonly Namespace: string;
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: unknown }[];
    };
    readonly Stat: string;
  };
};

type Alarm = {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly Metrics: readonly Query[];
  readonly AlarmActions?: readonly unknown[];
};

/** Which dimensions each metric has: what nobody writes can raise no alarm. */
const written: Readonly<Record<string, readonly string[]>> = {
  'AWS/SQS': ['QueueName'],
  'AWS/Lambda': ['FunctionName'],
  'AWS/ApiGateway': ['ApiId'],
  Undelivered: [],
  WrongToken: [],
  Duration: [],
  Lag: [],
  OldestAge: ['function'],
  PortalsUnhealthy: ['function'],
  OfflinePublished: ['function'],
};

const functions = planFunctions(Object.values(catalogue), [...schedules, ...queueConsumers], ROOT);

const runbook = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

let template: Template;
let queued: Template;

beforeAll(async () => {
  [template, queued] = await Promise.all([
    resolveConfiguration('--stage=prod').then(({ resources }) => resources),
    resolveConfiguration('--stage=prod', '--param=ingest=queued').then(({ resources }) => resources),
  ]);
}, 60_000);

const resourcesOf = <Properties>(
  { Resources }: Template,
  type: string,
): readonly (readonly [id: string, properties: Properties])[] =>
  Object.entries(Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => [id, Properties as Properties] as const);

const alarmsOf = (from: Template) => [
  ...resourcesOf<Alarm>(from, 'AWS::CloudWatch::Alarm'),
  ...resourcesOf<Alarm>(from, 'AWS::CloudWatch::CompositeAlarm'),
];

/** Those that tell somebody. */
const loudNames = (from: Template): string[] =>
  alarmsOf(from)
    .filter(([, { AlarmActions }]) => AlarmActions !== undefined)
    .map(([, { AlarmName }]) => AlarmName.replace('b24bus-prod-', ''))
    .toSorted();

/** Made by osls, not by serverless.yml. */
const made = new Set(['HttpApi', ...functions.map(({ name }) => `${name}LambdaFunction`)]);

const isPseudo = (name: string): boolean => name.startsWith('AWS::');

describe('what watches over the service', () => {
  it('refers to what exists, and to nothing else', () => {
    for (const { Resources, Conditions, Outputs } of [template, queued]) {
      const names = [...referencesIn(Resources), ...referencesIn(Outputs)];
      const unknown = names.filter((name) => !(name in Resources) && !made.has(name) && !isPseudo(name));
      expect([...new Set(unknown)]).toEqual([]);
      const conditions = Object.values(Resources).flatMap(({ Condition }) => Condition ?? []);
      expect(conditions.filter((name) => !(name in (Conditions as object)))).toEqual([]);
    }
  });

  it('is named after its stage, so that two stages are two of it', () => {
    const names = alarmsOf(queued).map(([, { AlarmName }]) => AlarmName);
    expect(names.filter((name) => !name.startsWith('b24bus-prod-'))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
    const [[, { DashboardName }] = ['', { DashboardName: '' }]] = resourcesOf<{ DashboardName: string }>(
      template,
      'AWS::CloudWatch::Dashboard',
    );
    expect(DashboardName).toBe('b24bus-prod');
  });

  it.each(['Errors', 'Throttles'])('has an alarm on the %s of every function', (kind) => {
    const watched = alarmsOf(template).map(([, { AlarmName }]) => AlarmName);
    const expected = functions.map(({ name }) => `b24bus-prod-Lambda${kind}-${name}`);
    expect(watched.filter((name) => name.includes(`Lambda${kind}-`)).toSorted()).toEqual(expected.toSorted());
    const [, combined] = alarmsOf(template).find(([id]) => id === `Lambda${kind}Alarm`) ?? [];
    expect(combined).toMatchObject({
      AlarmRule: expected.map((name) => `ALARM("${name}")`).join(' OR '),
      AlarmActions: [{ Ref: 'AlarmTopic' }],
    });
  });

  it('watches metrics that somebody writes, up to ten by alarm, and one result of them', () => {
    for (const [id, { Metrics }] of alarmsOf(queued).filter(([, alarm]) => 'Metrics' in alarm)) {
      const metrics = Metrics.flatMap(({ MetricStat }) =>
        MetricStat === undefined ? [] : [MetricStat.Metric],
      );
      expect(metrics.length, id).toBeLessThanOrEqual(10);
      expect(
        Metrics.filter(({ ReturnData }) => ReturnData),
        id,
      ).toHaveLength(1);
      for (const { Namespace, MetricName, Dimensions } of metrics) {
        const dimensions = written[Namespace === 'b24bus-prod' ? MetricName : Namespace];
        expect(
          Dimensions.map(({ Name }) => Name),
          `${id}: ${Namespace} ${MetricName}`,
        ).toEqual(dimensions);
      }
      const used = new Set(Metrics.flatMap(({ Expression = '' }) => Expression.match(/\b[a-z]\w*/g) ?? []));
      const ids = Metrics.filter(({ MetricStat }) => MetricStat !== undefined).map(({ Id }) => Id);
      if (used.size > 0) expect([...used].toSorted(), id).toEqual(ids.toSorted());
    }
  });

  it('writes the metrics where the alarms look', async () => {
    const { provider } = await resolveConfiguration('--stage=prod');
    expect(provider.environment['METRICS_NAMESPACE']).toBe('b24bus-prod');
  });

  it('shows every event, every function and every alarm that tells somebody', () => {
    const [[, { DashboardBody } = { DashboardBody: { 'Fn::Sub': '{}' } }] = []] = resourcesOf<{
      DashboardBody: { 'Fn::Sub': string };
    }>(template, 'AWS::CloudWatch::Dashboard');
    const body = DashboardBody['Fn::Sub'];
    const { widgets } = JSON.parse(body) as { widgets: { x: number; width: number }[] };
    expect(widgets.filter(({ x, width }) => x + width > 24)).toEqual([]);
    for (const event of eventNames) expect(body).toContain(`["b24bus-prod","Published","event","${event}"`);
    for (const { name } of functions) expect(body).toContain(`"FunctionName","\${${name}LambdaFunction}"`);
    const shown = loudNames(template).filter((name) => !body.includes(`\${${name}Alarm.Arn}`));
    expect(shown).toEqual(['Silence']);
  });

  it('has a new function in it', () => {
    const { Resources } = operations({
      functions: [
        { name: 'OnNew', entry: 'x', directory: 'x', description: 'x', events: [{ httpApi: '*' }] },
      ],
      events: ['OnNew'],
      queued: ['OnNew'],
    });
    expect(Object.keys(Resources)).toEqual(
      expect.arrayContaining([
        'LambdaErrorsOnNewAlarm',
        'LambdaThrottlesOnNewAlarm',
        'IngestAgeOnNewAlarm',
        'OnNewArchive',
      ]),
    );
    expect(JSON.stringify(Resources['Dashboard'])).toContain('OnNewLambdaFunction');
  });

  it('watches the queues of the events only where there are any', () => {
    const own = (name: string) => name.startsWith('Ingest');
    expect(loudNames(template).filter(own)).toEqual([]);
    expect(loudNames(queued).filter(own)).toEqual(['IngestAge', 'IngestDeadLetters', 'IngestRefused']);
  });

  it('has dead-letter queues behind every schedule and the mail of alarms', () => {
    const deadLetters = { 'Fn::GetAtt': ['OperationsDeadLetterQueue', 'Arn'] };
    const planned = functions.flatMap(({ events }) => events.filter((event) => 'eventBridge' in event));
    expect(planned).toHaveLength(schedules.length);
    for (const event of planned) {
      expect(event).toMatchObject({ eventBridge: { deadLetterQueueArn: deadLetters } });
    }
    expect(template.Resources['AlarmEmail']?.Properties).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: deadLetters },
    });
  });
});

describe('the archives', () => {
  it('hold every event once: one for each of the catalogue, one for all others', () => {
    const patterns = resourcesOf<{ EventPattern: { 'detail-type': unknown[] }; RetentionDays: number }>(
      template,
      'AWS::Events::Archive',
    );
    expect(patterns.map(([, { EventPattern }]) => EventPattern['detail-type'])).toEqual([
      ...eventNames.map((name) => [name]),
      [{ 'anything-but': eventNames }],
    ]);
    expect(new Set(patterns.map(([, { RetentionDays }]) => RetentionDays))).toEqual(new Set([14]));
  });

  it('are not made where archiveDays is 0, which EventBridge would take for ever', async () => {
    const { Conditions } = (await resolveConfiguration('--param=archiveDays=0')).resources;
    expect(Conditions).toMatchObject({
      EventsAreArchived: { 'Fn::Not': [{ 'Fn::Equals': ['days 0', 'days 0'] }] },
    });
    expect(template.Conditions).toMatchObject({
      EventsAreArchived: { 'Fn::Not': [{ 'Fn::Equals': ['days 14', 'days 0'] }] },
    });
    expect(template.Resources['OtherArchive']).toMatchObject({ Condition: 'EventsAreArchived' });
  });
});

describe('docs/operations.md', () => {
  const sections = [...runbook.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name);

  it('has a section for every alarm, and no other', () => {
    expect(sections.toSorted()).toEqual(loudNames(queued));
  });

  it('is where the descriptions of the alarms lead to', () => {
    for (const [, { AlarmName, AlarmDescription }] of alarmsOf(queued)) {
      const [, anchor] = /docs\/operations\.md#(\w+)$/.exec(AlarmDescription) ?? [];
      const section = sections.find((name) => name.toLowerCase() === anchor);
      expect(AlarmName.replace('b24bus-prod-', '')).toMatch(new RegExp(`^${section}(-|$)`));
    }
  });

  it('says of each alarm what it means, how to look and what to do', () => {
    const texts = runbook.split(/^### \w+$/m).slice(1);
    for (const [index, text] of texts.entries()) {
      expect(text, sections[index]).toMatch(/\*\*Means\.\*\*[\s\S]+\*\*Look\.\*\*[\s\S]+\*\*Do\.\*\*/);
    }
  });

  it('names commands and options that the command line has', async () => {
    const lines = [...runbook.matchAll(/npx b24bus ([^\n`|]+)/g)].map(([, line = '']) => line.trim());
    const used = new Map<string, Set<string>>();
    for (const line of lines) {
      const words = line.split(/\s+/);
      const isGroup = ['portals', 'quarantine', 'undelivered'].includes(words[0] ?? '');
      const command = words.slice(0, isGroup ? 2 : 1).join(' ');
      const options = used.get(command) ?? new Set();
      for (const word of words.filter((each) => each.startsWith('--'))) options.add(word);
      used.set(command, options);
    }
    expect(used.size).toBeGreaterThan(5);
    for (const [command, options] of used) {
      const { code, stdout } = await runCommand([...command.split(' '), '--help']);
      expect({ command, code }).toEqual({ command, code: 0 });
      expect(stdout).toMatch(new RegExp(`^Usage: b24bus ${command}\\b`));
      for (const option of options) expect(stdout, command).toMatch(new RegExp(`^ +${option}\\b`, 'm'));
    }
  }, 60_000);
});
