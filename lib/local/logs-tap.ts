import { AsyncLocalStorage } from 'node:async_hooks';
import type { LocalLogs } from './logs.ts';

type Running = { readonly name: string; readonly lines: string[] };

const running = new AsyncLocalStorage<Running>();

/**
 * Does work as a function: the lines that it writes to stdout are those of this function's log.
 *
 * @param lines gets them too.
 */
export const asFunction = <Result>(name: string, work: () => Result, lines: string[] = []): Result =>
  running.run({ name, lines }, work);

const take = ({ name, lines }: Running, line: string, logs: Pick<LocalLogs, 'write'>): void => {
  lines.push(line);
  logs.write(name, line);
};

/** Hands a copy of what functions write to stdout to the logs, line by line. @returns how to stop. */
export const tapStdout = (logs: Pick<LocalLogs, 'write'>): (() => void) => {
  const { stdout } = process;
  const original = stdout.write;
  const tapped = function (this: typeof stdout, ...given: Parameters<typeof original>): boolean {
    const [chunk] = given;
    const invocation = running.getStore();
    if (invocation !== undefined) {
      for (const line of String(chunk).split('\n')) if (line !== '') take(invocation, line, logs);
    }
    return original.apply(this, given);
  };
  stdout.write = tapped as typeof original;
  return () => {
    stdout.write = original;
  };
};
