import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Feed, type FeedListener, rowStore } from '../../../lib/inspector/page/rows-store.ts';
import type { Row } from '../../../lib/inspector/protocol.ts';

const row = (seq: number): Row => ({
  seq,
  at: '2026-11-22T12:00:00.000Z',
  event: 'OnSessionStart',
  outcome: 'published',
});

const rows = (from: number, to: number): Row[] =>
  Array.from({ length: to - from + 1 }, (_, index) => row(from + index));

/** A server that can be stopped and started; what is said to the page last is said by `page`. */
const server = () => {
  const state = { run: 'first' as string | undefined, asked: [] as number[], page: undefined as unknown };
  const feed: Feed = {
    run: async () => {
      if (state.run === undefined) throw new Error('nobody answers');
      return state.run;
    },
    follow: (after, listener) => {
      state.asked.push(after);
      state.page = listener;
      listener.open();
      return () => undefined;
    },
  };
  return { state, feed, page: () => state.page as FeedListener };
};

const opened = async () => {
  const { state, feed, page } = server();
  const store = rowStore(feed);
  const told = vi.fn();
  store.subscribe(told);
  await vi.advanceTimersByTimeAsync(0);
  return { state, store, page, told };
};

const seqsOf = ({ rows: all }: ReturnType<typeof rowStore>): number[] => all().map(({ seq }) => seq);

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the rows of the page', () => {
  it('come from the beginning', async () => {
    const { state, store, page } = await opened();
    page().rows(rows(1, 3));
    await vi.advanceTimersByTimeAsync(200);
    expect([state.asked, store.connection(), seqsOf(store)]).toEqual([[0], 'open', [1, 2, 3]]);
  });

  it('are the newest 10,000', async () => {
    const { store, page } = await opened();
    page().rows(rows(1, 9_999));
    await vi.advanceTimersByTimeAsync(200);
    page().rows(rows(10_000, 12_000));
    await vi.advanceTimersByTimeAsync(200);
    expect([seqsOf(store).length, seqsOf(store).at(0), seqsOf(store).at(-1)]).toEqual([
      10_000, 2_001, 12_000,
    ]);
  });

  it('are told at most five times a second', async () => {
    const { store, page, told } = await opened();
    told.mockClear();
    for (let seq = 1; seq <= 100; seq++) {
      page().rows([row(seq)]);
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(seqsOf(store)).toHaveLength(100);
    expect(told.mock.calls.length).toBeLessThanOrEqual(11);
  });

  it('are the same array while nothing has changed', async () => {
    const { store, page } = await opened();
    page().rows(rows(1, 2));
    await vi.advanceTimersByTimeAsync(200);
    const before = store.rows();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(store.rows()).toBe(before);
  });

  it('do not come back once they are dropped', async () => {
    const { store, page, state } = await opened();
    page().rows(rows(1, 2));
    store.clear();
    page().lost();
    await vi.advanceTimersByTimeAsync(1_000);
    page().rows(rows(2, 3));
    await vi.advanceTimersByTimeAsync(200);
    expect([state.asked, seqsOf(store)]).toEqual([[0, 2], [3]]);
  });
});

describe('a lost connection', () => {
  it('is made again after the last row', async () => {
    const { state, store, page } = await opened();
    page().rows(rows(1, 7));
    page().lost();
    expect(store.connection()).toBe('lost');
    await vi.advanceTimersByTimeAsync(1_000);
    page().rows(rows(6, 9));
    await vi.advanceTimersByTimeAsync(200);
    expect([state.asked, store.connection(), seqsOf(store)]).toEqual([
      [0, 7],
      'open',
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ]);
  });

  it('is tried until somebody answers', async () => {
    const { state, store, page } = await opened();
    state.run = undefined;
    page().lost();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(store.connection()).toBe('lost');
    state.run = 'first';
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.connection()).toBe('open');
  });

  it('drops the rows of an earlier run, whose numbers begin anew', async () => {
    const { state, store, page } = await opened();
    page().rows(rows(1, 7));
    await vi.advanceTimersByTimeAsync(200);
    state.run = 'second';
    page().lost();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([state.asked, seqsOf(store)]).toEqual([[0, 0], []]);
    page().rows(rows(1, 2));
    await vi.advanceTimersByTimeAsync(200);
    expect(seqsOf(store)).toEqual([1, 2]);
  });
});
