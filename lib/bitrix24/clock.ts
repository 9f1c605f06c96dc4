import { setTimeout as after } from 'node:timers/promises';

/** Time and chance, so that tests can hold them still. */
export type Clock = {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** From 0 up to, without, 1. */
  readonly random: () => number;
};

export const systemClock: Clock = {
  now: Date.now,
  sleep: (milliseconds) => after(milliseconds),
  random: Math.random,
};
