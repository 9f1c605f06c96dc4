import { describe, expect, test } from 'vitest';
import { OnSessionStart } from '../../../lib/catalogue/imopenlines.ts';
import { Problem } from '../../../lib/errors.ts';
import type { Arrival } from '../../../lib/middleware/arrival.ts';
import { Stopwatch } from '../../../lib/middleware/stopwatch.ts';
import { logOutcome, logProblem } from '../../../lib/middleware/summary.ts';

const RECEIVED = 1_714_649_632_500;

const arrivalOf = (ts: string | undefined): Arrival => ({
  envelope: {
    event: 'ONSESSIONSTART',
    ts,
    memberId: 'a223c6b3710f85df22e9377d6c4f7553',
    domain: undefined,
    status: undefined,
    token: undefined,
    data: undefined,
    body: {},
  },
  received: RECEIVED,
  requestId: 'request-1',
  stopwatch: new Stopwatch(),
});

const logged = (write: (log: (line: string) => void) => void): Record<string, unknown> => {
  const lines: string[] = [];
  write((line) => lines.push(line));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
};

describe('the lag', () => {
  test.each([
    ['from the second of the portal to the millisecond of the arrival', '1714649630', 2_500],
    ['is 0 where the clock of the portal is ahead', '1714649700', 0],
    ['is not known without a time', undefined, undefined],
    ['is not known of what is no time', 'yesterday', undefined],
  ])('%s', (_, ts, lag) => {
    const outcome = { status: 'published', events: [], stored: 0, undelivered: 0 } as const;
    const line = logged((log) => logOutcome(log, OnSessionStart, arrivalOf(ts), outcome, 200));
    expect(line['Lag']).toBe(lag);
  });
});

describe('a refusal', () => {
  test.each([
    ['wrong token', 1],
    ['unknown portal', undefined],
    [undefined, undefined],
  ])('for the reason %s counts as a wrong token: %s', (reason, counted) => {
    const problem = new Problem('sender-unknown', 'Not known here.', reason === undefined ? {} : { reason });
    const line = logged((log) => logProblem(log, OnSessionStart, arrivalOf('1714649630'), problem));
    expect([line['Refused'], line['WrongToken'], line['Lag']]).toEqual([1, counted, undefined]);
  });
});
