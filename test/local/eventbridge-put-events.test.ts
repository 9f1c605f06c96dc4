import {
  CreateEventBusCommand,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, REGION, startEndpoint } from './eventbridge-endpoint.ts';

const entry = { Source: 'shop', DetailType: 'order', Detail: '{"n":1}' };
const nested = (levels: number) => `${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`;

let local: Awaited<ReturnType<typeof startEndpoint>>;
let queue: string;
beforeAll(async () => {
  local = await startEndpoint();
  queue = await local.subscribe('everything');
});
afterAll(() => local.close());

const put = (...Entries: PutEventsRequestEntry[]) => local.events.send(new PutEventsCommand({ Entries }));
const bodies = async () => (await local.messages(queue)).map(({ Body }) => Body ?? '');

describe('PutEvents', () => {
  test('delivers the event as EventBridge writes it', async () => {
    const Time = new Date('2024-05-02T11:33:52.987Z');
    const { FailedEntryCount, Entries } = await put({ ...entry, Time, Resources: ['arn:one', 'arn:two'] });
    expect(FailedEntryCount).toBe(0);
    expect(await bodies()).toEqual([
      `{"version":"0","id":"${Entries?.[0]?.EventId}","detail-type":"order","source":"shop",` +
        `"account":"${ACCOUNT}","time":"2024-05-02T11:33:52Z","region":"${REGION}",` +
        '"resources":["arn:one","arn:two"],"detail":{"n":1}}',
    ]);
  });

  test('stamps an event without Time with the present second', async () => {
    await put(entry);
    const { time, resources } = JSON.parse((await bodies())[0] ?? '');
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(5000);
    expect(resources).toEqual([]);
  });

  test.each([
    ['an integer beyond 2^53', '{"id":9007199254740993}'],
    ['a number written its own way', '{"price":1.10,"large":1e2}'],
    ['white space and member order', '{ "b" : 1,\n\t"a" : 2 }'],
    ['repeated members', '{"a":1,"a":2}'],
    ['a member named __proto__', '{"__proto__":{"source":"other"}}'],
    ['escaped characters', '{"text":"\\ud83d\\ude00\\ufffe\\u0000"}'],
    ['characters of two and three bytes', '{"text":"Привет €"}'],
    ['an empty object', '{}'],
    ['1,000 levels', nested(1000)],
  ])('delivers a detail with %s as it was sent', async (_what, Detail) => {
    await put({ ...entry, Detail });
    expect((await bodies())[0]?.endsWith(`"resources":[],"detail":${Detail}}`)).toBe(true);
  });

  test('delivers a detail with emoji as the same JSON', async () => {
    await put({ ...entry, Detail: '{"text":"👍🏽 ok"}' });
    expect(JSON.parse((await bodies())[0] ?? '').detail).toEqual({ text: '👍🏽 ok' });
  });

  test('delivers the entries of a request in their order', async () => {
    const sent = Array.from({ length: 10 }, (_, n) => `{"n":${n}}`);
    await put(...sent.map((Detail) => ({ ...entry, Detail })));
    expect((await bodies()).map((body) => JSON.stringify(JSON.parse(body).detail))).toEqual(sent);
  });

  const required = (name: string) =>
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
  test.each<[string, PutEventsRequestEntry, string, string]>([
    ['has no Source', { ...entry, Source: undefined }, 'InvalidArgument', required('Source')],
    ['has an empty Source', { ...entry, Source: '' }, 'InvalidArgument', required('Source')],
    ['has no DetailType', { ...entry, DetailType: undefined }, 'InvalidArgument', required('DetailType')],
    ['has an empty DetailType', { ...entry, DetailType: '' }, 'InvalidArgument', required('DetailType')],
    ['has no Detail', { ...entry, Detail: undefined }, 'InvalidArgument', required('Detail')],
    ['has an empty Detail', { ...entry, Detail: '' }, 'InvalidArgument', required('Detail')],
    [
      'has a Detail that is not JSON',
      { ...entry, Detail: '{"a":' },
      'MalformedDetail',
      'Detail is malformed.',
    ],
    ['has a JSON array as Detail', { ...entry, Detail: '[1]' }, 'MalformedDetail', 'Detail is malformed.'],
    ['has a JSON string as Detail', { ...entry, Detail: '"{}"' }, 'MalformedDetail', 'Detail is malformed.'],
    ['has null as Detail', { ...entry, Detail: 'null' }, 'MalformedDetail', 'Detail is malformed.'],
    ['has 1,001 levels', { ...entry, Detail: nested(1001) }, 'MalformedDetail', 'Detail is malformed.'],
    [
      'has a source of AWS',
      { ...entry, Source: 'aws.ec2' },
      'NotAuthorizedForSourceException',
      'Not authorized for the source.',
    ],
  ])('fails only the entry that %s, at its index', async (_what, bad, ErrorCode, ErrorMessage) => {
    const { FailedEntryCount, Entries } = await put(entry, bad, entry);
    expect(FailedEntryCount).toBe(1);
    expect(Entries?.map(({ EventId }) => typeof EventId)).toEqual(['string', 'undefined', 'string']);
    expect(Entries?.[1]).toEqual({ ErrorCode, ErrorMessage });
    expect(await bodies()).toHaveLength(2);
  });

  test.each([
    [
      'no entries',
      [],
      /^1 validation error detected: Value '\[\]' at 'entries' .* greater than or equal to 1$/,
    ],
    [
      'eleven entries',
      Array(11).fill(entry),
      /at 'entries' .*: Member must have length less than or equal to 10$/s,
    ],
    ['an empty EventBusName', [{ ...entry, EventBusName: '' }], /at 'entries\.1\.member\.eventBusName'/],
  ])('refuses a request with %s', async (_what, entries, message) => {
    await expect(put(...entries)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(message),
      $metadata: { httpStatusCode: 400 },
    });
    expect(await bodies()).toEqual([]);
  });

  test.each([
    ['a name', 'orders', 1],
    ['an ARN', `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/orders`, 1],
    ['the ARN of another account', `arn:aws:events:${REGION}:111111111111:event-bus/orders`, 0],
    ['a name no event bus has', 'no-such-bus', 0],
    ['nothing, which is the default event bus', undefined, 0],
  ])('answers success for an event bus given by %s', async (_what, EventBusName, delivered) => {
    await local.events.send(new CreateEventBusCommand({ Name: 'orders' })).catch(() => undefined);
    const orders = await local.subscribe('orders', { bus: 'orders' });
    const { FailedEntryCount, Entries } = await put({ ...entry, EventBusName });
    expect([FailedEntryCount, typeof Entries?.[0]?.EventId]).toEqual([0, 'string']);
    expect(await local.messages(orders)).toHaveLength(delivered);
    await bodies();
  });
});
