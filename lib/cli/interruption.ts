import { exitCodes, Failure } from './failure.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work that leaves something behind if the process just ends: a signal first tells it to stop, so that it can
 * clean up; a second one ends the process.
 *
 * @param reason why the work's signal aborts, for work that throws that.
 */
export const untilInterrupted = async <Result>(
  work: (interrupted: AbortSignal) => Promise<Result>,
  reason: Failure,
): Promise<Result> => {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(reason);
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
};

/** How a command ends after a signal. @param done what it has done, and what it has left. */
export const interruption = (done: string): Failure =>
  new Failure(exitCodes.interrupted, 'INTERRUPTED', `Interrupted; ${done}`, 'Run it again.');
