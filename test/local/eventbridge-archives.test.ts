import {
  CreateArchiveCommand,
  DescribeArchiveCommand,
  DescribeEventBusCommand,
  DescribeReplayCommand,
  ListArchivesCommand,
  PutEventsCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startEndpoint } from './eventbridge-endpoint.ts';

let local: Awaited<ReturnType<typeof startEndpoint>>;
let bus: string;
let queue: string;

const put = (DetailType: string, second: number, Detail: string) =>
  local.events.send(
    new PutEventsCommand({
      Entries: [{ Source: 'archived', DetailType, Detail, Time: new Date(second * 1000) }],
    }),
  );

const create = (ArchiveName: string, EventPattern?: string) =>
  local.events.send(
    new CreateArchiveCommand({ ArchiveName, EventSourceArn: bus, ...(EventPattern && { EventPattern }) }),
  );

const archiveArn = (name: string) => `arn:aws:events:eu-central-1:000000000000:archive/${name}`;

const start = (
  ReplayName: string,
  archive: string,
  [from, to]: readonly [number, number],
  destination = bus,
) =>
  local.events.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: archiveArn(archive),
      EventStartTime: new Date(from * 1000),
      EventEndTime: new Date(to * 1000),
      Destination: { Arn: destination },
    }),
  );

const completed = (ReplayName: string) =>
  vi.waitFor(async () => {
    const replay = await local.events.send(new DescribeReplayCommand({ ReplayName }));
    expect(replay.State).toBe('COMPLETED');
    return replay;
  });

const received = async () =>
  (await local.messages(queue)).map(({ Body = '' }) => {
    const { 'detail-type': type, 'replay-name': name } = JSON.parse(Body);
    return name === undefined ? type : `${type} by ${name}`;
  });

beforeAll(async () => {
  local = await startEndpoint();
  bus = (await local.events.send(new DescribeEventBusCommand({}))).Arn ?? '';
  queue = await local.subscribe('consumer', { pattern: '{"source":["archived"]}' });
  await create('all');
  await create('ones', '{"detail-type":["one"]}');
  await put('two', 20, '{"n":12345678901234567890}');
  await put('one', 10, '{}');
  expect(await received()).toEqual(['two', 'one']);
});

afterAll(() => local.close());

describe('an archive', () => {
  test('has what its pattern takes, and tells its pattern', async () => {
    const { Archives = [] } = await local.events.send(new ListArchivesCommand({ EventSourceArn: bus }));
    expect(Archives.map(({ ArchiveName, EventCount }) => [ArchiveName, EventCount])).toEqual([
      ['all', 2],
      ['ones', 1],
    ]);
    const described = await local.events.send(new DescribeArchiveCommand({ ArchiveName: 'ones' }));
    expect(described).toMatchObject({
      ArchiveArn: archiveArn('ones'),
      EventPattern: '{"detail-type":["one"]}',
      EventSourceArn: bus,
    });
  });
});

describe('a replay', () => {
  test('delivers again in the order of the times, marked, digits kept, and archives nothing', async () => {
    await start('whole', 'all', [0, 100]);
    expect(await completed('whole')).toMatchObject({ EventLastReplayedTime: new Date(20_000) });
    const bodies = (await local.messages(queue)).map(({ Body = '' }) => Body);
    expect(bodies.map((body) => JSON.parse(body)['detail-type'])).toEqual(['one', 'two']);
    expect(bodies[1]).toContain('"detail":{"n":12345678901234567890},"replay-name":"whole"');
    const { EventCount } = await local.events.send(new DescribeArchiveCommand({ ArchiveName: 'all' }));
    expect(EventCount).toBe(2);
  });

  test('begins with its start and ends before its end', async () => {
    await start('second', 'all', [10, 20]);
    await completed('second');
    expect(await received()).toEqual(['one by second']);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['of a name that is taken', () => start('whole', 'all', [0, 1]), 'ResourceAlreadyExistsException'],
    ['of no archive', () => start('x', 'none', [0, 1]), 'ResourceNotFoundException'],
    ['that ends before it starts', () => start('x', 'all', [2, 1]), 'ValidationException'],
    ['to another bus', () => start('x', 'all', [0, 1], `${bus}-2`), 'ValidationException'],
    [
      'that nobody started',
      () => local.events.send(new DescribeReplayCommand({ ReplayName: 'x' })),
      'ResourceNotFoundException',
    ],
  ])('is refused: one %s', async (_, ask, name) => {
    await expect(ask()).rejects.toMatchObject({ name });
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ['of a name that is taken', () => create('all'), 'ResourceAlreadyExistsException'],
    ['with a pattern that is none', () => create('broken', '{"source":"x"}'), 'InvalidEventPatternException'],
    [
      'that nobody made',
      () => local.events.send(new DescribeArchiveCommand({ ArchiveName: 'none' })),
      'ResourceNotFoundException',
    ],
  ])('is refused, as is an archive %s', async (_, ask, name) => {
    await expect(ask()).rejects.toMatchObject({ name });
  });
});
