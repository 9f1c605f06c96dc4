import { rm } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { invoke, request } from './lambda.ts';
import {
  type PackagedService,
  packageService,
  ROOT,
  rebuild,
  refusedSettings,
  resolveConfiguration,
} from './service.ts';

const functions = Object.values(catalogue).map(({ name, family, route }) => {
  const file = route.slice(route.lastIndexOf('/') + 1);
  const directory = `dist/${file}`;
  return {
    name,
    family,
    route,
    directory,
    module: `${directory}/index.mjs`,
    source: `functions/${family}/${file}.ts`,
  };
});

let service: PackagedService;

beforeAll(async () => {
  service = await packageService(functions.map(({ name }) => name));
  return () => rm(service.task, { recursive: true });
}, 90_000);

const textOf = (path: string): string => service.files.get(path)?.toString() ?? '';

const propertiesOf = (type: string) =>
  Object.values(service.template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

it('prints the sizes of each function and how many there are', () => {
  expect(service.printed).toMatch(/^13 functions +\d+\.\d +\d+\.\d$/m);
  for (const { name } of functions) {
    expect(service.printed).toMatch(new RegExp(`^${name} +\\d+\\.\\d +\\d+\\.\\d$`, 'm'));
  }
});

it('zips a module and its source map per function, and nothing else', () => {
  const expected = functions.flatMap(({ module }) => [module, `${module}.map`]);
  expect([...service.files.keys()].sort()).toEqual(expected.sort());
});

it('builds the same bytes from the same sources', async () => {
  const again = await rebuild([...service.files.keys()]);
  for (const [path, content] of again)
    expect(content.equals(service.files.get(path) ?? Buffer.of()), path).toBe(true);
});

describe.each(functions)('the bundle of $name', ({ name, route, directory, module, source }) => {
  it('loads without node_modules and answers 405 to GET and 400 to an event without auth', async () => {
    const [get, post] = await invoke(service, module, [
      request('GET', route),
      request('POST', route, `event=${name.toUpperCase()}&ts=1760000000`),
    ]);
    const headers = { 'content-type': expect.stringContaining('application/problem+json') };
    expect(get).toMatchObject({ statusCode: 405, headers });
    expect(post).toMatchObject({ statusCode: 400, headers });
    expect(JSON.parse(post?.body ?? '')).toMatchObject({ status: 400, title: expect.any(String) });
    // Node 24's Lambda refuses a handler with a third parameter, the callback.
    expect(get?.parameters).toBeLessThanOrEqual(2);
  });

  it('holds its own event and no other', () => {
    const held = functions.filter((other) => textOf(module).includes(`"${other.name}"`));
    expect(held.map((other) => other.name)).toEqual([name]);
  });

  it('maps to source files beside the module, without their content and without a path of this machine', () => {
    const map: { sources: string[]; sourcesContent?: unknown } = JSON.parse(textOf(`${module}.map`));
    expect(map).not.toHaveProperty('sourcesContent');
    expect(map.sources).toContain(`../../${source}`);
    expect(map.sources.filter((path) => !path.startsWith('../../'))).toEqual([]);
    for (const file of ['index.mjs', 'index.mjs.map']) {
      expect(textOf(`${directory}/${file}`)).not.toContain(ROOT);
    }
  });
});

it('answers 404 as a problem to paths that no event has', async () => {
  const [answer] = await invoke(service, 'dist/on-app-test/index.mjs', [
    request('POST', '/wp-login.php', 'a=b'),
  ]);
  expect(answer).toMatchObject({
    statusCode: 404,
    headers: { 'content-type': expect.stringContaining('application/problem+json') },
  });
});

describe('the template', () => {
  it('has a Node 24 function on arm64 for each event', () => {
    const lambdas = propertiesOf('AWS::Lambda::Function');
    expect(lambdas.map(({ Handler }) => Handler).sort()).toEqual(
      functions.map(({ directory }) => `${directory}/index.handler`).sort(),
    );
    for (const lambda of lambdas) {
      expect(lambda).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: 10,
        MemorySize: 512,
      });
    }
  });

  it('routes every method of each event, and whatever is left', () => {
    const routes = propertiesOf('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey);
    expect(routes.sort()).toEqual(['$default', ...functions.map(({ route }) => `ANY ${route}`).sort()]);
  });

  it('hands requests over in payload format 2.0 and logs them without body and query', () => {
    const integrations = propertiesOf('AWS::ApiGatewayV2::Integration');
    expect(new Set(integrations.map(({ PayloadFormatVersion }) => PayloadFormatVersion))).toEqual(
      new Set(['2.0']),
    );
    const [{ AccessLogSettings: log } = {}] = propertiesOf('AWS::ApiGatewayV2::Stage');
    expect(log).toEqual({ DestinationArn: arn('HttpApiLogGroup'), Format: expect.any(String) });
    expect(JSON.stringify(log)).not.toMatch(/body|query|authoriz|header/i);
  });

  it('lets the functions put to this bus, this topic and these two queues, and log', () => {
    const roles = propertiesOf('AWS::IAM::Role');
    const Statement = [
      { Action: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'] },
      { Action: ['logs:PutLogEvents'] },
      allow('events:PutEvents', arn('EventBus')),
      allow('sns:Publish', { Ref: 'Topic' }),
      allow('sqs:SendMessage', [arn('UndeliveredQueue'), arn('QuarantineQueue')]),
    ];
    expect(roles).toMatchObject([{ Policies: [{ PolicyDocument: { Statement } }] }]);
    expect(roles[0]).not.toHaveProperty('ManagedPolicyArns');
  });

  it.each(['Undelivered', 'Quarantine'])(
    'keeps what is in the queue %s and its dead-letter queue for 14 days',
    (kind) => {
      const limits = {
        MessageRetentionPeriod: 14 * 24 * 3600,
        MaximumMessageSize: 2 ** 20,
        SqsManagedSseEnabled: true,
      };
      const { [`${kind}Queue`]: queue, [`${kind}DeadLetterQueue`]: deadLetters } = service.template.Resources;
      expect(deadLetters?.Properties).toEqual(limits);
      expect(queue?.Properties).toEqual({
        ...limits,
        RedrivePolicy: { deadLetterTargetArn: arn(`${kind}DeadLetterQueue`), maxReceiveCount: 100 },
      });
    },
  );

  it('keeps every log for 30 days', () => {
    const groups = propertiesOf('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(functions.length + 1);
    expect(new Set(groups.map(({ RetentionInDays }) => RetentionInDays))).toEqual(new Set([30]));
  });
});

const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
const allow = (action: string, Resource: unknown) => ({ Effect: 'Allow', Action: [action], Resource });

describe('the settings', () => {
  it('make the topic a standard one or, with topicType=fifo, a FIFO topic without deduplication by content', async () => {
    const fifo = (await resolveConfiguration('--param=topicType=fifo')).resources;
    expect(service.template.Conditions).toEqual({ TopicIsFifo: { 'Fn::Equals': ['standard', 'fifo'] } });
    expect(fifo.Conditions).toEqual({ TopicIsFifo: { 'Fn::Equals': ['fifo', 'fifo'] } });
    const either = (whenFifo: unknown, otherwise: unknown) => ({
      'Fn::If': ['TopicIsFifo', whenFifo, otherwise],
    });
    for (const { Resources } of [service.template, fifo]) {
      expect(Resources['Topic']?.Properties).toEqual({
        TopicName: either('b24bus-dev.fifo', 'b24bus-dev'),
        FifoTopic: either(true, { Ref: 'AWS::NoValue' }),
        ContentBasedDeduplication: either(false, { Ref: 'AWS::NoValue' }),
      });
    }
  });

  it('keep the queues of a removed service, except on the stage dev', async () => {
    const { Resources } = (await resolveConfiguration('--stage=production')).resources;
    const policies = (resources: typeof Resources) =>
      new Set(
        Object.values(resources).flatMap(({ Type, DeletionPolicy }) =>
          Type === 'AWS::SQS::Queue' ? [DeletionPolicy] : [],
        ),
      );
    expect(policies(service.template.Resources)).toEqual(new Set(['Delete']));
    expect(policies(Resources)).toEqual(new Set(['RetainExceptOnCreate']));
  });

  it.each([
    [
      'numbers and names',
      ['--param=destinations=kafka', '--param=maxDepth=2'],
      {},
      ['DESTINATIONS must be eventbridge, sns, or eventbridge,sns', 'MAX_DEPTH must be at least 4'],
    ],
    ['the type of topic', ['--param=topicType=fifi'], {}, ['topicType must be standard or fifo']],
    [
      'portals, which are not quoted',
      [],
      { B24BUS_PORTALS: 'a:b,nonsense' },
      ['PORTALS: pair 2 is not of the form member_id:token'],
    ],
  ])('that are wrong stop the packaging: %s', async (_, options, settings, faults) => {
    const { code, stderr } = await refusedSettings(options, settings);
    const told = ['b24bus cannot start, its settings are wrong:', ...faults.map((fault) => `- ${fault}`), ''];
    expect([code, stderr.slice(stderr.indexOf('b24bus cannot'))]).toEqual([1, told.join('\n')]);
  });
});
