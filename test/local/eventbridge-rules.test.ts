import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, queueArn, REGION, startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  local = await startEndpoint();
});
afterAll(() => local.close());

const EventPattern = '{"source":["shop"]}';
const arn = (resource: string) => `arn:aws:events:${REGION}:${ACCOUNT}:${resource}`;
const createBus = (Name: string) => local.events.send(new CreateEventBusCommand({ Name }));
const putRule = (Name: string, EventBusName?: string) =>
  local.events.send(new PutRuleCommand({ Name, EventBusName, EventPattern }));
const putTargets = (Rule: string, ...Targets: Target[]) =>
  local.events.send(new PutTargetsCommand({ Rule, Targets }));
const targets = (...ids: string[]) => ids.map((Id) => ({ Id, Arn: queueArn(Id) }));
const targetIds = async (Rule: string) =>
  (await local.events.send(new ListTargetsByRuleCommand({ Rule }))).Targets?.map(({ Id }) => Id);

describe('an event bus', () => {
  test('named default exists from the start', async () => {
    const bus = await local.events.send(new DescribeEventBusCommand({}));
    expect(bus).toMatchObject({
      Name: 'default',
      Arn: arn('event-bus/default'),
      CreationTime: expect.any(Date),
    });
  });

  test('is created, described by name or ARN, and deleted', async () => {
    const { EventBusArn } = await createBus('short-lived');
    expect(EventBusArn).toBe(arn('event-bus/short-lived'));
    const described = await local.events.send(new DescribeEventBusCommand({ Name: EventBusArn }));
    expect(described).toMatchObject({ Name: 'short-lived', Arn: EventBusArn });
    await local.events.send(new DeleteEventBusCommand({ Name: 'short-lived' }));
    await expect(
      local.events.send(new DescribeEventBusCommand({ Name: 'short-lived' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Event bus short-lived does not exist.',
    });
  });

  test('is listed by prefix, page by page', async () => {
    for (const name of ['list-1', 'list-2', 'list-3']) await createBus(name);
    const list = (NextToken?: string) =>
      local.events.send(new ListEventBusesCommand({ NamePrefix: 'list-', Limit: 2, NextToken }));
    const first = await list();
    const second = await list(first.NextToken);
    expect(first.EventBuses?.map(({ Name }) => Name)).toEqual(['list-1', 'list-2']);
    expect(second.EventBuses?.map(({ Name }) => Name)).toEqual(['list-3']);
    expect(second.NextToken).toBeUndefined();
  });
});

describe('a rule', () => {
  test.each([
    ['default', 'rule/described'],
    ['described-bus', 'rule/described-bus/described'],
  ])('on the event bus %s has the ARN %s', async (EventBusName, resource) => {
    await createBus(EventBusName).catch(() => undefined);
    const { RuleArn } = await putRule('described', EventBusName);
    const rule = await local.events.send(new DescribeRuleCommand({ Name: 'described', EventBusName }));
    expect(RuleArn).toBe(arn(resource));
    expect(rule).toMatchObject({
      Name: 'described',
      Arn: RuleArn,
      EventPattern,
      State: 'ENABLED',
      EventBusName,
    });
  });

  test('is listed on its own event bus only, with its state', async () => {
    await createBus('listing');
    await putRule('listed', 'listing');
    await local.events.send(new DisableRuleCommand({ Name: 'listed', EventBusName: 'listing' }));
    const { Rules } = await local.events.send(new ListRulesCommand({ EventBusName: 'listing' }));
    const elsewhere = await local.events.send(new ListRulesCommand({ NamePrefix: 'listed' }));
    expect(Rules?.map(({ Name, State }) => [Name, State])).toEqual([['listed', 'DISABLED']]);
    expect(elsewhere.Rules).toEqual([]);
  });

  test('is deleted once it has no targets', async () => {
    await putRule('doomed');
    await putTargets('doomed', ...targets('a'));
    const remove = () => local.events.send(new DeleteRuleCommand({ Name: 'doomed' }));
    await expect(remove()).rejects.toThrow("Rule can't be deleted since it has targets.");
    await local.events.send(new RemoveTargetsCommand({ Rule: 'doomed', Ids: ['a'] }));
    await remove();
    await remove();
  });

  test('has five targets at most; one with a known Id replaces it', async () => {
    await putRule('full');
    await putTargets('full', ...targets('a', 'b', 'c', 'd', 'e'));
    await expect(putTargets('full', ...targets('f'))).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'The requested resource exceeds the maximum number allowed.',
    });
    await putTargets('full', ...targets('e'));
    expect(await targetIds('full')).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('loses the targets it is told to remove, and names the ones it does not have', async () => {
    await putRule('losing');
    await putTargets('losing', ...targets('a', 'b'));
    const removed = await local.events.send(new RemoveTargetsCommand({ Rule: 'losing', Ids: ['a', 'z'] }));
    expect(removed).toMatchObject({ FailedEntryCount: 1, FailedEntries: [{ TargetId: 'z' }] });
    expect(await targetIds('losing')).toEqual(['b']);
  });
});
