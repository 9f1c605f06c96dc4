import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

export type LocalProcess = {
  readonly url: string;
  /** Milliseconds from the start of the process to its ready line. */
  readonly readyAfter: number;
  /** What it has printed on stdout, line by line, the ready line first. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
};

/**
 * Starts the local run as `npm start` does, in a process of its own, on a free port; redelivery only where asked for,
 * so that what a test has stored stays where it is.
 */
export const startLocalProcess = async (settings: Record<string, string> = {}): Promise<LocalProcess> => {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', './lib/local/node-version.mjs', 'lib/local/main.ts'], {
    cwd: root,
    env: { ...process.env, PORT: '0', REDELIVERY: 'off', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const ready = once(reader, 'line');
  reader.on('line', (line) => lines.push(line));
  const [first] = (await Promise.race([
    ready,
    once(child, 'exit').then(() => Promise.reject(new Error('the local run has ended before it was ready'))),
  ])) as [string];
  const readyAfter = performance.now() - started;
  return {
    url: first.replace('b24bus ready on ', ''),
    readyAfter,
    lines,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};

type Seen =
  | { readonly target: 'eventbridge'; readonly entry: BusEvent }
  | { readonly target: 'sns'; readonly entry: Notification };

type BusEvent = {
  readonly 'detail-type': string;
  readonly source: string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: Record<string, unknown>;
};

type Notification = {
  readonly Message: string;
  readonly MessageAttributes: Record<string, { readonly Type: string; readonly Value: string }>;
};

const json = async <Body>(url: string, init?: RequestInit): Promise<Body> => {
  const response = await fetch(url, init);
  return (await response.json()) as Body;
};

export const onTheBus = (url: string): Promise<Seen[]> => json(`${url}/_local/events`);

export const stored = (
  url: string,
  queue: 'undelivered' | 'quarantine',
): Promise<Record<string, unknown>[]> => json(`${url}/_local/${queue}`);

export const clearBus = async (url: string): Promise<void> => {
  await fetch(`${url}/_local/events`, { method: 'DELETE' });
};

export const playFaults = async (url: string, faults: Record<string, string>): Promise<void> => {
  const response = await fetch(`${url}/_local/faults`, { method: 'PUT', body: JSON.stringify(faults) });
  if (!response.ok) throw new Error(await response.text());
};

/** Posts a body to a route as Bitrix24 does. */
export const postForm = (
  url: string,
  route: string,
  body: string | Uint8Array,
  headers = {},
): Promise<Response> =>
  fetch(`${url}${route}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'Bitrix24 Webhook Engine',
      ...headers,
    },
    body,
  });
