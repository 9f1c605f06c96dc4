import type { Clock } from './clock.ts';
import { Bitrix24Error } from './error.ts';

/** Until when to go on, in Unix milliseconds, and by which clock. */
export type Patience = { readonly deadline: number; readonly clock: Clock };

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 8000;

/** REST's limits pass by waiting; everything else may be down for longer than anybody waits. */
const attemptsFor = ({ code, outcomeUnknown }: Bitrix24Error): number => {
  if (code === 'QUERY_LIMIT_EXCEEDED' || code === 'OPERATION_TIME_LIMIT') return Number.POSITIVE_INFINITY;
  return outcomeUnknown ? 2 : 3;
};

/**
 * Repeats what fails temporarily, after pauses that grow and are jittered, as long as the deadline allows: three
 * attempts, two if the outcome is unknown, any number at REST's limits.
 *
 * @throws the fault of the last attempt.
 */
export const withBackoff = async <Result>(
  attempt: () => Promise<Result>,
  { deadline, clock }: Patience,
): Promise<Result> => {
  for (let made = 1; ; made++) {
    try {
      return await attempt();
    } catch (fault) {
      if (!(fault instanceof Bitrix24Error && fault.temporary) || made >= attemptsFor(fault)) throw fault;
      const longest = Math.min(FIRST_PAUSE * 2 ** made, LONGEST_PAUSE);
      // At least half: a limit that leaks at a steady rate does not yield to an immediate repetition.
      const pause = longest / 2 + (longest / 2) * clock.random();
      if (clock.now() + pause >= deadline) throw fault;
      await clock.sleep(pause);
    }
  }
};
