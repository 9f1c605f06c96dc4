import type { Portal } from './portal.ts';
import { Refusal } from './refusal.ts';

/** "REST API Limits": what every tariff but Enterprise has. */
const CAPACITY = 50;
const LOWERED_PER_SECOND = 2;

/**
 * Counts a request of a portal: the counter goes down by 2 each second, and over 50 the request is refused.
 *
 * @throws Refusal QUERY_LIMIT_EXCEEDED.
 */
export const countRequest = (portal: Portal, now: number): void => {
  const { count, loweredAt } = portal.requests;
  const seconds = Math.floor((now - loweredAt) / 1000);
  const left = Math.max(0, count - seconds * LOWERED_PER_SECOND);
  portal.requests = { count: left, loweredAt: loweredAt + seconds * 1000 };
  if (left >= CAPACITY) throw new Refusal('QUERY_LIMIT_EXCEEDED');
  portal.requests.count = left + 1;
};
