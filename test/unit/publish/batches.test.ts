import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type BatchService,
  type EntryFailure,
  type Sized,
  sendInBatches,
} from '../../../lib/publish/batches.ts';

type Call = BatchService<string>['call'];

const limits = { maxEntries: 10, maxEntryBytes: 1000, maxCallBytes: 1000, concurrency: 1 };

const sized = (...bytes: number[]): Sized<string>[] =>
  bytes.map((count, position) => ({ entry: `entry ${position}`, bytes: count }));

const small = (count: number): Sized<string>[] => sized(...Array<number>(count).fill(1));

const accepted: ReadonlyMap<number, EntryFailure> = new Map();

const throttled: EntryFailure = { code: 'ThrottlingException', message: 'Rate exceeded', retryable: true };
const malformed: EntryFailure = {
  code: 'MalformedDetail',
  message: 'Detail is malformed.',
  retryable: false,
};

/** What is said of a failed entry to others. */
const rejection = ({ code, message }: EntryFailure) => ({ code, message });

const deadlineRejection = { code: 'Deadline', message: 'no answer before the deadline' };

/** A service that answers its calls in turn, and then accepts everything; what it was sent, and when. */
const serviceOf = (answers: readonly (Call | ReadonlyMap<number, EntryFailure>)[], settings = {}) => {
  const calls: string[][] = [];
  const times: number[] = [];
  const call = vi.fn<Call>(async (entries, signal) => {
    const answer = answers[calls.length] ?? accepted;
    calls.push([...entries]);
    times.push(Date.now());
    return typeof answer === 'function' ? answer(entries, signal) : answer;
  });
  return { service: { ...limits, ...settings, call }, calls, times };
};

const never: Call = () => new Promise(() => undefined);

/** A call that an abort ends as it ends the SDK's. */
const abortable: Call = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' })),
    );
  });

const open = new AbortController().signal;

/** Sends, and lets as much time pass as retries can take. */
const send = async (entries: readonly Sized<string>[], service: BatchService<string>, signal = open) => {
  const verdicts = sendInBatches(entries, service, signal);
  await vi.advanceTimersByTimeAsync(1000);
  return verdicts;
};

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('entries over the limits of a call', () => {
  test.each([
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('go ten at a time: %i', async (count, sizes) => {
    const { service, calls } = serviceOf([]);
    const entries = small(count);
    expect(await send(entries, service)).toEqual(Array(count).fill(undefined));
    expect(calls.map((entriesOfCall) => entriesOfCall.length)).toEqual(sizes);
    expect(calls.flat()).toEqual(entries.map(({ entry }) => entry));
  });

  test.each([
    ['fill a call to the byte', [400, 600, 1], [2, 1]],
    ['do not overfill it by a byte', [400, 601], [1, 1]],
    ['are counted anew in each call', [600, 600, 400, 1], [1, 2, 1]],
    ['go alone where they fill a call', [1000, 1000], [1, 1]],
  ])('%s', async (_, bytes, sizes) => {
    const { service, calls } = serviceOf([]);
    const entries = sized(...bytes);
    expect(await send(entries, service)).toEqual(bytes.map(() => undefined));
    expect(calls.map((entriesOfCall) => entriesOfCall.length)).toEqual(sizes);
    expect(calls.flat()).toEqual(entries.map(({ entry }) => entry));
  });

  test('make no call where there are none', async () => {
    const { service } = serviceOf([]);
    expect(await send([], service)).toEqual([]);
    expect(service.call).not.toHaveBeenCalled();
  });
});

describe('an entry over its own limit', () => {
  const oversize = { code: 'Oversize', message: 'has 11 bytes, the destination takes 10' };

  test('is rejected and not sent, while others are', async () => {
    const { service, calls } = serviceOf([], { maxEntryBytes: 10 });
    expect(await send(sized(10, 11, 1), service)).toEqual([undefined, oversize, undefined]);
    expect(calls).toEqual([['entry 0', 'entry 2']]);
  });

  test('makes no call if it is alone', async () => {
    const { service } = serviceOf([], { maxEntryBytes: 10 });
    expect(await send(sized(11), service)).toEqual([oversize]);
    expect(service.call).not.toHaveBeenCalled();
  });

  test('does not shift the verdicts of the others', async () => {
    const { service } = serviceOf([new Map([[1, malformed]])], { maxEntryBytes: 10 });
    expect(await send(sized(11, 1, 1), service)).toEqual([oversize, undefined, rejection(malformed)]);
  });
});

describe('entries that fail inside a call that answers', () => {
  test('are sent again, they alone, until they are accepted', async () => {
    const { service, calls, times } = serviceOf([
      new Map([
        [1, throttled],
        [3, throttled],
      ]),
      new Map([[1, throttled]]),
    ]);
    expect(await send(small(4), service)).toEqual(Array(4).fill(undefined));
    expect(calls).toEqual([
      ['entry 0', 'entry 1', 'entry 2', 'entry 3'],
      ['entry 1', 'entry 3'],
      ['entry 3'],
    ]);
    expect(times).toEqual([0, 50, 150]);
  });

  test.each([
    ['least', 0, [0, 25, 75]],
    ['most', 1, [0, 75, 225]],
  ])(
    'wait between attempts, twice as long the second time, with jitter: at %s',
    async (_, random, expected) => {
      vi.spyOn(Math, 'random').mockReturnValue(random);
      const { service, times } = serviceOf([new Map([[0, throttled]]), new Map([[0, throttled]])]);
      expect(await send(small(1), service)).toEqual([undefined]);
      expect(times).toEqual(expected);
    },
  );

  test('are rejected after two more attempts, with the last reason', async () => {
    const last = { code: 'InternalFailure', message: 'the third time', retryable: true };
    const { service, calls } = serviceOf([
      new Map([[0, throttled]]),
      new Map([[0, throttled]]),
      new Map([[0, last]]),
    ]);
    expect(await send(small(2), service)).toEqual([rejection(last), undefined]);
    expect(calls).toEqual([['entry 0', 'entry 1'], ['entry 0'], ['entry 0']]);
  });

  test('are rejected at once where another attempt cures nothing', async () => {
    const { service, calls } = serviceOf([new Map([[0, malformed]])]);
    expect(await send(small(2), service)).toEqual([rejection(malformed), undefined]);
    expect(calls).toEqual([['entry 0', 'entry 1']]);
  });

  test('keep their own verdicts when only some can be sent again', async () => {
    const { service, calls } = serviceOf([
      new Map([
        [0, malformed],
        [2, throttled],
      ]),
      new Map([[0, malformed]]),
    ]);
    expect(await send(small(3), service)).toEqual([rejection(malformed), undefined, rejection(malformed)]);
    expect(calls).toEqual([['entry 0', 'entry 1', 'entry 2'], ['entry 2']]);
  });
});

describe('a call that fails', () => {
  const refused = Object.assign(new Error('You may not'), { name: 'AccessDeniedException' });

  test.each<[string, Call, object]>([
    [
      'its error',
      async () => Promise.reject(refused),
      { code: 'AccessDeniedException', message: 'You may not' },
    ],
    [
      'its error, thrown at once',
      () => {
        throw refused;
      },
      { code: 'AccessDeniedException', message: 'You may not' },
    ],
    [
      'a code of its own where no error is thrown',
      async () => Promise.reject('no error'),
      { code: 'Unknown', message: 'the call failed' },
    ],
  ])('rejects all its entries with %s, and leaves others alone', async (_, fail, expected) => {
    const { service, calls } = serviceOf([fail]);
    const verdicts = await send(small(12), service);
    expect(verdicts).toEqual([...Array(10).fill(expected), undefined, undefined]);
    expect(calls.map((entries) => entries.length)).toEqual([10, 2]);
  });

  test('rejects what it was to send again', async () => {
    const { service, calls } = serviceOf([new Map([[1, throttled]]), async () => Promise.reject(refused)]);
    expect(await send(small(2), service)).toEqual([
      undefined,
      { code: 'AccessDeniedException', message: 'You may not' },
    ]);
    expect(calls).toEqual([['entry 0', 'entry 1'], ['entry 1']]);
  });
});

describe('the deadline', () => {
  /** Sends, aborts after some milliseconds, and tells how many have passed when the verdicts are there. */
  const sendUntil = async (
    milliseconds: number,
    entries: readonly Sized<string>[],
    service: BatchService<string>,
  ) => {
    const controller = new AbortController();
    const settled = sendInBatches(entries, service, controller.signal).then((verdicts) => ({
      verdicts,
      after: Date.now(),
    }));
    setTimeout(() => controller.abort(), milliseconds);
    await vi.advanceTimersByTimeAsync(1000);
    return settled;
  };

  test('ends a call that never answers', async () => {
    const { service } = serviceOf([never]);
    expect(await sendUntil(100, small(2), service)).toEqual({
      verdicts: [deadlineRejection, deadlineRejection],
      after: 100,
    });
  });

  test('is the reason, and not the error by which the call tells that it was aborted', async () => {
    const service = { ...limits, call: abortable };
    expect(await sendUntil(100, small(1), service)).toEqual({ verdicts: [deadlineRejection], after: 100 });
  });

  test('is told to the call', async () => {
    const controller = new AbortController();
    const { service } = serviceOf([]);
    await send(small(1), service, controller.signal);
    expect(service.call).toHaveBeenCalledExactlyOnceWith(['entry 0'], controller.signal);
  });

  test('leaves their verdicts to entries that were answered before', async () => {
    const { service, calls } = serviceOf([new Map([[9, malformed]]), never]);
    expect(await sendUntil(100, small(25), service)).toEqual({
      verdicts: [...Array(9).fill(undefined), rejection(malformed), ...Array(15).fill(deadlineRejection)],
      after: 100,
    });
    expect(calls).toHaveLength(2);
  });

  test('begins no further call', async () => {
    const slow: Call = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return accepted;
    };
    const { service, calls } = serviceOf([slow, slow]);
    const { after } = await sendUntil(100, small(20), service);
    expect(after).toBe(100);
    expect(calls).toHaveLength(1);
  });

  test('begins no further attempt, and leaves the reason of the last one', async () => {
    const { service, calls } = serviceOf([new Map([[0, throttled]])]);
    expect(await sendUntil(49, small(1), service)).toEqual({ verdicts: [rejection(throttled)], after: 49 });
    expect(calls).toHaveLength(1);
  });

  test('does not wait for the pause before the next attempt', async () => {
    const controller = new AbortController();
    const { service } = serviceOf([new Map([[0, throttled]])]);
    const verdicts = sendInBatches(small(1), service, controller.signal);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await verdicts).toEqual([rejection(throttled)]);
    expect(Date.now()).toBe(10);
  });

  test('that has passed already lets nothing be sent', async () => {
    const { service } = serviceOf([], { maxEntryBytes: 10 });
    expect(await send(sized(10, 11), service, AbortSignal.abort())).toEqual([
      deadlineRejection,
      { code: 'Oversize', message: 'has 11 bytes, the destination takes 10' },
    ]);
    expect(service.call).not.toHaveBeenCalled();
  });

  test('settles the verdicts for good', async () => {
    const late: Call = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      return accepted;
    };
    const { service } = serviceOf([late]);
    const { verdicts } = await sendUntil(100, small(1), service);
    await vi.advanceTimersByTimeAsync(1000);
    expect(verdicts).toEqual([deadlineRejection]);
  });
});

describe('calls at a time', () => {
  /** Sends 100 entries in calls of 100 ms and tells how many of the ten calls had begun by then. */
  const callsByTime = async (concurrency: number) => {
    const slow: Call = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return accepted;
    };
    const { service, times } = serviceOf(Array(10).fill(slow), { concurrency });
    const verdicts = sendInBatches(small(100), service, open);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await verdicts).toEqual(Array(100).fill(undefined));
    return times;
  };

  test('are no more than the service is given', async () => {
    expect(await callsByTime(8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 100, 100]);
  });

  test('are one after the other where the order counts', async () => {
    expect(await callsByTime(1)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  test('begin when the attempts of the one before have ended, where the order counts', async () => {
    const { service, calls } = serviceOf([new Map([[0, throttled]])], { maxEntries: 1 });
    expect(await send(small(3), service)).toEqual([undefined, undefined, undefined]);
    expect(calls).toEqual([['entry 0'], ['entry 0'], ['entry 1'], ['entry 2']]);
  });
});
