import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventFilter } from '../../examples/chat-order/subscription.ts';
import { eventPattern as conversationsPattern } from '../../examples/conversations/subscription.ts';
import { eventPattern as deliveryPattern } from '../../examples/delivery-bot/subscription.ts';
import { ROOT, resolveConfiguration, type Template } from './service.ts';
import { referencesIn } from './template-references.ts';
import { unzip } from './zip.ts';

const run = promisify(execFile);

/** An AWS account that nobody has. */
const environment = {
  PATH: process.env['PATH'] ?? '',
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'placeholder',
  AWS_SECRET_ACCESS_KEY: 'placeholder',
};

const examples = [
  { name: 'conversations', functionName: 'StoreConversations', wants: conversationsPattern, fifo: false },
  { name: 'chat-order', functionName: 'AppendToTranscript', wants: eventFilter, fifo: true },
  { name: 'delivery-bot', functionName: 'DeliverMessages', wants: deliveryPattern, fifo: false },
];

/** Imports the packaged handler, and hands it a message that is not one of b24bus. */
const POISON = `
  const { handler } = await import(process.argv[1]);
  const Records = [{ messageId: 'poison', eventSource: 'aws:sqs', eventSourceARN: 'arn:aws:sqs:::queue', body: '{' }];
  const context = { functionName: 'test', getRemainingTimeInMillis: () => 10_000 };
  const answer = await handler({ Records }, context);
  process.stdout.write(JSON.stringify({ parameters: handler.length, answer }));
`;

let exported: string[];

beforeAll(async () => {
  const { Outputs } = (await resolveConfiguration('--stage=dev')).resources;
  exported = Object.values(Outputs).flatMap((output) =>
    'Export' in output ? [(output.Export as { Name: string }).Name] : [],
  );
}, 60_000);

/** The values of a key, wherever it is. */
const valuesOf = (key: string, value: unknown): unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => (name === key ? [inner] : valuesOf(key, inner)))
    : [];

describe.each(examples)('the packaged example $name', ({ name, functionName, wants, fifo }) => {
  let template: Template;
  let files: Map<string, Buffer>;

  beforeAll(async () => {
    const cwd = join(ROOT, 'examples', name);
    const framework = join(ROOT, 'node_modules/osls/bin/serverless.js');
    await run(process.execPath, [framework, 'package'], { cwd, env: environment });
    const artifact = (file: string) => readFile(join(cwd, '.serverless', file));
    template = JSON.parse((await artifact('cloudformation-template-update-stack.json')).toString());
    files = unzip(await artifact(`${functionName}.zip`));
  }, 90_000);

  const only = (type: string): Readonly<Record<string, unknown>> => {
    const found = Object.values(template.Resources).filter(({ Type }) => Type === type);
    expect(found).toHaveLength(1);
    return found[0]?.Properties ?? {};
  };

  it('is a module that loads without node_modules, and reports a message that it cannot read', async () => {
    expect([...files.keys()]).toEqual(['handler.mjs']);
    const task = await mkdtemp(join(tmpdir(), 'b24bus-'));
    const module = join(task, 'handler.mjs');
    await writeFile(module, files.get('handler.mjs') ?? '');
    const { Environment } = only('AWS::Lambda::Function') as { Environment: { Variables: object } };
    const variables = Object.keys(Environment.Variables).map((variable) => [variable, 'https://example.com']);
    const env = { ...environment, ...Object.fromEntries(variables) };
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', POISON, module], {
      cwd: task,
      env,
    });
    await rm(task, { recursive: true });
    // Node 24's Lambda refuses a handler with a third parameter.
    const { parameters, answer } = JSON.parse(stdout) as { parameters: number; answer: unknown };
    expect(parameters).toBeLessThanOrEqual(2);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] });
    expect(JSON.parse(stderr)).toMatchObject({ name: 'RecordError', path: 'body' });
  });

  it('asks for the events that its code says, and lets EventBridge or SNS keep what they cannot hand over', () => {
    if (fifo) {
      expect(only('AWS::SNS::Subscription')['FilterPolicy']).toEqual(wants);
      expect(only('AWS::SNS::Subscription')).toMatchObject({
        TopicArn: importOf('TopicArn'),
        RawMessageDelivery: true,
        Endpoint: arn('Queue'),
        RedrivePolicy: { deadLetterTargetArn: arn('DeadLetterQueue') },
      });
    } else {
      expect(only('AWS::Events::Rule')['EventPattern']).toEqual(wants);
      expect(only('AWS::Events::Rule')).toMatchObject({
        EventBusName: importOf('EventBusName'),
        Targets: [{ Id: 'queue', Arn: arn('Queue'), DeadLetterConfig: { Arn: arn('DeadLetterQueue') } }],
      });
    }
    const [service, source] = fifo
      ? ['sns', importOf('TopicArn')]
      : ['events', { 'Fn::GetAtt': ['Rule', 'Arn'] }];
    expect(only('AWS::SQS::QueuePolicy')).toMatchObject({
      Queues: [{ Ref: 'Queue' }, { Ref: 'DeadLetterQueue' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: `${service}.amazonaws.com` },
            Action: 'sqs:SendMessage',
            Resource: [arn('Queue'), arn('DeadLetterQueue')],
            Condition: { ArnEquals: { 'aws:SourceArn': source } },
          },
        ],
      },
    });
  });

  it('lets a message come again by itself, and keeps it in the end', () => {
    const { Timeout } = only('AWS::Lambda::Function') as { Timeout: number };
    const { Queue, DeadLetterQueue } = template.Resources;
    const kind = fifo ? { FifoQueue: true } : {};
    expect(DeadLetterQueue?.Properties).toMatchObject({ MessageRetentionPeriod: 14 * 86_400, ...kind });
    expect(Queue?.Properties).toMatchObject({
      ...kind,
      VisibilityTimeout: 6 * Timeout,
      MaximumMessageSize: 2 ** 20,
      RedrivePolicy: { deadLetterTargetArn: arn('DeadLetterQueue'), maxReceiveCount: expect.any(Number) },
    });
    expect(only('AWS::Lambda::EventSourceMapping')).toMatchObject({
      EventSourceArn: arn('Queue'),
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('refers to nothing but what is there, or what b24bus exports', () => {
    const known = new Set([...Object.keys(template.Resources), 'Portals']);
    const references = referencesIn(template).filter((reference) => !reference.startsWith('AWS::'));
    expect(references.filter((reference) => !known.has(reference))).toEqual([]);
    const imports = valuesOf('Fn::ImportValue', template);
    expect(imports).not.toEqual([]);
    expect(exported).toEqual(expect.arrayContaining(imports));
  });

  it('may do what it does, and nothing else', () => {
    const role = only('AWS::IAM::Role') as {
      Policies: [{ PolicyDocument: { Statement: { Action: string | string[] }[] } }];
    };
    const [{ PolicyDocument }] = role.Policies;
    const statements = PolicyDocument.Statement.filter(({ Action }) => !String(Action).startsWith('logs:'));
    expect(statements).toEqual([...allowed[name as keyof typeof allowed], consume]);
  });
});

const arn = (resource: string) => ({ 'Fn::GetAtt': [resource, 'Arn'] });
const importOf = (output: string) => ({ 'Fn::ImportValue': `b24bus-dev-${output}` });
const allow = (Resource: unknown, ...Action: string[]) => ({ Effect: 'Allow', Action, Resource });
const here = (service: string, resource: string) =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

const consume = allow([arn('Queue')], 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');

const portals = {
  'Fn::Sub': [here('dynamodb', `table/\${Portals}`), { Portals: importOf('PortalsTableName') }],
};

const allowed = {
  conversations: [allow(arn('Table'), 'dynamodb:PutItem', 'dynamodb:UpdateItem')],
  'chat-order': [allow(arn('Table'), 'dynamodb:UpdateItem')],
  'delivery-bot': [
    allow(
      arn('IdempotencyTable'),
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
    ),
    allow(arn('DeadLetterQueue'), 'sqs:SendMessage'),
    allow(portals, 'dynamodb:GetItem', 'dynamodb:PutItem'),
    allow(importOf('TokenKeyArn'), 'kms:Decrypt', 'kms:GenerateDataKey'),
    allow({ 'Fn::Sub': here('ssm', 'parameter/b24bus/dev/application') }, 'ssm:GetParameter'),
  ],
};
