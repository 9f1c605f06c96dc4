import type { Clock } from '../../../lib/bitrix24/clock.ts';

/** A clock that goes on only by sleeping, and tells how long that was. */
type StillClock = Clock & { readonly slept: readonly number[] };

/** @param chance what `random` answers. */
export const stillClock = (chance = 0, start = Date.now()): StillClock => {
  let now = start;
  const slept: number[] = [];
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
    random: () => chance,
    slept,
  };
};
