import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { catalogue } from '../../catalogue/index.ts';
import { clientSettings } from '../../portals/client-settings.ts';
import { awsFault } from '../aws-fault.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from './target.ts';

/** Which output of serverless.yml becomes which setting. */
const settings = {
  DESTINATIONS: 'Destinations',
  EVENT_BUS_NAME: 'EventBusName',
  TOPIC_ARN: 'TopicArn',
  UNDELIVERED_QUEUE_URL: 'UndeliveredQueueUrl',
  UNDELIVERED_DEAD_LETTER_QUEUE_URL: 'UndeliveredDeadLetterQueueUrl',
  QUARANTINE_QUEUE_URL: 'QuarantineQueueUrl',
  QUARANTINE_DEAD_LETTER_QUEUE_URL: 'QuarantineDeadLetterQueueUrl',
  PORTALS_TABLE: 'PortalsTableName',
  TOKEN_KEY_ID: 'TokenKeyArn',
  APPLICATION_PARAMETER: 'ApplicationParameter',
  HANDLER_BASE_URL: 'InstallUrl',
} as const;

/**
 * A deployed stack, by its outputs.
 *
 * @param region as in serverless.yml: AWS_REGION, else eu-central-1, where it is not given.
 * @throws Failure if there is none, or AWS does not tell.
 */
export const stackTarget = async (
  stage: string,
  region = process.env['AWS_REGION'] ?? 'eu-central-1',
): Promise<Target> => {
  const name = `b24bus-${stage}`;
  const outputs = await outputsOf(name, stage, region);
  const environment = Object.entries(settings).flatMap(([setting, output]) => {
    const value = outputs.get(output)?.replace(catalogue.OnAppInstall.route, '');
    return value === undefined ? [] : [[setting, value] as const];
  });
  return {
    name: `the stack ${name} in ${region}`,
    environment: { AWS_REGION: region, ...Object.fromEntries(environment) },
    options: ` --stage ${stage} --region ${region}`,
    rebuild: `Deploy it again: npm run deploy -- --stage ${stage} --region ${region}`,
    logOf: (functionName) => `the log group /aws/lambda/${name}-${functionName}`,
    logGroupPrefix: `/aws/lambda/${name}-`,
  };
};

const outputsOf = async (
  name: string,
  stage: string,
  region: string,
): Promise<ReadonlyMap<string, string>> => {
  const client = new CloudFormationClient({ ...clientSettings, region });
  const command = new DescribeStacksCommand({ StackName: name });
  const { Stacks = [] } = await client.send(command).catch((fault: unknown) => {
    if (fault instanceof Error && fault.name === 'ValidationError') throw notThere(name, stage, region);
    const { code, message, cure } = awsFault(`The stack ${name} cannot be looked up`, fault, {
      AccessDenied: `Allow yourself cloudformation:DescribeStacks on the stack ${name}.`,
    });
    throw new Failure(exitCodes.unreachable, code, message, cure);
  });
  const [stack] = Stacks;
  if (stack === undefined) throw notThere(name, stage, region);
  return new Map(
    (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
};

const notThere = (name: string, stage: string, region: string): Failure =>
  new Failure(
    exitCodes.unreachable,
    'STACK_NOT_FOUND',
    `There is no stack ${name} in ${region}.`,
    `Check the stage, the region (--region) and the account, or deploy it: npm run deploy -- --stage ${stage}`,
  );
