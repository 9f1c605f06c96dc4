import { exitCodes, Failure } from './failure.ts';

/** Ctrl+C, the end of a service, and of a terminal. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Milliseconds. npx hands a Ctrl+C on that the terminal has sent to all of them: twice within a moment is once. */
const MOMENT = 1000;

/**
 * Does work that leaves something behind if the process just ends: a signal first tells it to stop, so that it can
 * clean up; a second one, later than that moment, ends the process.
 *
 * @param reason why the work's signal aborts, for work that throws that.
 */
export const untilInterrupted = async <Result>(
  work: (interrupted: AbortSignal) => Promise<Result>,
  reason: Failure,
): Promise<Result> => {
  const controller = new AbortController();
  const release = (): void => {
    for (const signal of signals) process.removeListener(signal, interrupt);
  };
  const interrupt = (): void => {
    controller.abort(reason);
    setTimeout(release, MOMENT).unref();
  };
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
};

/** How a command ends after a signal. @param done what it has done, and what it has left. */
export const interruption = (done: string): Failure =>
  new Failure(exitCodes.interrupted, 'INTERRUPTED', `Interrupted; ${done}`, 'Run it again.');
