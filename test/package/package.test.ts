import { readFile, rm } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { queueConsumers } from '../../lib/package/queues.ts';
import { schedules } from '../../lib/package/schedules.ts';
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
    speaksToPortals: route.startsWith('/app/'),
    role: route.startsWith('/app/') ? 'LifecycleRole' : 'IamRoleLambdaExecution',
    timeout: route.startsWith('/app/') ? 29 : 10,
  };
});

const scheduled = schedules.map(({ name, directory, timeout }) => ({
  name,
  directory: `dist/${directory}`,
  module: `dist/${directory}/index.mjs`,
  source: `functions/schedule/${directory}.ts`,
  speaksToPortals: true,
  role: 'LifecycleRole',
  timeout,
}));

const consuming = queueConsumers.map(({ name, directory, timeout, role }) => ({
  name,
  directory: `dist/${directory}`,
  module: `dist/${directory}/index.mjs`,
  source: `functions/queue/${directory}.ts`,
  speaksToPortals: false,
  role,
  timeout,
}));

const all = [...functions, ...scheduled, ...consuming];

let service: PackagedService;

beforeAll(async () => {
  service = await packageService(all.map(({ name }) => name));
  return () => rm(service.task, { recursive: true });
}, 90_000);

const textOf = (path: string): string => service.files.get(path)?.toString() ?? '';

/** What the build leaves beside the module, for whoever reads a stack. */
const sourceMapOf = async (module: string): Promise<SourceMapPayload> =>
  JSON.parse(await readFile(join(ROOT, `${module}.map`), 'utf8'));

const propertiesOf = (type: string) =>
  Object.values(service.template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

it('prints the sizes of each function and how many there are', () => {
  expect(service.printed).toMatch(new RegExp(`^${all.length} functions +\\d+\\.\\d +\\d+\\.\\d$`, 'm'));
  for (const { name } of all) {
    expect(service.printed).toMatch(new RegExp(`^${name} +\\d+\\.\\d +\\d+\\.\\d$`, 'm'));
  }
});

it('zips a module per function, and nothing else', () => {
  expect([...service.files.keys()].sort()).toEqual(all.map(({ module }) => module).sort());
});

it('builds the same bytes from the same sources', async () => {
  const again = await rebuild([...service.files.keys()]);
  for (const [path, content] of again)
    expect(content.equals(service.files.get(path) ?? Buffer.of()), path).toBe(true);
});

it.each(functions)(
  'the bundle of $name loads without node_modules and answers 405 to GET and 400 to an event without auth',
  async ({ name, route, module }) => {
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
  },
);

it.each(functions)(
  'the bundle of $name has the clients of AWS that it needs, and a receiver none',
  async ({ module, speaksToPortals }) => {
    const { sources } = await sourceMapOf(module);
    const clients = sources.flatMap((path) => /@aws-sdk\/((?:client|lib)-[\w-]+)/.exec(path)?.[1] ?? []);
    const needed = ['client-dynamodb', 'client-kms', 'client-ssm', 'lib-dynamodb'];
    expect([...new Set(clients)].sort()).toEqual(speaksToPortals ? needed : []);
    // What calls them has the names that they go by.
    const targets = ['TrentService', 'AmazonSSM'].filter((name) => textOf(module).includes(`"${name}"`));
    expect(targets).toEqual(speaksToPortals ? ['TrentService', 'AmazonSSM'] : []);
  },
);

it.each([...scheduled, ...consuming])(
  'the bundle of $name loads without node_modules',
  async ({ module }) => {
    expect(await invoke(service, module, [])).toEqual([]);
  },
);

it.each(functions.filter(({ speaksToPortals }) => !speaksToPortals))(
  'the bundle of $name holds its own event and no other',
  ({ name, module }) => {
    const held = functions.filter((other) => textOf(module).includes(`"${other.name}"`));
    expect(held.map((other) => other.name)).toEqual([name]);
  },
);

it.each(all)(
  'the bundle of $name has a source map outside of the zip, without content and without a path of this machine',
  async ({ module, source }) => {
    const map = await sourceMapOf(module);
    expect(map).not.toHaveProperty('sourcesContent');
    expect(map.sources).toContain(`../../${source}`);
    // Node's own modules have no file.
    const others = map.sources.filter((path) => !path.startsWith('../../'));
    expect(others.filter((path) => !/^builtin:node:[a-z_/]+$/.test(path))).toEqual([]);
    for (const text of [textOf(module), JSON.stringify(map)]) expect(text).not.toContain(ROOT);
    expect(textOf(module)).not.toContain('sourceMappingURL');
  },
);

it('maps a line of a stack to its source', async () => {
  const map = new SourceMap({ ...(await sourceMapOf('dist/on-session-start/index.mjs')), file: '' });
  const text = textOf('dist/on-session-start/index.mjs');
  const lines = text.slice(0, text.indexOf('There is no handler at this path')).split('\n');
  const column = (lines.at(-1) ?? '').length;
  expect(map.findOrigin(lines.length, column)).toMatchObject({
    fileName: expect.stringMatching(/lib\/middleware\/request\.ts$/),
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
  it('has a Node 24 function on arm64 for each event, schedule and queue, with the role that it needs', () => {
    const lambdas = propertiesOf('AWS::Lambda::Function');
    expect(lambdas.map(({ Handler }) => Handler).sort()).toEqual(
      all.map(({ directory }) => `${directory}/index.handler`).sort(),
    );
    for (const { directory, role, timeout } of all) {
      expect(lambdas.find(({ Handler }) => Handler === `${directory}/index.handler`)).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Timeout: timeout,
        MemorySize: 512,
        Role: arn(role),
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

  it('lets the receivers put to this bus, this topic and these two queues, read digests, and log', () => {
    const role = service.template.Resources['IamRoleLambdaExecution']?.Properties;
    const readDigests = {
      ...allow('dynamodb:GetItem', arn('PortalsTable')),
      Condition: {
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': [
            'member_id',
            'token_digest',
            'previous_digest',
            'previous_expires',
            'offline_since',
          ],
        },
        StringEqualsIfExists: { 'dynamodb:Select': 'SPECIFIC_ATTRIBUTES' },
      },
    };
    const Statement = [
      { Action: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:TagResource'] },
      { Action: ['logs:PutLogEvents'] },
      allow('events:PutEvents', arn('EventBus')),
      allow('sns:Publish', { Ref: 'Topic' }),
      allow('sqs:SendMessage', [arn('UndeliveredQueue'), arn('QuarantineQueue')]),
      readDigests,
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: arn('OccurrencesTable'),
      },
    ];
    expect(role).toMatchObject({ Policies: [{ PolicyDocument: { Statement } }] });
    expect(role).not.toHaveProperty('ManagedPolicyArns');
  });

  it('lets the lifecycle functions keep portals and read the application besides', () => {
    const role = service.template.Resources['LifecycleRole']?.Properties;
    const here = `\${AWS::Region}:\${AWS::AccountId}`;
    const secret = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '' };
    const Statement = [
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: sub(`logs:${here}:log-group:/aws/lambda/b24bus-dev-*:*`),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Scan'],
        Resource: arn('PortalsTable'),
      },
      {
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: arn('OccurrencesTable'),
      },
      { Effect: 'Allow', Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Resource: arn('TokenKey') },
      {
        Effect: 'Allow',
        Action: 'ssm:GetParameter',
        Resource: sub(`ssm:${here}:parameter/b24bus/dev/application`),
      },
      { 'Fn::If': ['ApplicationIsSecret', secret, { Ref: 'AWS::NoValue' }] },
      { Effect: 'Allow', Action: 'events:PutEvents', Resource: arn('EventBus') },
      { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: [arn('UndeliveredQueue'), arn('QuarantineQueue')],
      },
    ];
    expect(role).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [{ PolicyName: 'lifecycle', PolicyDocument: { Version: '2012-10-17', Statement } }],
    });
    expect(propertiesOf('AWS::IAM::Role')).toHaveLength(3);
  });

  it('lets redelivery take from its queue, put everywhere, and unmake portals, without a key of their tokens', () => {
    const role = service.template.Resources['RedeliverRole']?.Properties;
    const Statement = [
      { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
      {
        Effect: 'Allow',
        Action: [
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:ChangeMessageVisibility',
          'sqs:SendMessage',
        ],
        Resource: arn('UndeliveredQueue'),
      },
      { Action: 'sqs:SendMessage', Resource: [arn('QuarantineQueue'), arn('UndeliveredDeadLetterQueue')] },
      { Action: 'events:PutEvents', Resource: arn('EventBus') },
      { Action: 'sns:Publish', Resource: { Ref: 'Topic' } },
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
        Resource: arn('PortalsTable'),
      },
    ];
    expect(role).toMatchObject({ Policies: [{ PolicyDocument: { Statement } }] });
    expect(propertiesOf('AWS::Lambda::EventSourceMapping')).toEqual([
      {
        BatchSize: 10,
        EventSourceArn: arn('UndeliveredQueue'),
        FunctionName: arn('RedeliverLambdaFunction'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
      },
    ]);
  });

  it('keeps portals in a table that is encrypted, can be restored, and forgets what has expired', () => {
    expect(service.template.Resources['PortalsTable']?.Properties).toEqual({
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'member_id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'member_id', KeyType: 'HASH' }],
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      DeletionProtectionEnabled: false,
    });
  });

  it('keeps for a while which events have come in', () => {
    expect(service.template.Resources['OccurrencesTable']?.Properties).toMatchObject({
      KeySchema: [{ AttributeName: 'content', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });

  it('has a key for the tokens that rotates and that IAM rules over', () => {
    const { TokenKey, TokenKeyAlias } = service.template.Resources;
    expect(TokenKey?.Properties).toMatchObject({
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::Sub': expect.stringMatching(/:root$/) } },
            Action: 'kms:*',
          },
        ],
      },
    });
    expect(TokenKeyAlias?.Properties).toEqual({
      AliasName: 'alias/b24bus-dev-tokens',
      TargetKeyId: { Ref: 'TokenKey' },
    });
  });

  it('tells every function which table the portals are in', () => {
    for (const { Environment } of propertiesOf('AWS::Lambda::Function')) {
      expect(Environment?.Variables['PORTALS_TABLE']).toEqual({ Ref: 'PortalsTable' });
    }
  });

  it('tells the functions that speak to portals the key, the application and the URL of the API', () => {
    const told = {
      TOKEN_KEY_ID: arn('TokenKey'),
      APPLICATION_PARAMETER: '/b24bus/dev/application',
      HANDLER_BASE_URL: { 'Fn::If': ['HasOwnDomain', '', { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] }] },
    };
    const lambdas = propertiesOf('AWS::Lambda::Function');
    for (const { directory, speaksToPortals } of all) {
      const lambda = lambdas.find(({ Handler }) => Handler === `${directory}/index.handler`);
      const variables = Object.entries(lambda?.Environment?.Variables ?? {});
      const own = variables.filter(([name]) => name in told);
      expect(Object.fromEntries(own), directory).toEqual(speaksToPortals ? told : {});
    }
  });

  it('says where the application is installed and what the portals are kept with', () => {
    const { Outputs } = service.template;
    const values = Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => [name, Value]));
    const apiUrl = { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] };
    expect(values).toMatchObject({
      ApiUrl: apiUrl,
      InstallUrl: {
        'Fn::If': ['HasOwnDomain', '/app/install', { 'Fn::Join': ['', [apiUrl, '/app/install']] }],
      },
      PortalsTableName: { Ref: 'PortalsTable' },
      TokenKeyArn: arn('TokenKey'),
      ApplicationParameter: '/b24bus/dev/application',
      Destinations: 'eventbridge',
    });
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
        // Six times the 60 s of the function that redelivers, and its first attempt after 10 s.
        ...(kind === 'Undelivered' && { VisibilityTimeout: 360, DelaySeconds: 10 }),
        RedrivePolicy: { deadLetterTargetArn: arn(`${kind}DeadLetterQueue`), maxReceiveCount: 1000 },
      });
    },
  );

  it('keeps every log for 30 days', () => {
    const groups = propertiesOf('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(all.length + 1);
    expect(new Set(groups.map(({ RetentionInDays }) => RetentionInDays))).toEqual(new Set([30]));
  });
});

const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
const sub = (resource: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:${resource}` });
const allow = (action: string, Resource: unknown) => ({ Effect: 'Allow', Action: [action], Resource });

describe('the settings', () => {
  it('make the topic a standard one or, with topicType=fifo, a FIFO topic without deduplication by content', async () => {
    const fifo = (await resolveConfiguration('--param=topicType=fifo')).resources;
    expect(service.template.Conditions).toMatchObject({
      TopicIsFifo: { 'Fn::Equals': ['standard', 'fifo'] },
    });
    expect(fifo.Conditions).toMatchObject({ TopicIsFifo: { 'Fn::Equals': ['fifo', 'fifo'] } });
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

  it('keep the queues, the table and the key of a removed service, except on the stage dev', async () => {
    const { Resources } = (await resolveConfiguration('--stage=production')).resources;
    const policies = (resources: typeof Resources) =>
      Object.entries(resources).flatMap(([name, { Type, DeletionPolicy }]) =>
        /SQS::Queue$|DynamoDB|KMS::Key/.test(Type) ? [[name, DeletionPolicy] as const] : [],
      );
    const queues = [
      'UndeliveredQueue',
      'UndeliveredDeadLetterQueue',
      'QuarantineQueue',
      'QuarantineDeadLetterQueue',
      'OperationsDeadLetterQueue',
    ];
    const kept = [...queues, 'TokenKey'].map((name) => [name, 'RetainExceptOnCreate'] as const);
    expect(new Map(policies(Resources))).toEqual(
      new Map([...kept, ['PortalsTable', 'Retain'], ['OccurrencesTable', 'Delete']]),
    );
    expect(new Set(policies(service.template.Resources).map(([, policy]) => policy))).toEqual(
      new Set(['Delete']),
    );
    expect(Resources['PortalsTable']?.Properties['DeletionProtectionEnabled']).toBe(true);
  });

  it('name the application of the stage, or a secret, and a domain of its own', async () => {
    const arnOfSecret = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:b24bus-AbCdEf';
    const { Conditions, Outputs } = (
      await resolveConfiguration(
        '--stage=prod',
        `--param=applicationSecretArn=${arnOfSecret}`,
        '--param=handlerBaseUrl=https://events.example.com',
      )
    ).resources;
    const isSet = (value: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [value, ''] }] });
    expect(Conditions).toMatchObject({
      ApplicationIsSecret: isSet(arnOfSecret),
      HasOwnDomain: isSet('https://events.example.com'),
    });
    expect(service.template.Conditions).toMatchObject({
      ApplicationIsSecret: isSet(''),
      HasOwnDomain: isSet(''),
    });
    expect(Outputs['ApplicationParameter']?.Value).toBe('/b24bus/prod/application');
    expect(Outputs['InstallUrl']?.Value).toMatchObject({
      'Fn::If': ['HasOwnDomain', 'https://events.example.com/app/install', expect.anything()],
    });
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
      'where the API and the application are',
      [
        '--param=handlerBaseUrl=http://events.example.com/',
        '--param=applicationParameter=application',
        '--param=applicationSecretArn=arn:aws:secretsmanager:eu-central-1:000000000000:secret:b24bus',
      ],
      {},
      [
        'handlerBaseUrl must be of the form https://events.example.com',
        'applicationParameter must be the name of an SSM parameter that begins with /, such as /b24bus/prod/application',
        'applicationSecretArn must be the ARN of the secret where applicationParameter begins with /aws/reference/secretsmanager/, and is for nothing else',
      ],
    ],
    [
      'alarms and archives',
      [
        '--param=alarmLatencyMs=fast',
        '--param=alarmSilenceHours=200',
        '--param=alarmEmail=me',
        '--param=archiveDays=-1',
      ],
      {},
      [
        'archiveDays must be a number of days, 0 for no archive',
        'alarmSilenceHours must be a number of hours up to 168, 0 for no such alarm',
        'alarmEmail must be an address, such as ops@example.com',
        'the setting of the alarm b24bus-dev-SlowAnswers must be a number',
      ],
    ],
    [
      'portals, which are not quoted',
      [],
      { B24BUS_PORTALS: 'a:b,nonsense' },
      ['PORTALS: pair 2 is not of the form member_id:token'],
    ],
  ])(
    'that are wrong stop the packaging: %s',
    async (_, options, settings, faults) => {
      const { code, stderr } = await refusedSettings(options, settings);
      const told = [
        'b24bus cannot start, its settings are wrong:',
        ...faults.map((fault) => `- ${fault}`),
        '',
      ];
      expect([code, stderr.slice(stderr.indexOf('b24bus cannot'))]).toEqual([1, told.join('\n')]);
    },
    60_000,
  );
});
