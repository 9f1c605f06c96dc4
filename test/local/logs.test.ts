import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalLogs, startLogs } from '../../lib/local/logs.ts';
import { asFunction, tapStdout } from '../../lib/local/logs-tap.ts';
import { credentials, REGION } from '../../lib/local/resources.ts';

let logs: LocalLogs;
let client: CloudWatchLogsClient;

beforeAll(async () => {
  logs = await startLogs('/aws/lambda/b24bus-test-');
  client = new CloudWatchLogsClient({ endpoint: logs.url, region: REGION, credentials, maxAttempts: 1 });
  for (const line of ['one', 'two UNDELIVERED', 'three', 'four UNDELIVERED']) logs.write('OnAppTest', line);
  logs.write('OnSessionStart', 'five UNDELIVERED');
});
afterAll(() => {
  client.destroy();
  return logs.close();
});

const logGroupName = '/aws/lambda/b24bus-test-OnAppTest';

const found = async (search: Partial<FilterLogEventsCommandInput> = {}) => {
  const { events = [], nextToken } = await client.send(
    new FilterLogEventsCommand({ logGroupName, ...search }),
  );
  return { messages: events.map(({ message }) => message), nextToken, events };
};

test('the log groups are those of functions that have written', async () => {
  const groups = async (logGroupNamePrefix: string) =>
    (await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }))).logGroups;
  expect(await groups('/aws/lambda/b24bus-test-')).toEqual([
    { logGroupName },
    { logGroupName: '/aws/lambda/b24bus-test-OnSessionStart' },
  ]);
  expect(await groups('/aws/lambda/other-')).toEqual([]);
});

test('a word is looked for, and each line has an id of its own', async () => {
  const { messages, events } = await found({ filterPattern: 'UNDELIVERED' });
  expect(messages).toEqual(['two UNDELIVERED', 'four UNDELIVERED']);
  expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
  expect((await found({ filterPattern: '"two UNDELIVERED"' })).messages).toEqual(['two UNDELIVERED']);
  expect((await found()).messages).toHaveLength(4);
});

test('a page is as long as is asked for, and the next one follows it', async () => {
  const first = await found({ limit: 3 });
  expect(first.messages).toEqual(['one', 'two UNDELIVERED', 'three']);
  const last = await found({ limit: 3, nextToken: first.nextToken });
  expect(last).toMatchObject({ messages: ['four UNDELIVERED'], nextToken: undefined });
});

test('the start of a period is in it, its end is not', async () => {
  const { events } = await found();
  const at = events[0]?.timestamp ?? 0;
  expect((await found({ startTime: at, endTime: at })).messages).toEqual([]);
  expect((await found({ startTime: at, endTime: at + 1 })).messages).toContain('one');
  expect((await found({ startTime: at + 60_000 })).messages).toEqual([]);
});

test.each([
  [{ logGroupName: 'other' }, 'ResourceNotFoundException'],
  [{ nextToken: 'x' }, 'ValidationException'],
  [{ filterPattern: '{ $.level = "ERROR" }' }, 'ValidationException'],
])('%j is refused with %s', async (search, name) => {
  await expect(found(search)).rejects.toMatchObject({ name });
});

test('only what a function writes to stdout is logged, as its own', async () => {
  const written: string[] = [];
  const untap = tapStdout({ write: (name, line) => written.push(`${name}: ${line}`) });
  try {
    await asFunction('OnAppTest', async () => {
      await Promise.resolve();
      process.stdout.write('a line of a function\n');
    });
    process.stdout.write('a line of the local run\n');
  } finally {
    untap();
  }
  asFunction('OnAppTest', () => process.stdout.write('a line after the end\n'));
  expect(written).toEqual(['OnAppTest: a line of a function']);
});
