import type { ServerResponse } from 'node:http';
import type { Journal } from './journal.ts';

/** Milliseconds for which rows are collected. */
const PACE_MS = 100;

/** Proxies and browsers give up a connection on which nothing comes. */
const HEARTBEAT_MS = 15_000;

/** Rows of one event. */
const BATCH = 500;

/** Streams of rows, as server-sent events. */
export class Streams {
  readonly #journal: Journal;
  readonly #open = new Set<ServerResponse>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Sends all rows after one, and from then on what comes, until either side closes. */
  open(response: ServerResponse, after: number): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 1000\n\n');
    const stop = follow(this.#journal, response, after);
    this.#open.add(response);
    response.once('close', () => {
      stop();
      this.#open.delete(response);
    });
  }

  close(): void {
    for (const response of this.#open) response.end();
  }
}

/** Keeps nothing but the number of the last row sent: a reader that is slow costs no memory. */
const follow = (journal: Journal, response: ServerResponse, after: number): (() => void) => {
  let last = after;
  let full = false;
  let live = false;
  let collecting: ReturnType<typeof setTimeout> | undefined;
  const write = (text: string): boolean => response.writableEnded || response.write(text);
  const send = (): void => {
    collecting = undefined;
    const rows = journal.after(last);
    for (let at = 0; at < rows.length && !full; at += BATCH) {
      const batch = rows.slice(at, at + BATCH);
      last = batch.at(-1)?.seq ?? last;
      full = !write(`event: rows\nid: ${last}\ndata: ${JSON.stringify(batch)}\n\n`);
    }
    if (full || live) return;
    live = true;
    write('event: live\ndata: []\n\n');
  };
  response.on('drain', () => {
    full = false;
    send();
  });
  const unsubscribe = journal.subscribe(() => {
    collecting ??= setTimeout(send, PACE_MS);
  });
  const heartbeat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
  send();
  return () => {
    unsubscribe();
    clearTimeout(collecting);
    clearInterval(heartbeat);
  };
};
