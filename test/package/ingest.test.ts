import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { bundleOptions } from '../../lib/package/bundle.ts';
import { checkIngest, queuedFunctions } from '../../lib/package/ingest.ts';
import { receiveFromQueue } from '../../lib/package/ingest-bundle.ts';
import { ingestResources } from '../../lib/package/ingest-resources.ts';
import { record } from '../ingest/record.ts';
import { request } from './lambda.ts';
import { ROOT } from './service.ts';

const run = promisify(execFile);

const events = Object.values(catalogue);
const queued = events.filter(({ family }) => family !== 'app');

type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };

const resourcesOf = (ingest: 'direct' | 'queued' | 'draining') =>
  ingestResources(ingest, events).Resources as Readonly<Record<string, Resource>>;

const namesOf = (type: string, ingest: 'queued' | 'draining' = 'queued'): string[] =>
  Object.entries(resourcesOf(ingest)).flatMap(([name, { Type }]) => (Type === type ? [name] : []));

describe('ingest: queued', () => {
  it('has a queue, an integration and a route for each of the twelve events, and for nothing else', () => {
    const names = (suffix: string) => queued.map(({ name }) => `${name}${suffix}`);
    expect(queued).toHaveLength(12);
    expect(namesOf('AWS::SQS::Queue').sort()).toEqual([...names('Queue'), 'IngestDeadLetterQueue'].sort());
    expect(namesOf('AWS::ApiGatewayV2::Integration')).toEqual(names('Integration'));
    expect(namesOf('AWS::ApiGatewayV2::Route')).toEqual(names('Route'));
    expect(namesOf('AWS::IAM::Role')).toEqual(['IngestRole']);
    expect(Object.keys(resourcesOf('queued'))).toHaveLength(12 * 3 + 2);
  });

  it.each(queued)('writes POST $route into the queue of $name, and nowhere else', ({ name, route }) => {
    const resources = resourcesOf('queued');
    expect(resources[`${name}Route`]?.Properties).toEqual({
      ApiId: { Ref: 'HttpApi' },
      RouteKey: `POST ${route}`,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${name}Integration` }]] },
    });
    const { RequestParameters, ...integration } = resources[`${name}Integration`]?.Properties ?? {};
    expect(integration).toEqual({
      ApiId: { Ref: 'HttpApi' },
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'SQS-SendMessage',
      PayloadFormatVersion: '1.0',
      CredentialsArn: { 'Fn::GetAtt': ['IngestRole', 'Arn'] },
    });
    const { MessageAttributes, ...parameters } = RequestParameters as Record<string, unknown>;
    expect(parameters).toEqual({ QueueUrl: { Ref: `${name}Queue` }, MessageBody: '$request.body' });
    expect(JSON.parse(String(MessageAttributes))).toEqual({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of API Gateway
      requestId: { DataType: 'String', StringValue: '${context.requestId}' },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of API Gateway
      requestTime: { DataType: 'String', StringValue: '${context.requestTimeEpoch}' },
    });
  });

  it('takes nothing of a header into a message: a quote in it would break the JSON', () => {
    expect(JSON.stringify(resourcesOf('queued'))).not.toContain('request.header');
  });

  it('keeps messages for 14 days, encrypted, six times as long invisible as a function runs, then dead letters', () => {
    const queues = queued.map(({ name }) => resourcesOf('queued')[`${name}Queue`]?.Properties);
    const kept = {
      MessageRetentionPeriod: 1_209_600,
      MaximumMessageSize: 1_048_576,
      SqsManagedSseEnabled: true,
    };
    for (const properties of queues) {
      expect(properties).toEqual({
        ...kept,
        VisibilityTimeout: 60,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['IngestDeadLetterQueue', 'Arn'] },
          maxReceiveCount: 1000,
        },
      });
    }
    expect(resourcesOf('queued')['IngestDeadLetterQueue']?.Properties).toEqual(kept);
  });

  it('lets API Gateway send to these queues and do nothing else', () => {
    expect(resourcesOf('queued')['IngestRole']?.Properties).toMatchObject({
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sqs:SendMessage',
                Resource: queued.map(({ name }) => ({ 'Fn::GetAtt': [`${name}Queue`, 'Arn'] })),
              },
            ],
          },
        },
      ],
    });
  });

  it('limits how fast the API may be called', () => {
    expect(ingestResources('queued', events).extensions).toEqual({
      HttpApiStage: {
        Properties: {
          DefaultRouteSettings: {
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
            ThrottlingRateLimit: '${param:ingestRateLimit}',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
            ThrottlingBurstLimit: '${param:ingestBurstLimit}',
          },
        },
      },
    });
  });
});

it('ingest: draining keeps the queues and has no way into them', () => {
  expect(Object.keys(resourcesOf('draining')).sort()).toEqual(namesOf('AWS::SQS::Queue').sort());
  expect(ingestResources('draining', events).extensions).toBeUndefined();
});

it('ingest: direct adds nothing', () => {
  expect(ingestResources('direct', events)).toEqual({ Resources: {} });
});

it('queuedFunctions adds a queue to the routes of the twelve, and takes their other bundle', () => {
  const plan = (name: string) => ({
    name,
    entry: 'functions/x.ts',
    directory: name,
    description: '',
    events: [{ httpApi: { method: '*', path: `/${name}` } }],
  });
  const planned = ['OnSessionStart', 'OnAppTest', 'OnAppInstall', 'CheckPortals'].map(plan);
  expect(queuedFunctions(planned, events)).toEqual([
    {
      ...plan('OnSessionStart'),
      directory: 'queued/OnSessionStart',
      events: [
        { httpApi: { method: '*', path: '/OnSessionStart' } },
        {
          sqs: {
            arn: { 'Fn::GetAtt': ['OnSessionStartQueue', 'Arn'] },
            batchSize: 10,
            functionResponseType: 'ReportBatchItemFailures',
            // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
            maximumConcurrency: '${param:ingestConcurrency}',
          },
        },
      ],
    },
  ]);
});

describe('checkIngest', () => {
  it.each([['--param=ingest=queue'], ['--param', 'ingest='], ['--stage', 'prod', '--param=ingest=Direct']])(
    'refuses %s %s %s',
    (...options) => {
      expect(() => checkIngest(options)).toThrow(
        /^b24bus cannot start.*\n- ingest must be direct, queued, draining$/,
      );
    },
  );

  it.each([
    [[]],
    [['--param=ingest=queued']],
    [['--param', 'ingest=draining']],
    [['--param=ingestRateLimit=5']],
  ])('lets %j pass', (options) => expect(() => checkIngest(options)).not.toThrow());
});

describe('the other bundle', () => {
  let outdir: string;

  beforeAll(async () => {
    outdir = await mkdtemp(join(tmpdir(), 'b24bus-'));
    await build({
      ...bundleOptions,
      absWorkingDir: ROOT,
      entryPoints: [{ in: 'functions/imopenlines/on-session-start.ts', out: 'index' }],
      outdir,
      plugins: [receiveFromQueue],
    });
  });
  afterAll(() => rm(outdir, { recursive: true }));

  it('takes two parameters, messages of the queue, and calls of API Gateway, as while a deployment is under way', async () => {
    const script = `
      const { handler } = await import(process.argv[1]);
      const answers = [handler.length];
      for (const event of JSON.parse(process.argv[2])) answers.push(await handler(event, { awsRequestId: 'test' }));
      process.stdout.write('\\n' + JSON.stringify(answers));
    `;
    const calls = [{ Records: [record('no=form')] }, request('GET', '/events/on-session-start')];
    const env = {
      AWS_REGION: 'eu-central-1',
      EVENT_BUS_NAME: 'bus',
      UNDELIVERED_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/undelivered',
      QUARANTINE_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/quarantine',
    };
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '--eval', script, join(outdir, 'index.mjs'), JSON.stringify(calls)],
      { cwd: outdir, env },
    );
    expect(JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1))).toMatchObject([
      2,
      { batchItemFailures: [] },
      { statusCode: 405 },
    ]);
    expect(stdout).toContain('"outcome":"not-a-bitrix24-event"');
  });
});
