import { AsyncLocalStorage } from 'node:async_hooks';
import type { LocalLogs } from './logs.ts';

const running = new AsyncLocalStorage<string>();

/** Does work as a function: the lines that it writes to stdout are those of this function's log. */
export const asFunction = <Result>(name: string, work: () => Result): Result => running.run(name, work);

/** Hands a copy of what functions write to stdout to the logs, line by line. @returns how to stop. */
export const tapStdout = (logs: Pick<LocalLogs, 'write'>): (() => void) => {
  const { stdout } = process;
  const original = stdout.write;
  const tapped = function (this: typeof stdout, ...given: Parameters<typeof original>): boolean {
    const [chunk] = given;
    const name = running.getStore();
    if (name !== undefined) {
      for (const line of String(chunk).split('\n')) if (line !== '') logs.write(name, line);
    }
    return original.apply(this, given);
  };
  stdout.write = tapped as typeof original;
  return () => {
    stdout.write = original;
  };
};
