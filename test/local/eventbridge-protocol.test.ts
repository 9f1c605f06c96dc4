import { ListConnectionsCommand, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../lib/local/faults.ts';
import { startEndpoint } from './eventbridge-endpoint.ts';

let fault: Fault | undefined;
let local: Awaited<ReturnType<typeof startEndpoint>>;
let queue: string;
beforeAll(async () => {
  local = await startEndpoint({ faults: () => fault });
  queue = await local.subscribe('everything');
});
beforeEach(() => {
  fault = undefined;
});
afterAll(() => local.close());

const put = (count: number) => {
  const entry = (n: number) => ({ Source: 'shop', DetailType: 'order', Detail: `{"n":${n}}` });
  const Entries = Array.from({ length: count }, (_, n) => entry(n));
  return local.events.send(new PutEventsCommand({ Entries }));
};
const delivered = async () =>
  (await local.messages(queue)).map(({ Body }) => JSON.parse(Body ?? '').detail.n).sort();

describe('the protocol', () => {
  const post = (operation: string, body: string) =>
    fetch(local.endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': `AWSEvents.${operation}`, 'content-type': 'application/x-amz-json-1.1' },
      body,
    });

  test('serves a client on 127.0.0.1 and answers in AWS JSON 1.1', async () => {
    const response = await post('ListRules', '{}');
    expect(local.endpoint.url).toBe(`http://127.0.0.1:${local.endpoint.port}`);
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/);
  });

  test('answers an operation it does not have with UnknownOperationException', async () => {
    await expect(local.events.send(new ListConnectionsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test.each([
    ['an inherited name as operation', 'constructor', '{}', 'UnknownOperationException'],
    ['no JSON', 'PutEvents', '{"Entries":', 'SerializationException'],
    ['an array for the request', 'PutEvents', '[]', 'SerializationException'],
    ['text where a list belongs', 'PutEvents', '{"Entries":"x"}', 'SerializationException'],
    ['a number where text belongs', 'PutEvents', '{"Entries":[{"Source":1}]}', 'SerializationException'],
    [
      'text where a time belongs',
      'PutEvents',
      '{"Entries":[{"Time":"2024-05-02"}]}',
      'SerializationException',
    ],
    ['a required member left out', 'PutEvents', '{}', 'ValidationException'],
    ['null for a required member', 'PutEvents', '{"Entries":null}', 'ValidationException'],
    ['a time beyond the calendar', 'PutEvents', '{"Entries":[{"Time":1e300}]}', 'ValidationException'],
  ])('answers %s with HTTP 400 and the error type', async (_what, operation, body, type) => {
    const response = await post(operation, body);
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([400, type]);
    expect(await response.json()).toEqual({ __type: type, message: expect.any(String) });
  });

  test('answers a request that names no operation as unknown', async () => {
    const response = await fetch(local.endpoint.url);
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { __type: 'UnknownOperationException' },
    ]);
  });
});

describe('a fault', () => {
  test.each<[Fault, string, number]>([
    ['error', 'InternalException', 500],
    ['throttle', 'ThrottlingException', 400],
  ])('"%s" answers %s with HTTP %i and accepts nothing', async (injected, name, httpStatusCode) => {
    fault = injected;
    await expect(put(2)).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(await delivered()).toEqual([]);
  });

  test.each([
    [5, [1, 3], [0, 2, 4]],
    [2, [1], [0]],
    [1, [0], []],
  ])('"partial" on %i entries fails those at %j and delivers %j', async (count, failing, accepted) => {
    fault = 'partial';
    const { FailedEntryCount, Entries = [] } = await put(count);
    expect(FailedEntryCount).toBe(failing.length);
    const throttled = Entries.flatMap(({ ErrorCode }, n) => (ErrorCode === 'ThrottlingException' ? [n] : []));
    expect(throttled).toEqual(failing);
    expect(await delivered()).toEqual(accepted);
  });

  test('"reset" breaks the connection after the events were delivered', async () => {
    fault = 'reset';
    await expect(put(2)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await delivered()).toEqual([0, 1]);
  });

  test('"hang" never answers, and does not keep the endpoint from closing', async () => {
    const hanging = await startEndpoint({ faults: () => 'hang' });
    const answer = hanging.events.send(new ListRulesCommand({})).then(
      () => 'answered',
      () => 'closed',
    );
    const waited = new Promise((resolve) => setTimeout(resolve, 300, 'waiting'));
    expect(await Promise.race([answer, waited])).toBe('waiting');
    await hanging.endpoint.close();
    expect(await answer).toBe('closed');
    await hanging.close().catch(() => undefined);
  });

  test('is asked for on each request', async () => {
    const faults: (Fault | undefined)[] = ['throttle', undefined];
    const flaky = await startEndpoint({ faults: () => faults.shift() });
    const list = () => flaky.events.send(new ListRulesCommand({}));
    await expect(list()).rejects.toThrow('Rate exceeded');
    expect(await list()).toMatchObject({ Rules: [] });
    await flaky.close();
  });
});
