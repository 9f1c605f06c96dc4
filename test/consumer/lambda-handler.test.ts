import { afterEach, describe, expect, test, vi } from 'vitest';
import { type BusEvent, lambdaHandler, RecordError, type SqsRecord } from '../../lib/consumer/index.ts';
import { fifoRecord, inEventBridge, sessionStart, snsRecord, sqsRecord } from './records.ts';

const fault = new Error('no database');

/** Notes what it handles, and fails for the events with these ids. */
const worker = (...poison: string[]) => {
  const handled: string[] = [];
  const handle = async ({ id }: BusEvent): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    if (poison.includes(id)) throw fault;
    handled.push(id);
  };
  return { handled, handle };
};

const bodyOf = (id: string): string => JSON.stringify(sessionStart(id));

const failures = (...ids: string[]) => ({
  batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
});

/** Notes whom it tells. */
const informant = () => {
  const told: [error: unknown, messageId: string | undefined][] = [];
  return { told, onFailure: (error: unknown, { messageId }: SqsRecord) => told.push([error, messageId]) };
};

afterEach(() => {
  vi.restoreAllMocks();
});

test('the handler takes no callback, which Node 24 refuses in Lambda', () => {
  expect(lambdaHandler(() => undefined).length).toBeLessThanOrEqual(2);
});

describe('an event of EventBridge', () => {
  test('is handled', async () => {
    const { handled, handle } = worker();
    expect(await lambdaHandler(handle)(inEventBridge(sessionStart('a')))).toBeUndefined();
    expect(handled).toEqual(['a']);
  });

  test("is handled with Lambda's context", async () => {
    const context = { getRemainingTimeInMillis: () => 3000 };
    const contexts: object[] = [];
    await lambdaHandler((_event, given: typeof context) => contexts.push(given))(
      inEventBridge(sessionStart('a')),
      context,
    );
    expect(contexts).toEqual([context]);
  });

  test('fails with what the handler throws, so that Lambda tries again', async () => {
    await expect(lambdaHandler(worker('a').handle)(inEventBridge(sessionStart('a')))).rejects.toBe(fault);
  });

  test.each([null, undefined, 1, 'text', {}])('that is none is refused: %j', async (event) => {
    const { handled, handle } = worker();
    await expect(lambdaHandler(handle)(event)).rejects.toBeInstanceOf(RecordError);
    expect(handled).toEqual([]);
  });
});

describe('records of SNS', () => {
  test('are handled', async () => {
    const { handled, handle } = worker();
    expect(await lambdaHandler(handle)({ Records: [snsRecord(bodyOf('a'))] })).toBeUndefined();
    expect(handled).toEqual(['a']);
  });

  test('are all tried before one fails with what was thrown', async () => {
    const { handled, handle } = worker('a');
    const Records = ['a', 'b'].map((id) => snsRecord(bodyOf(id)));
    await expect(lambdaHandler(handle)({ Records })).rejects.toBe(fault);
    expect(handled).toEqual(['b']);
  });

  test('are all tried before several fail together', async () => {
    const { handled, handle } = worker('a');
    const Records = [...['a', 'b'].map((id) => snsRecord(bodyOf(id))), snsRecord('')];
    const failed = lambdaHandler(handle)({ Records });
    await expect(failed).rejects.toBeInstanceOf(AggregateError);
    await expect(failed).rejects.toMatchObject({
      message: '2 of 3 failed',
      errors: [fault, { code: 'not-json', path: 'Sns.Message' }],
    });
    expect(handled).toEqual(['b']);
  });

  test('of another service are refused', async () => {
    const { handle } = worker();
    const Records = [{ eventSource: 'aws:s3', s3: {} }];
    await expect(lambdaHandler(handle)({ Records })).rejects.toMatchObject({ code: 'not-ours', path: '' });
  });
});

describe('records of SQS', () => {
  const ids = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

  test('are all handled', async () => {
    const { handled, handle } = worker();
    const Records = ids.map((id) => sqsRecord(bodyOf(id), id));
    expect(await lambdaHandler(handle)({ Records })).toEqual(failures());
    expect(handled).toEqual(ids);
  });

  test('are none', async () => {
    expect(await lambdaHandler(worker().handle)({ Records: [] })).toEqual(failures());
  });

  test.each<[string, string, object]>([
    ['is truncated', bodyOf('4').slice(0, -7), { code: 'not-json', path: 'body' }],
    ['is of somebody else', '{"order":1}', { code: 'not-ours', path: 'body' }],
    [
      'breaks its contract',
      bodyOf('4').replace('"id":128', '"id":"128"'),
      { code: 'invalid', path: 'body.data.line.id' },
    ],
    ['the handler fails for', bodyOf('poison'), fault],
  ])('but one, which %s, are handled, and that one comes again', async (_why, poisoned, error) => {
    const { handled, handle } = worker('poison');
    const { told, onFailure } = informant();
    const Records = ids.map((id) => sqsRecord(id === '4' ? poisoned : bodyOf(id), id));
    expect(await lambdaHandler(handle, { onFailure })({ Records })).toEqual(failures('4'));
    expect(handled).toEqual(ids.filter((id) => id !== '4'));
    expect(told).toEqual([[expect.objectContaining(error), '4']]);
  });

  test('run beside each other', async () => {
    let running = 0;
    let most = 0;
    const handle = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await lambdaHandler(handle)({ Records: ids.map((id) => sqsRecord(bodyOf(id), id)) });
    expect(most).toBe(10);
  });

  test('may be handled without a promise', async () => {
    const { told, onFailure } = informant();
    const handle = ({ id }: BusEvent): void => {
      if (id === 'b') throw fault;
    };
    const Records = ['a', 'b'].map((id) => sqsRecord(bodyOf(id), id));
    expect(await lambdaHandler(handle, { onFailure })({ Records })).toEqual(failures('b'));
    expect(told).toEqual([[fault, 'b']]);
  });

  test.each([undefined, ''])(
    'of which one failed that cannot be reported come again together: %j',
    async (messageId) => {
      const { handled, handle } = worker('a');
      const Records = [{ ...sqsRecord(bodyOf('a')), messageId }, sqsRecord(bodyOf('b'), 'b')];
      await expect(lambdaHandler(handle, { onFailure: () => undefined })({ Records })).rejects.toMatchObject({
        message: 'A record that failed has no messageId to report: the whole batch must come again',
        cause: fault,
      });
      expect(handled).toEqual(['b']);
    },
  );

  test('come again together where the failure cannot be told, after all have been tried', async () => {
    const { handled, handle } = worker('a');
    const Records = ['a', 'b'].map((id) => sqsRecord(bodyOf(id), id));
    const onFailure = async () => Promise.reject(new Error('no log'));
    await expect(lambdaHandler(handle, { onFailure })({ Records })).rejects.toThrow('no log');
    expect(handled).toEqual(['b']);
  });
});

describe('records of a FIFO queue', () => {
  const fifo = (id: string, group: string) => fifoRecord(bodyOf(id), id, group);

  test('are handled in order within a group, and groups beside each other', async () => {
    const log: string[] = [];
    const handle = async ({ id }: BusEvent): Promise<void> => {
      log.push(`${id} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${id} ends`);
    };
    const Records = [fifo('a1', 'a'), fifo('a2', 'a'), fifo('b1', 'b')];
    expect(await lambdaHandler(handle)({ Records })).toEqual(failures());
    expect(log).toEqual(['a1 begins', 'b1 begins', 'a1 ends', 'a2 begins', 'b1 ends', 'a2 ends']);
  });

  test('that follow a failed one of their group come again unseen, and other groups go on', async () => {
    const { handled, handle } = worker('a2');
    const { told, onFailure } = informant();
    const Records = [
      ...[fifo('a1', 'a'), fifo('b1', 'b'), fifo('a2', 'a'), fifo('a3', 'a')],
      ...[fifo('b2', 'b'), fifo('a4', 'a')],
    ];
    expect(await lambdaHandler(handle, { onFailure })({ Records })).toEqual(failures('a2', 'a3', 'a4'));
    expect(handled.sort()).toEqual(['a1', 'b1', 'b2']);
    expect(told).toEqual([[fault, 'a2']]);
  });

  test('that cannot be read hold back their group only', async () => {
    const { handled, handle } = worker();
    const { told, onFailure } = informant();
    const Records = [fifoRecord('{', 'a1', 'a'), fifo('a2', 'a'), fifo('b1', 'b')];
    expect(await lambdaHandler(handle, { onFailure })({ Records })).toEqual(failures('a1', 'a2'));
    expect(handled).toEqual(['b1']);
    expect(told).toEqual([[expect.objectContaining({ code: 'not-json', path: 'body' }), 'a1']]);
  });
});

describe('a failure, unless it is told to somebody else,', () => {
  const logOf = async (body: string, handle: (event: BusEvent) => unknown) => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    await lambdaHandler(handle)({ Records: [sqsRecord(body, 'm-1')] });
    expect(log).toHaveBeenCalledTimes(1);
    const [line] = log.mock.calls[0] ?? [];
    expect(line).not.toContain('\n');
    return { line: String(line), ...JSON.parse(String(line)) };
  };

  test('is one line of the log: what, where, and nothing of the record', async () => {
    const { line, ...logged } = await logOf(
      `${bodyOf('a').slice(0, -1)},"data":{"text":"secret"}}`,
      () => undefined,
    );
    expect(logged).toEqual({
      level: 'ERROR',
      name: 'RecordError',
      message: expect.stringMatching(/^body\.data\.connector is missing, and 2 more\. /),
      ...{ messageId: 'm-1', code: 'invalid', path: 'body.data.connector' },
    });
    expect(line).not.toContain('secret');
  });

  test('of the handler comes with its stack', async () => {
    const logged = await logOf(bodyOf('a'), worker('a').handle);
    expect(logged).toMatchObject({ level: 'ERROR', name: 'Error', message: 'no database', messageId: 'm-1' });
    expect(logged.stack).toBe(fault.stack);
  });

  test('of the handler may be anything', async () => {
    const logged = await logOf(bodyOf('a'), () => Promise.reject('nothing'));
    expect(logged).toMatchObject({ name: 'Error', message: 'nothing' });
  });
});
