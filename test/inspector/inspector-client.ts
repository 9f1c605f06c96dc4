import { request } from 'node:http';
import { vi } from 'vitest';
import type { Details, Row } from '../../lib/inspector/protocol.ts';

/** Rows as the page gets them. */
export type Following = {
  /** All that have come so far. */
  readonly rows: readonly Row[];
  /** The stream as it came. */
  text(): string;
  /** Does something, and waits for so many rows more. */
  after(count: number, act: () => Promise<unknown>): Promise<readonly Row[]>;
  stop(): void;
};

/** Reads the stream of an inspector, as an EventSource does, until it is stopped. */
export const follow = async (url: string, after = 0, headers = {}): Promise<Following> => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const response = await fetch(`${url}/_inspector/stream?after=${after}`, { signal, headers });
  if (response.body === null || response.status !== 200)
    throw new Error(`the stream answers ${response.status}`);
  const rows: Row[] = [];
  let text = '';
  const read = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body) {
      const arrived = decoder.decode(chunk, { stream: true });
      text += arrived;
      const events = (rest + arrived).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) rows.push(...rowsIn(event));
    }
  };
  read(response.body).catch(() => undefined);
  return {
    rows,
    text: () => text,
    after: async (count, act) => {
      const before = rows.length;
      await act();
      await vi.waitFor(
        () => {
          if (rows.length < before + count)
            throw new Error(`${rows.length - before} rows instead of ${count}`);
        },
        { timeout: 5000, interval: 20 },
      );
      return rows.slice(before);
    },
    stop: () => stopping.abort(),
  };
};

const rowsIn = (event: string): Row[] => {
  const fields = new Map(
    event.split('\n').map((line) => [line.split(':')[0], line.replace(/^[^:]*: ?/, '')]),
  );
  if (fields.get('event') !== 'rows') return [];
  const rows = JSON.parse(fields.get('data') ?? '[]') as Row[];
  if (fields.get('id') !== String(rows.at(-1)?.seq)) throw new Error(`the id is ${fields.get('id')}`);
  return rows;
};

export const detailsOf = async (url: string, { seq }: Row): Promise<Details> => {
  const response = await fetch(`${url}/_inspector/rows/${seq}`);
  if (!response.ok) throw new Error(`rows/${seq}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Details;
};

type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
};

/** Asks with any headers and any path; `fetch` sets some by itself, and tidies the path up. */
export const ask = (
  url: string,
  path: string,
  { method = 'GET', headers = {}, body = '' }: { method?: string; headers?: object; body?: string } = {},
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asking = request(
      { hostname, port, path, method, headers: { 'content-length': Buffer.byteLength(body), ...headers } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    asking.once('error', reject);
    asking.end(body);
  });

/** The value at a dotted path. */
export const valueAt = (container: unknown, path: string): unknown => {
  let value = container;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
};

/** The dotted paths of everything that has nothing inside. */
export const leavesOf = (value: unknown, path: string): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, child]) => leavesOf(child, `${path}.${key}`))
    : [path];
