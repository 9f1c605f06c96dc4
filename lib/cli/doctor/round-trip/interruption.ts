import { exitCodes, Failure } from '../../failure.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work that leaves something behind if the process just ends: a signal first stops it as a fault, so that it can
 * clean up; a second one ends the process.
 *
 * @throws Failure after a signal, when the work has ended.
 */
export const untilInterrupted = async <Result>(
  work: (interrupted: AbortSignal) => Promise<Result>,
): Promise<Result> => {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort(interruption());
  for (const signal of signals) process.once(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, interrupt);
  }
};

const interruption = (): Failure =>
  new Failure(
    exitCodes.interrupted,
    'INTERRUPTED',
    'Interrupted; what the round trip had made was removed.',
    'Run it again.',
  );
