import type { Row } from '../protocol.ts';

export type Connection = 'connecting' | 'open' | 'lost';

/** What hears of a stream of rows. */
export type FeedListener = {
  open(): void;
  rows(rows: readonly Row[]): void;
  lost(): void;
};

/** Where rows come from: which run it is, and its rows after one. */
export type Feed = {
  /** @throws where nobody answers */
  run(): Promise<string>;
  /** Returns what closes the stream. It says `lost` once, and nothing after it. */
  follow(after: number, listener: FeedListener): () => void;
};

type RowStore = {
  /** Oldest first; another array after each change. */
  rows(): readonly Row[];
  connection(): Connection;
  /** Drops all rows; they do not come back. */
  clear(): void;
  subscribe(listener: () => void): () => void;
};

const CAPACITY = 10_000;
/** Milliseconds between two changes that are told. */
const PACE = 200;
/** Milliseconds until the next attempt to connect. */
const AGAIN = 1000;

/** Keeps the newest rows of a feed; connects with the first subscriber, and again whenever the feed is lost. */
export const rowStore = (feed: Feed): RowStore => {
  const listeners = new Set<() => void>();
  let rows: readonly Row[] = [];
  let arrived: Row[] = [];
  let connection: Connection = 'connecting';
  let run: string | undefined;
  let last = 0;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;

  const tell = (): void => {
    clearTimeout(telling);
    telling = undefined;
    toldAt = performance.now();
    if (arrived.length > 0) rows = [...rows, ...arrived].slice(-CAPACITY);
    arrived = [];
    for (const listener of listeners) listener();
  };

  const take = (more: readonly Row[]): void => {
    const fresh = more.filter(({ seq }) => seq > last);
    last = fresh.at(-1)?.seq ?? last;
    // Where nobody looks, timers are slow, and the page must not grow.
    arrived = [...arrived, ...fresh].slice(-CAPACITY);
    telling ??= setTimeout(tell, Math.max(0, toldAt + PACE - performance.now()));
  };

  const drop = (): void => {
    rows = [];
    arrived = [];
    tell();
  };

  const become = (state: Connection): void => {
    if (connection === state) return;
    connection = state;
    tell();
  };

  const lost = (): void => {
    become('lost');
    setTimeout(connect, AGAIN);
  };

  const connect = async (): Promise<void> => {
    const running = await feed.run().catch(() => undefined);
    if (running === undefined) return lost();
    if (run !== undefined && run !== running) {
      last = 0;
      drop();
    }
    run = running;
    const close = feed.follow(last, {
      open: () => become('open'),
      rows: take,
      lost: () => {
        close();
        lost();
      },
    });
  };

  let connected = false;
  return {
    rows: () => rows,
    connection: () => connection,
    clear: drop,
    subscribe: (listener) => {
      listeners.add(listener);
      if (!connected) connect();
      connected = true;
      return () => listeners.delete(listener);
    },
  };
};
