import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readConfig } from '../config.ts';
import { SettingsError } from '../errors.ts';
import { readLifecycleSettings } from '../lifecycle/settings.ts';
import { ROOT } from './build.ts';
import { operationFaults } from './operations/settings.ts';
import { schemaRegistryFaults } from './schema-registry.ts';

const isSet = v.object({
  'Fn::Not': v.tuple([v.object({ 'Fn::Equals': v.tuple([v.string(), v.literal('')]) })]),
});

const template = v.object({
  Conditions: v.looseObject({
    TopicIsFifo: v.object({ 'Fn::Equals': v.tuple([v.string(), v.literal('fifo')]) }),
    ApplicationIsSecret: isSet,
    HasOwnDomain: isSet,
  }),
  Resources: v.record(v.string(), v.looseObject({ Type: v.string() })),
  Outputs: v.object({ ApplicationParameter: v.object({ Value: v.string() }) }),
});

type Template = v.InferOutput<typeof template>;

const lambda = v.object({
  Properties: v.object({ Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }) }),
});

/** What stands for a value that only CloudFormation knows. */
const placeholders: Readonly<Record<string, string>> = {
  EVENT_BUS_NAME: 'bus',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:topic',
  PORTALS_TABLE: 'portals',
  OCCURRENCES_TABLE: 'occurrences',
  UNDELIVERED_DEAD_LETTER_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/dead-letters',
  UNDELIVERED_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/undelivered',
  QUARANTINE_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/quarantine',
  TOKEN_KEY_ID: 'arn:aws:kms:eu-central-1:000000000000:key/0',
  HANDLER_BASE_URL: 'https://api.example',
};

/**
 * Checks the settings in the packaged template as the functions will. Deployed, a wrong one would stop every
 * function at its start, and the portal's events with it.
 *
 * @throws SettingsError
 */
export const checkPackagedSettings = (): void => {
  const file = join(ROOT, '.serverless', 'cloudformation-template-update-stack.json');
  const packaged = v.parse(template, JSON.parse(readFileSync(file, 'utf8')));
  const faults = [
    ...parameterFaults(packaged),
    ...operationFaults(packaged.Conditions, packaged.Resources),
    ...schemaRegistryFaults(packaged.Conditions),
  ];
  if (faults.length > 0) throw new SettingsError(faults);
  const functions = Object.values(packaged.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  for (const { Properties } of functions.map((resource) => v.parse(lambda, resource))) {
    const literal = Object.entries(Properties.Environment.Variables).map(([name, value]) => [
      name,
      typeof value === 'string' || typeof value === 'number' ? String(value) : placeholders[name],
    ]);
    const environment = Object.fromEntries(literal);
    readConfig(environment);
    if ('TOKEN_KEY_ID' in environment) readLifecycleSettings(environment);
  }
};

/** What is wrong with the parameters that no function is told as they are. */
const parameterFaults = ({ Conditions, Outputs }: Template): string[] => {
  const [topicType] = Conditions.TopicIsFifo['Fn::Equals'];
  const [handlerBaseUrl] = Conditions.HasOwnDomain['Fn::Not'][0]['Fn::Equals'];
  const [secretArn] = Conditions.ApplicationIsSecret['Fn::Not'][0]['Fn::Equals'];
  const parameter = Outputs.ApplicationParameter.Value;
  const isSecret = parameter.startsWith('/aws/reference/secretsmanager/');
  const rules: [boolean, string][] = [
    [topicType === 'standard' || topicType === 'fifo', 'topicType must be standard or fifo'],
    [
      handlerBaseUrl === '' || /^https:\/\/[^/?#@]+$/.test(handlerBaseUrl),
      'handlerBaseUrl must be of the form https://events.example.com',
    ],
    [
      /^(?:\/[\w.-]+)+$/.test(parameter),
      'applicationParameter must be the name of an SSM parameter that begins with /, such as /b24bus/prod/application',
    ],
    [
      isSecret === /^arn:[\w-]+:secretsmanager:/.test(secretArn),
      'applicationSecretArn must be the ARN of the secret where applicationParameter begins with /aws/reference/secretsmanager/, and is for nothing else',
    ],
  ];
  return rules.flatMap(([isKept, rule]) => (isKept ? [] : [rule]));
};
