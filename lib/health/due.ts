import { createHash } from 'node:crypto';
import type { Portal } from '../portals/portal.ts';

const HOUR = 3_600_000;

/** A time of its own that comes sooner after an installation, or a check by hand, is left out. */
const LEAST = HOUR / 2;

/**
 * Whether a portal is to be checked: once an hour, each at its own minute, which follows from its member_id. Portals
 * that were all checked at once, such as after an outage, are spread over the hour again by the next check.
 *
 * @param now Unix milliseconds.
 */
export const isDue = (
  {
    status,
    memberId,
    checkedAt,
    installedAt,
  }: Pick<Portal, 'status' | 'memberId' | 'checkedAt' | 'installedAt'>,
  now: number,
): boolean => {
  const last = checkedAt ?? installedAt;
  const offset = createHash('sha256').update(memberId, 'utf8').digest().readUInt32BE(0) % HOUR;
  const ownTime = Math.floor((now - offset) / HOUR) * HOUR + offset;
  return status === 'installed' && ownTime - last >= LEAST;
};
