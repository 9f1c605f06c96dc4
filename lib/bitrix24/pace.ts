import type { Clock } from './clock.ts';

/** REST's limit per portal on most plans: 2 requests per second on average, 50 at once. */
const CAPACITY = 50;
const PER_SECOND = 2;

/** Waits until a request is within the limit of its portal, at most until the deadline (Unix milliseconds). */
type Pace = (deadline: number) => Promise<void>;

/** A leaky bucket like the portal's own, so that a long run of requests does not fill it for other applications. */
export const portalPace = ({ now, sleep }: Clock): Pace => {
  let level = 0;
  let at = now();
  return async (deadline) => {
    const leaked = ((now() - at) / 1000) * PER_SECOND;
    level = Math.max(0, level - leaked) + 1;
    at = now();
    const wait = ((level - CAPACITY) / PER_SECOND) * 1000;
    if (wait > 0) await sleep(Math.min(wait, deadline - at));
  };
};
