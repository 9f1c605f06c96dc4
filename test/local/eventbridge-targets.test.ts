import {
  DisableRuleCommand,
  EnableRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createQueue, queueArn, startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
  local = await startEndpoint();
});
afterAll(() => local.close());

/** Puts one event whose source only the rule of one test takes. */
const put = (Source: string, Detail = '{"n": 12345678901234567890,"deep":{"text":"x","list":[1]}}') =>
  local.events.send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'test', Detail }] }));
const from = (source: string) => JSON.stringify({ source: [source] });
const bodies = async (queue: string) => (await local.messages(queue)).map(({ Body }) => Body ?? '');

describe('a rule', () => {
  test('delivers only while it is enabled', async () => {
    const queue = await local.subscribe('switched', { pattern: from('switched') });
    await local.events.send(new DisableRuleCommand({ Name: 'to-switched' }));
    await put('switched');
    expect(await bodies(queue)).toEqual([]);
    await local.events.send(new EnableRuleCommand({ Name: 'to-switched' }));
    await put('switched');
    expect(await bodies(queue)).toHaveLength(1);
  });

  test('delivers only events that match its pattern', async () => {
    const queue = await local.subscribe('matched', { pattern: from('matched') });
    await put('matched');
    await put('unmatched');
    expect(await bodies(queue)).toHaveLength(1);
  });

  test('delivers to each of its targets, as does every other rule that matches', async () => {
    const one = await local.subscribe('one', { pattern: from('fan-out') });
    const two = await local.subscribe('two', { pattern: from('fan-out') });
    const Targets = [{ Id: 'second', Arn: queueArn('two') }];
    await local.events.send(new PutTargetsCommand({ Rule: 'to-one', Targets }));
    await put('fan-out');
    expect([(await bodies(one)).length, (await bodies(two)).length]).toEqual([1, 2]);
  });

  test('takes its new pattern at once and keeps its targets when it is put again', async () => {
    const queue = await local.subscribe('replaced', { pattern: from('before') });
    await local.events.send(new PutRuleCommand({ Name: 'to-replaced', EventPattern: from('after') }));
    await put('before');
    await put('after');
    expect((await bodies(queue)).map((body) => JSON.parse(body).source)).toEqual(['after']);
  });
});

describe('a target', () => {
  test.each([
    [
      'the JSON text of detail',
      'path-detail',
      '$.detail',
      '{"n": 12345678901234567890,"deep":{"text":"x","list":[1]}}',
    ],
    ['a member of detail', 'path-deep', '$.detail.deep', '{"text":"x","list":[1]}'],
    ['a big integer with its digits', 'path-n', '$.detail.n', '12345678901234567890'],
    ['a string as JSON', 'path-type', '$.detail-type', '"test"'],
  ])('receives %s for its InputPath', async (_what, name, InputPath, expected) => {
    const queue = await local.subscribe(name, { pattern: from(name), InputPath });
    await put(name);
    expect(await bodies(queue)).toEqual([expected]);
  });

  test('receives its Input in place of the event', async () => {
    const queue = await local.subscribe('constant', { pattern: from('constant'), Input: '{"fixed": true}' });
    await put('constant');
    expect(await bodies(queue)).toEqual(['{"fixed": true}']);
  });

  test('receives the events of a FIFO queue in order and in its message group', async () => {
    const SqsParameters = { MessageGroupId: 'portal' };
    const queue = await local.subscribe('ordered.fifo', { pattern: from('ordered'), SqsParameters });
    for (const n of [1, 2, 3]) await put('ordered', `{"n":${n}}`);
    const messages = await local.messages(queue);
    expect(messages.map(({ Body }) => JSON.parse(Body ?? '').detail.n)).toEqual([1, 2, 3]);
    expect(messages[0]?.Attributes?.MessageGroupId).toBe('portal');
  });
});

describe('an event that cannot be delivered', () => {
  const stderrOf = async (run: () => Promise<unknown>) => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await run();
    const lines = write.mock.calls.map(([line]) => String(line));
    write.mockRestore();
    return lines.filter((line) => line.startsWith('EventBridge:'));
  };

  test.each([
    ['has a character SQS refuses', 'refused', '{"text":"\uFFFE"}', {}, 'InvalidMessageContents'],
    ['has such a character next to emoji', 'emoji', '{"text":"👍\uFFFF"}', {}, 'InvalidMessageContents'],
    [
      'goes to a queue that does not exist',
      'missing',
      '{}',
      { Arn: queueArn('no-queue') },
      'QueueDoesNotExist',
    ],
    [
      'has nothing at the InputPath',
      'empty-path',
      '{}',
      { InputPath: '$.detail.none' },
      'InputPath \\$.detail.none',
    ],
  ])(
    'succeeds and is dropped with a line on stderr when it %s',
    async (_what, name, detail, target, reason) => {
      const queue = await local.subscribe(name, { pattern: from(name), ...target });
      const lines = await stderrOf(async () => {
        expect(await put(name, detail)).toMatchObject({ FailedEntryCount: 0 });
      });
      expect(lines).toEqual([expect.stringMatching(reason)]);
      expect(await bodies(queue)).toEqual([]);
    },
  );

  test('goes to the dead-letter queue of its target with the cause', async () => {
    const dead = await createQueue(local.sqs, 'dead');
    const DeadLetterConfig = { Arn: queueArn('dead') };
    const target = { Arn: queueArn('no-queue'), DeadLetterConfig };
    await local.subscribe('buried', { pattern: from('buried'), ...target });
    const { Entries } = await put('buried');
    const [message] = await local.messages(dead);
    expect(JSON.parse(message?.Body ?? '').id).toBe(Entries?.[0]?.EventId);
    expect(message?.MessageAttributes).toMatchObject({
      RULE_ARN: { StringValue: expect.stringMatching(/:rule\/to-buried$/) },
      TARGET_ARN: { StringValue: queueArn('no-queue') },
      ERROR_CODE: { StringValue: 'NO_RESOURCE' },
      ERROR_MESSAGE: { StringValue: expect.any(String) },
    });
  });

  test('leaves the other targets their copy', async () => {
    const queue = await local.subscribe('healthy', { pattern: from('half') });
    await local.subscribe('broken', { pattern: from('half'), Arn: queueArn('no-queue') });
    await stderrOf(() => put('half'));
    expect(await bodies(queue)).toHaveLength(1);
  });
});
