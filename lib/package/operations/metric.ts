/** A value that CloudFormation fills in, or text. */
type Reference =
  | string
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [resource: string, attribute: string] };

/** A metric of CloudWatch. */
export type Metric = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, Reference>>;
};

/** Begins the names of whatever is one per stage; a variable of serverless.yml. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of serverless.yml
export const STACK = '${self:service}-${sls:stage}';

/** Of all events together, as the receivers write them into their logs. */
export const ofEvents = (name: string): Metric => ({ namespace: STACK, name, dimensions: {} });

/** Of one event. */
export const ofEvent = (name: string, event: string): Metric => ({
  namespace: STACK,
  name,
  dimensions: { event },
});

/** Of a function that is no receiver, as it writes them into its log. */
export const ofFunction = (name: string, written: string): Metric => ({
  namespace: STACK,
  name,
  dimensions: { function: written },
});

/** Of a queue of the template. */
export const ofQueue = (name: string, queue: string): Metric => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: { 'Fn::GetAtt': [queue, 'QueueName'] } },
});

/** Of the HTTP API. */
export const ofApi = (name: string): Metric => ({
  namespace: 'AWS/ApiGateway',
  name,
  dimensions: { ApiId: { Ref: 'HttpApi' } },
});

/** Of a Lambda function, as AWS counts. */
export const ofLambda = (name: string, written: string): Metric => ({
  namespace: 'AWS/Lambda',
  name,
  dimensions: { FunctionName: { Ref: `${written}LambdaFunction` } },
});
