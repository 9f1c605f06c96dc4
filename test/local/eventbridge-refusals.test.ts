import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DescribeRuleCommand,
  EnableRuleCommand,
  ListRulesCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, queueArn, REGION, startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  local = await startEndpoint();
});
afterAll(() => local.close());

const EventPattern = '{"source":["shop"]}';

describe('the endpoint refuses', () => {
  const rule = (input: object) => new PutRuleCommand({ Name: 'r', EventPattern, ...input });
  const target = (input: object) =>
    new PutTargetsCommand({ Rule: 'refusing', Targets: [{ Id: 't', Arn: queueArn('q'), ...input }] });
  beforeAll(async () => {
    await local.events.send(rule({ Name: 'refusing' }));
    await local.events.send(new CreateEventBusCommand({ Name: 'in-use' }));
    await local.events.send(rule({ EventBusName: 'in-use' }));
  });

  test.each([
    [
      'a taken event bus name',
      new CreateEventBusCommand({ Name: 'in-use' }),
      'ResourceAlreadyExistsException',
      'Event bus in-use already exists.',
    ],
    [
      'to delete the default event bus',
      new DeleteEventBusCommand({ Name: 'default' }),
      'ValidationException',
      'Cannot delete event bus default.',
    ],
    [
      'to delete an event bus with rules',
      new DeleteEventBusCommand({ Name: 'in-use' }),
      'ValidationException',
      'has rules',
    ],
    [
      'a rule for a missing event bus',
      rule({ EventBusName: 'none' }),
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    ],
    [
      'a rule without a pattern',
      rule({ EventPattern: undefined }),
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    ],
    [
      'a rule with a schedule',
      rule({ ScheduleExpression: 'rate(1 day)' }),
      'ValidationException',
      'does not support ScheduleExpression',
    ],
    [
      'a rule with an invalid pattern',
      rule({ EventPattern: '{"a":1}' }),
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: "a" must be an object or an array',
    ],
    [
      'a rule name with a space',
      rule({ Name: 'a b' }),
      'ValidationException',
      "Value 'a b' at 'name' failed to satisfy constraint",
    ],
    [
      'an unknown rule state',
      rule({ State: 'ON' }),
      'ValidationException',
      'Member must satisfy enum value set',
    ],
    [
      'to describe a missing rule',
      new DescribeRuleCommand({ Name: 'none' }),
      'ResourceNotFoundException',
      'Rule none does not exist on EventBus default.',
    ],
    [
      'to enable a missing rule',
      new EnableRuleCommand({ Name: 'none' }),
      'ResourceNotFoundException',
      'Rule none does not exist',
    ],
    [
      'targets for a missing rule',
      new PutTargetsCommand({ Rule: 'none', Targets: [{ Id: 'a', Arn: queueArn('a') }] }),
      'ResourceNotFoundException',
      'Rule none does not exist on EventBus default.',
    ],
    [
      'a target that is no queue',
      target({ Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f` }),
      'ValidationException',
      'delivers to SQS queues only',
    ],
    [
      'a target without an ARN',
      target({ Arn: 'queue' }),
      'ValidationException',
      'Parameter queue is not valid. Reason: Provided Arn is not in correct format.',
    ],
    [
      'a FIFO queue without a message group',
      target({ Arn: queueArn('q.fifo') }),
      'ValidationException',
      'Parameter(s) SqsParameters must be specified for target: t.',
    ],
    [
      'an InputTransformer',
      target({ InputTransformer: { InputTemplate: '<a>' } }),
      'ValidationException',
      'does not support InputTransformer',
    ],
    [
      'an Input that is not JSON',
      target({ Input: '{' }),
      'ValidationException',
      'JSON syntax error in input for target t.',
    ],
    [
      'Input together with InputPath',
      target({ Input: '1', InputPath: '$.detail' }),
      'ValidationException',
      'Only one of Input, InputPath, or InputTransformer',
    ],
    [
      'an InputPath beyond member names',
      target({ InputPath: '$.detail.list[0]' }),
      'ValidationException',
      'does not support InputPath',
    ],
    [
      'a made-up page token',
      new ListRulesCommand({ NextToken: 'page 2' }),
      'ValidationException',
      'NextToken',
    ],
  ])('%s', async (_what, command, name, message) => {
    // Overloads of `send` take one type of command each, not their union.
    const answer = local.events.send(command as PutRuleCommand);
    await expect(answer).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
  });
});
