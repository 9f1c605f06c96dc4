import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identify, type SidedCopy } from '../../lib/occurrences/pairing.ts';

const WINDOW = 120;

const on = (sent: number): SidedCopy => ({ side: 'online', own: `id-${sent}`, sent });
const off = (sent: number): SidedCopy => ({ side: 'offline', own: `id-${sent}`, sent });

/** The ids of the copies, in their order. */
const idsOf = (copies: readonly SidedCopy[]): (string | undefined)[] => {
  const ids = identify(copies, WINDOW);
  return copies.map(({ side, own }) => ids[side].get(own));
};

describe('copies of the same content', () => {
  test.each([
    ['one alone has its own id', [on(0)], ['id-0']],
    ['the second to come takes the id of the first', [on(0), off(3)], ['id-0', 'id-0']],
    ['a late online copy too', [off(3), on(0)], ['id-3', 'id-3']],
    ['at the end of the window', [on(0), off(120)], ['id-0', 'id-0']],
    ['beyond the window there are two events', [on(0), off(121)], ['id-0', 'id-121']],
    ['two online copies are two events', [on(0), on(3)], ['id-0', 'id-3']],
    ['with two rows each', [on(0), on(3), off(1), off(4)], ['id-0', 'id-3', 'id-0', 'id-3']],
    ['and in the other order', [off(1), off(4), on(0), on(3)], ['id-1', 'id-4', 'id-1', 'id-4']],
    ['a row pairs with one of them', [on(0), on(60), off(60)], ['id-0', 'id-60', 'id-60']],
    ['the same copy again has the same id', [on(0), off(3), on(0), off(3)], Array(4).fill('id-0')],
    [
      'a row that took the nearer one makes way',
      [on(0), on(100), off(60), off(160)],
      ['id-0', 'id-100', 'id-100', 'id-0'],
    ],
    ['an id in use is not given to another event', [on(0), off(1), off(0)], ['id-0', 'id-0', 'id-1']],
  ])('%s', (_, copies, ids) => {
    expect(idsOf(copies)).toEqual(ids);
  });
});

const copy = fc.record({
  side: fc.constantFrom('online' as const, 'offline' as const),
  sent: fc.integer({ min: 0, max: 600 }),
});
const arrivals = fc
  .array(copy, { maxLength: 14 })
  .map((copies) => copies.map(({ side, sent }) => (side === 'online' ? on(sent) : off(sent))));

const distinct = (copies: readonly SidedCopy[]): SidedCopy[] => [
  ...new Map(copies.map((each) => [`${each.side} ${each.own}`, each])).values(),
];

/** The most pairs by trying everything: augmenting paths. */
const mostPairs = (copies: readonly SidedCopy[]): number => {
  const online = copies.filter(({ side }) => side === 'online');
  const offline = copies.filter(({ side }) => side === 'offline');
  const partner = new Map<SidedCopy, SidedCopy>();
  const seek = (from: SidedCopy, seen: Set<SidedCopy>): boolean =>
    offline.some((to) => {
      if (Math.abs(from.sent - to.sent) > WINDOW || seen.has(to)) return false;
      seen.add(to);
      const rival = partner.get(to);
      if (rival !== undefined && !seek(rival, seen)) return false;
      partner.set(to, from);
      return true;
    });
  return online.filter((each) => seek(each, new Set())).length;
};

describe('whatever the order of arrival', () => {
  test('there are as few events as one-to-one pairs within the window allow', () => {
    fc.assert(
      fc.property(arrivals, (copies) => {
        const all = distinct(copies);
        expect(new Set(idsOf(copies)).size).toBe(all.length - mostPairs(all));
      }),
      { numRuns: 2000 },
    );
  });

  test('no two copies of a side share an id, and every id is the own id of a copy', () => {
    fc.assert(
      fc.property(arrivals, (copies) => {
        const ids = identify(copies, WINDOW);
        const owns = new Set(copies.map(({ own }) => own));
        for (const side of [ids.online, ids.offline]) {
          expect(new Set(side.values()).size).toBe(side.size);
          for (const id of side.values()) expect(owns).toContain(id);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('later copies change no id', () => {
    fc.assert(
      fc.property(arrivals, fc.nat(14), (copies, count) => {
        const before = copies.slice(0, count);
        expect(idsOf(copies).slice(0, count)).toEqual(idsOf(before));
      }),
      { numRuns: 2000 },
    );
  });

  test('events whose two copies are within the window are as many as there are ids', () => {
    const event = fc.record({
      sent: fc.integer({ min: 0, max: 2000 }),
      delay: fc.integer({ min: -60, max: 120 }),
    });
    const scenario = fc
      .uniqueArray(event, { selector: ({ sent }) => sent, maxLength: 7 })
      .filter((events) => new Set(events.map(({ sent, delay }) => sent + delay)).size === events.length)
      .chain((events) => {
        const copies = events.flatMap(({ sent, delay }) => [on(sent), off(sent + delay)]);
        return fc.tuple(
          fc.constant(events.length),
          fc.shuffledSubarray(copies, { minLength: copies.length }),
        );
      });
    fc.assert(
      fc.property(scenario, ([events, copies]) => {
        expect(new Set(idsOf(copies)).size).toBe(events);
      }),
      { numRuns: 2000 },
    );
  });
});
