const FIRST_SECONDS = 10;
const MOST_SECONDS = 15 * 60;

/** Something between the half and all of it, so that what failed together does not come back together. */
export const jittered = (most: number, random: () => number): number => most * (0.5 + random() / 2);

/**
 * Seconds until a message is tried again: 10 at first, doubling up to 15 minutes, jittered.
 *
 * @param receives how often it has been received, this time included.
 * @param random from 0 up to 1.
 */
export const backoffSeconds = (receives: number, random: () => number): number =>
  Math.round(jittered(Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** (receives - 1)), random));
