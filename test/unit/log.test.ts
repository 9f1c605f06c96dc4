import { afterEach, describe, expect, test, vi } from 'vitest';
import { faultLine, stdout, summaryLine, undeliveredLine } from '../../lib/log.ts';

type RequestSummary = Parameters<typeof summaryLine>[0];

const NOW = 1_714_649_632_123;

const summary: RequestSummary = {
  event: 'OnSessionStart',
  outcome: 'published',
  status: 200,
  requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
  portal: 'a223c6b3710f85df22e9377d6c4f7553',
  ids: ['0123456789abcdef0123456789abcdef'],
  durations: { decode: 0.4, publish: 12.1, total: 13.7 },
  metrics: { Published: 1 },
};

const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>;

/** A line that CloudWatch takes for one log event. */
const expectOneLine = (line: string): void => {
  expect(line).not.toMatch(/[\r\n]/);
  expect(parsed(line)).toBeTypeOf('object');
};

afterEach(() => {
  vi.restoreAllMocks();
});

describe('stdout', () => {
  test('gets a line as it is, and its end', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    stdout('{"message":"request"}');
    expect(write.mock.calls).toEqual([['{"message":"request"}\n']]);
  });
});

describe('the line of a request', () => {
  test('is exactly its facts, its metrics, and how CloudWatch is to read them', () => {
    const line = summaryLine(summary, NOW);
    expectOneLine(line);
    expect(parsed(line)).toStrictEqual({
      level: 'INFO',
      message: 'request',
      event: 'OnSessionStart',
      outcome: 'published',
      status: 200,
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      portal: 'a223c6b3710f85df22e9377d6c4f7553',
      ids: ['0123456789abcdef0123456789abcdef'],
      durations: { decode: 0.4, publish: 12.1, total: 13.7 },
      Published: 1,
      Duration: 13.7,
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          {
            Namespace: 'b24bus',
            Dimensions: [['event'], []],
            Metrics: [
              { Name: 'Published', Unit: 'Count' },
              { Name: 'Duration', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
    });
  });

  test('of a refusal has the reason, and neither portal nor ids', () => {
    const { portal: _portal, ids: _ids, ...rest } = summary;
    const refused = { ...rest, outcome: 'sender-unknown', status: 403, reason: 'wrong token' };
    expect(parsed(summaryLine({ ...refused, metrics: { Refused: 1 } }, NOW))).toMatchObject({
      level: 'WARN',
      outcome: 'sender-unknown',
      reason: 'wrong token',
      Refused: 1,
    });
    const keys = Object.keys(parsed(summaryLine({ ...refused, metrics: { Refused: 1 } }, NOW)));
    expect(keys).toEqual([
      'level',
      'message',
      'event',
      'outcome',
      'status',
      'requestId',
      'durations',
      'reason',
      'Refused',
      'Duration',
      '_aws',
    ]);
  });

  test('of a quarantined body has its reference', () => {
    const line = summaryLine({ ...summary, status: 202, reference: 'f'.repeat(32) }, NOW);
    expect(parsed(line)['reference']).toBe('f'.repeat(32));
  });

  test('stays one line whatever a reason says', () => {
    const reason = 'one\ntwo\r\nthree\u2028"four"';
    const line = summaryLine({ ...summary, reason }, NOW);
    expectOneLine(line);
    expect(parsed(line)['reason']).toBe(reason);
  });

  test.each([
    [200, 'INFO'],
    [202, 'WARN'],
    [400, 'WARN'],
    [403, 'WARN'],
    [499, 'WARN'],
    [500, 'ERROR'],
    [503, 'ERROR'],
  ])('has for status %i the level %s', (status, level) => {
    expect(parsed(summaryLine({ ...summary, status }, NOW))['level']).toBe(level);
  });
});

describe('the metrics of a request', () => {
  test.each<[string, RequestSummary['metrics']]>([
    ['published', { Published: 3 }],
    ['stored', { Published: 1, Stored: 2 }],
    ['quarantined', { Published: 1, Quarantined: 1 }],
    ['undelivered', { Undelivered: 3 }],
    ['refused', { Refused: 1 }],
    ['nothing', {}],
  ])('name the values that the line has: %s', (_, metrics) => {
    const line = parsed(summaryLine({ ...summary, metrics }, NOW));
    const { CloudWatchMetrics } = line['_aws'] as {
      CloudWatchMetrics: [{ Metrics: { Name: string; Unit: string }[]; Dimensions: [[string], []] }];
    };
    const [{ Metrics, Dimensions }] = CloudWatchMetrics;
    const values = Object.fromEntries(Metrics.map(({ Name }) => [Name, line[Name]]));
    expect(values).toEqual({ ...metrics, Duration: 13.7 });
    const units = Metrics.map(({ Name, Unit }) => [Name, Unit]);
    expect(units).toEqual([
      ...Object.keys(metrics).map((name) => [name, 'Count']),
      ['Duration', 'Milliseconds'],
    ]);
    expect(Dimensions.map((names) => names.map((name) => line[name]))).toEqual([['OnSessionStart'], []]);
  });

  test('tell the lag in milliseconds', () => {
    const line = summaryLine({ ...summary, metrics: { Published: 1, Lag: 4_210 } }, NOW);
    expect(line).toContain('"Lag":4210');
    expect(line).toContain('{"Name":"Lag","Unit":"Milliseconds"}');
  });

  test('have a duration of 0 where none was measured', () => {
    expect(parsed(summaryLine({ ...summary, durations: {} }, NOW))['Duration']).toBe(0);
  });
});

describe('the line of a fault', () => {
  const secret = '51856fefc120afa4b628cc82d3935cce';

  test('has the name of the error and where it was, and not its message', () => {
    const fault = new TypeError(`cannot read ${secret}\n    at most`);
    const line = faultLine(fault, 'request-1');
    expectOneLine(line);
    expect(parsed(line)).toStrictEqual({
      level: 'ERROR',
      message: 'fault',
      requestId: 'request-1',
      fault: { name: 'TypeError', at: expect.arrayContaining([expect.stringContaining('log.test.ts')]) },
    });
    expect(line).not.toContain(secret);
  });

  test('without a stack has the name alone', () => {
    const fault = Object.assign(new Error('x'), { stack: undefined });
    expect(parsed(faultLine(fault, 'r'))['fault']).toStrictEqual({ name: 'Error', at: [] });
  });

  test('has nothing of what hangs on the error', () => {
    const fault = Object.assign(new Error('not valid', { cause: new Error(secret) }), {
      input: secret,
      issues: [{ input: secret }],
    });
    const line = faultLine(new AggregateError([fault], 'several', { cause: fault }), 'request-1');
    expect(line).not.toContain(secret);
    expect(faultLine(fault, 'request-1')).not.toContain(secret);
  });

  test.each([
    ['a text', secret, 'string'],
    ['an object', { secret }, 'object'],
    ['null', null, 'object'],
    ['nothing', undefined, 'undefined'],
    ['a function', () => secret, 'function'],
  ])('has the type alone of what is no error: %s', (_, thrown, type) => {
    const line = faultLine(thrown, 'request-1');
    expect(parsed(line)).toStrictEqual({
      level: 'ERROR',
      message: 'fault',
      requestId: 'request-1',
      fault: { name: type },
    });
  });
});

describe('the line of an undelivered record', () => {
  test.each([
    ['plain', { kind: 'undelivered', event: { data: { text: 'one\ntwo 🙂 "' } } }],
    ['gzipped', { kind: 'quarantined', encoding: 'gzip', data: 'H4sIAAAAAAAA' }],
  ])('holds the record as it is, in one line: %s', (_, record) => {
    const line = undeliveredLine(JSON.stringify(record), 'request "1"\n');
    expectOneLine(line);
    expect(parsed(line)).toStrictEqual({
      level: 'ERROR',
      message: 'UNDELIVERED',
      requestId: 'request "1"\n',
      record,
    });
    expect(line).toContain(JSON.stringify(record));
  });
});
