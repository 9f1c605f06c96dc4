import { isQueued } from '../ingest/is-queued.ts';
import { type Event, getAtt, type Ingest, queueOf } from './ingest.ts';

/** What serverless.yml merges into its `resources`. */
type Resources = {
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, object>>;
  readonly extensions?: Readonly<Record<string, object>>;
};

/** Six times the 10 s of a receiver, as Lambda's guide for SQS asks: a message is not handed out twice at a time. */
const VISIBILITY_SECONDS = 60;

/** The most that SQS allows: a bad deployment has 16 hours until its messages go to the dead letters. */
const MAX_RECEIVES = 1000;

/** `dist/ingest.<ingest>.json`: what an ingest needs besides functions. */
export const ingestResources = (ingest: Ingest, events: readonly Event[]): Resources => {
  if (ingest === 'direct') return { Resources: {} };
  const queued = events.filter(isQueued);
  const queues = {
    ...Object.assign({}, ...queued.map(ingestQueue)),
    IngestDeadLetterQueue: queue({}),
  };
  const Outputs = {
    IngestDeadLetterQueueUrl: {
      Description: 'Posted events that their function could not take',
      Value: { Ref: 'IngestDeadLetterQueue' },
    },
  };
  if (ingest === 'draining') return { Resources: queues, Outputs };
  return {
    Resources: { ...queues, ...Object.assign({}, ...queued.map(pathOf)), IngestRole: roleFor(queued) },
    Outputs,
    extensions: { HttpApiStage: { Properties: { DefaultRouteSettings: throttling } } },
  };
};

/** Nobody has to prove anything to fill a queue; beyond this API Gateway answers 429. */
const throttling = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
  ThrottlingRateLimit: '${param:ingestRateLimit}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
  ThrottlingBurstLimit: '${param:ingestBurstLimit}',
};

const queue = (properties: object) => ({
  Type: 'AWS::SQS::Queue',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
  DeletionPolicy: '${param:queueDeletionPolicy}',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    MessageRetentionPeriod: 1_209_600,
    MaximumMessageSize: 1_048_576,
    SqsManagedSseEnabled: true,
    ...properties,
  },
});

/**
 * Where redeliveries and redrives find out when and as what a body came in. Only what API Gateway itself says: a
 * header with a quote in it would break the JSON, and the event would be lost.
 */
const attributes = Object.fromEntries(
  Object.entries({ requestId: 'requestId', requestTime: 'requestTimeEpoch' }).map(([name, variable]) => [
    name,
    { DataType: 'String', StringValue: `\${context.${variable}}` },
  ]),
);

const ingestQueue = ({ name }: Event) => ({
  [queueOf(name)]: queue({
    VisibilityTimeout: VISIBILITY_SECONDS,
    RedrivePolicy: { deadLetterTargetArn: getAtt('IngestDeadLetterQueue'), maxReceiveCount: MAX_RECEIVES },
  }),
});

/** From an event's route into its queue. */
const pathOf = ({ name, route }: Event) => ({
  [`${name}Integration`]: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      IntegrationType: 'AWS_PROXY',
      IntegrationSubtype: 'SQS-SendMessage',
      PayloadFormatVersion: '1.0',
      CredentialsArn: getAtt('IngestRole'),
      RequestParameters: {
        QueueUrl: { Ref: queueOf(name) },
        MessageBody: '$request.body',
        MessageAttributes: JSON.stringify(attributes),
      },
    },
  },
  [`${name}Route`]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'HttpApi' },
      RouteKey: `POST ${route}`,
      Target: { 'Fn::Join': ['/', ['integrations', { Ref: `${name}Integration` }]] },
    },
  },
});

/** What API Gateway may do. */
const roleFor = (queued: readonly Event[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      {
        PolicyName: 'ingest',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sqs:SendMessage',
              Resource: queued.map(({ name }) => getAtt(queueOf(name))),
            },
          ],
        },
      },
    ],
  },
});
