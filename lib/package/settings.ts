import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readConfig } from '../config.ts';
import { SettingsError } from '../errors.ts';
import { ROOT } from './build.ts';

const template = v.object({
  Conditions: v.object({ TopicIsFifo: v.object({ 'Fn::Equals': v.tuple([v.string(), v.literal('fifo')]) }) }),
  Resources: v.record(v.string(), v.looseObject({ Type: v.string() })),
});

const lambda = v.object({
  Properties: v.object({ Environment: v.object({ Variables: v.record(v.string(), v.unknown()) }) }),
});

/** What stands for a value that only CloudFormation knows. */
const placeholders: Readonly<Record<string, string>> = {
  EVENT_BUS_NAME: 'bus',
  TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:topic',
  UNDELIVERED_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/undelivered',
  QUARANTINE_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/quarantine',
};

/**
 * Checks the settings in the packaged template as the functions will. Deployed, a wrong one would stop every
 * function at its start, and the portal's events with it.
 *
 * @throws SettingsError
 */
export const checkPackagedSettings = (): void => {
  const file = join(ROOT, '.serverless', 'cloudformation-template-update-stack.json');
  const { Conditions, Resources } = v.parse(template, JSON.parse(readFileSync(file, 'utf8')));
  const [topicType] = Conditions.TopicIsFifo['Fn::Equals'];
  if (topicType !== 'standard' && topicType !== 'fifo') {
    throw new SettingsError(['topicType must be standard or fifo']);
  }
  const functions = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  for (const { Properties } of functions.map((resource) => v.parse(lambda, resource))) {
    const literal = Object.entries(Properties.Environment.Variables).map(([name, value]) => [
      name,
      typeof value === 'string' || typeof value === 'number' ? String(value) : placeholders[name],
    ]);
    readConfig(Object.fromEntries(literal));
  }
};
