import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Stores a token pair that was exchanged, again and again until a deadline: the pair before it is used up, so giving
 * up at the first fault would cost the portal.
 *
 * @param deadline Unix milliseconds.
 * @throws the fault of the last attempt.
 */
export const persist = async <Result>(store: () => Promise<Result>, deadline: number): Promise<Result> => {
  for (let pause = 250; ; pause *= 2) {
    try {
      return await store();
    } catch (fault) {
      if (Date.now() + pause >= deadline) throw fault;
      await sleep(pause);
    }
  }
};
