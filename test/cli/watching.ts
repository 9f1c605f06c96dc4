import { once } from 'node:events';
import type { Details, Row } from '../../lib/inspector/protocol.ts';
import { startCommand } from './command-line.ts';

/** A `watch` that runs. */
type Watching = {
  /** What it has printed on stdout, read. */
  readonly document: { readonly url: string; readonly target: string; readonly made: readonly string[] };
  /** What it has printed on stderr so far. */
  said(): string;
  /** Reads the stream of the page until it has so many rows. */
  rows(count: number): Promise<readonly Row[]>;
  get<Answer>(path: string): Promise<Answer>;
  /** Sends signals in turn, and waits for the end. @returns the exit code. */
  end(...signals: readonly NodeJS.Signals[]): Promise<number | null>;
};

const running = new Set<ReturnType<typeof startCommand>>();

/** Ends those that a test which has failed has left. */
export const endWatches = async (): Promise<void> => {
  for (const child of running) {
    child.kill();
    await once(child, 'exit');
  }
};

/** Starts `watch` on a free port, and waits until it is ready. @param start starts the command line. */
export const startWatch = async (
  url: string,
  start: (args: readonly string[]) => ReturnType<typeof startCommand> = startCommand,
): Promise<Watching> => {
  const child = start(['watch', '--url', url, '--port', '0', '--json']);
  const exited = once(child, 'exit') as Promise<[number | null]>;
  running.add(child);
  child.once('exit', () => running.delete(child));
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let printed = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.endsWith('}\n')) resolve();
    });
  });
  await Promise.race([
    ready,
    exited.then(([code]) => Promise.reject(new Error(`it has ended with ${code}: ${said}`))),
  ]);
  const document = JSON.parse(printed) as Watching['document'];
  return {
    document,
    said: () => said,
    rows: (count) => rowsOf(`${document.url}_inspector/stream`, count),
    get: async <Answer>(path: string) => {
      const response = await fetch(`${document.url}_inspector/${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    end: async (...signals) => {
      for (const signal of signals) child.kill(signal);
      return (await exited)[0];
    },
  };
};

const rowsOf = async (url: string, count: number): Promise<readonly Row[]> => {
  const { body } = await fetch(url);
  const rows: Row[] = [];
  let text = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const line of whole.flatMap((event) => event.split('\n'))) {
      if (line.startsWith('data: ')) rows.push(...(JSON.parse(line.slice(6)) as Row[]));
    }
    if (rows.length >= count) return rows;
  }
  throw new Error(`the stream has ended with ${rows.length} rows`);
};

export const detailsOf = (watching: Watching, { seq }: Row): Promise<Details> =>
  watching.get<Details>(`rows/${seq}`);
