import { describe, expect, test } from 'vitest';
import { isDue } from '../../../lib/health/due.ts';
import { healthOf, nextHealth } from '../../../lib/health/health.ts';
import type { PortalHealth, PortalProblem } from '../../../lib/portals/portal.ts';
import { newPortal } from '../portals/sample.ts';

const problem = (code: string): PortalProblem => ({ check: 'portal', code, message: 'What.', cure: 'Do.' });

const lasting = problem('PORTAL_DELETED');
const passing = problem('TIMEOUT');
const temporary = new Set([passing.code]);

describe('the health of a portal', () => {
  const portal = newPortal('a223c6b3710f85df22e9377d6c4f7553');
  const unhealthy = { status: 'unhealthy', changedAt: 1, announced: true } as const;

  test.each([
    ['healthy', 'before the first check, without problems', {}],
    ['unhealthy', 'before the first check, with a problem of the installation', { problems: [lasting] }],
    ['healthy', 'where an event does not exist', { problems: [problem('ERROR_EVENT_NOT_FOUND')] }],
    [
      'healthy',
      'where a handler is bound that should not be',
      { problems: [problem('SUPERFLUOUS_HANDLER')] },
    ],
    ['unhealthy', 'as of the last check', { health: unhealthy }],
    [
      'healthy',
      'as of the last check, whatever it found',
      { health: { ...unhealthy, status: 'healthy' }, problems: [passing] },
    ],
    ['uninstalled', 'once it is uninstalled', { status: 'uninstalled', health: unhealthy }],
  ] as const)('is %s %s', (expected, _, changes) => {
    expect(healthOf({ ...portal, ...changes })).toBe(expected);
  });
});

describe('the health after a check', () => {
  const healthWith = (changes: Partial<PortalHealth>): PortalHealth => ({
    status: 'healthy',
    changedAt: 100,
    announced: true,
    ...changes,
  });
  const changed = { changedAt: 600, announced: false } as const;

  test.each<[string, PortalHealth | undefined, PortalProblem[], PortalHealth]>([
    ['first, all well', undefined, [], healthWith({ changedAt: 600 })],
    ['first, a lasting problem', undefined, [lasting], healthWith({ status: 'unhealthy', ...changed })],
    ['first, a temporary problem', undefined, [passing], healthWith({ changedAt: 600, failingSince: 600 })],
    ['still well', healthWith({}), [], healthWith({})],
    [
      'well, then a lasting problem',
      healthWith({}),
      [lasting],
      healthWith({ status: 'unhealthy', ...changed }),
    ],
    ['well, then both', healthWith({}), [passing, lasting], healthWith({ status: 'unhealthy', ...changed })],
    ['well, then a temporary one', healthWith({}), [passing], healthWith({ failingSince: 600 })],
    [
      'temporary ones twice',
      healthWith({ failingSince: 400 }),
      [passing],
      healthWith({ status: 'unhealthy', ...changed, failingSince: 400 }),
    ],
    [
      'temporary ones at the same time',
      healthWith({ failingSince: 500 }),
      [passing],
      healthWith({ failingSince: 500 }),
    ],
    ['a temporary one, then well', healthWith({ failingSince: 400 }), [], healthWith({})],
    [
      'a temporary one, then a lasting one',
      healthWith({ failingSince: 400 }),
      [lasting],
      healthWith({ status: 'unhealthy', ...changed }),
    ],
    ['still unhealthy', healthWith({ status: 'unhealthy' }), [lasting], healthWith({ status: 'unhealthy' })],
    [
      'unhealthy, then a temporary one',
      healthWith({ status: 'unhealthy' }),
      [passing],
      healthWith({ status: 'unhealthy', failingSince: 600 }),
    ],
    [
      'unhealthy by temporary ones, and on',
      healthWith({ status: 'unhealthy', failingSince: 50 }),
      [passing],
      healthWith({ status: 'unhealthy', failingSince: 50 }),
    ],
    ['unhealthy, then well', healthWith({ status: 'unhealthy' }), [], healthWith(changed)],
    [
      'not announced yet, and the same',
      healthWith({ announced: false }),
      [],
      healthWith({ announced: false }),
    ],
    ['an event that does not exist', healthWith({}), [problem('ERROR_EVENT_NOT_FOUND')], healthWith({})],
  ])('%s', (_, previous, problems, expected) => {
    const times = { started: 500, finished: 600 };
    expect(nextHealth(previous, { problems, temporary, ...times })).toStrictEqual(expected);
  });
});

describe('a portal', () => {
  const HOUR = 3_600_000;
  const MINUTE = 60_000;
  const start = Date.UTC(2026, 10, 22);
  const memberIds = Array.from({ length: 600 }, (_, index) => `portal ${index}`);
  const portal = { ...newPortal('portal'), installedAt: start };

  /** The minutes after `start`, when all were checked, at which it is checked again by rounds every 5 minutes. */
  const checks = (memberId: string, hours: number): number[] => {
    let checkedAt = start;
    const minutes: number[] = [];
    for (let now = start; now < start + hours * HOUR; now += 5 * MINUTE) {
      if (!isDue({ ...portal, memberId, checkedAt }, now)) continue;
      checkedAt = now + 1000;
      minutes.push((now - start) / MINUTE);
    }
    return minutes;
  };

  test('is due once an hour', () => {
    for (const memberId of memberIds) {
      const [first = -1, ...others] = checks(memberId, 24);
      expect(first).toBeGreaterThanOrEqual(30);
      expect(first).toBeLessThanOrEqual(95);
      expect(others).toEqual(Array.from({ length: others.length }, (_, index) => first + 60 * (index + 1)));
      expect(others.length).toBeGreaterThanOrEqual(22);
    }
  });

  test('is due at a minute of its own, so that those checked at once are spread again', () => {
    const perRound = new Map<number, number>();
    for (const memberId of memberIds) {
      const [minute = -1] = checks(memberId, 2);
      perRound.set(minute, (perRound.get(minute) ?? 0) + 1);
    }
    expect(perRound.size).toBeGreaterThanOrEqual(12);
    for (const due of perRound.values()) expect(due).toBeLessThan(100);
  });

  test('is not due within half an hour of its installation, and is within one and a half', () => {
    for (const memberId of memberIds) {
      const due = (minutes: number) => isDue({ ...portal, memberId }, start + minutes * MINUTE);
      expect(due(29)).toBe(false);
      expect(due(90)).toBe(true);
    }
  });

  test('is never due once it is uninstalled', () => {
    expect(isDue({ ...portal, status: 'uninstalled' }, start + 24 * HOUR)).toBe(false);
  });
});
