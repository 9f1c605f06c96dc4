import type { HttpAnswer } from './exchange.ts';

/** Milliseconds by which the service's clock has to differ for a refusal to be put down to it, as in the SDK. */
const SKEW_MS = 240_000;

/** The time by which requests are signed: that of the service, as far as its answers tell it. */
type ServiceClock = {
  now(): Date;
  /** Takes the time from an answer; whether ours was so wrong that the request may have been refused for it. */
  isCorrectedBy(answer: HttpAnswer): boolean;
};

export const serviceClock = (): ServiceClock => {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    isCorrectedBy: ({ headers: { date = '', age } }) => {
      const told = Date.parse(date) - Date.now();
      // An answer with an age comes from a cache, and so does its date.
      if (Number.isNaN(told) || age !== undefined) return false;
      offset = told;
      return Math.abs(told) >= SKEW_MS;
    },
  };
};
