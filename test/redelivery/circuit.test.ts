import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffSeconds } from '../../lib/redelivery/backoff.ts';
import { admit, afterAttempt, type Circuit, closed } from '../../lib/redelivery/circuit.ts';

const whole = (most: number): number => most;
const NOW = 1_000_000;

const open = (trips: number, until: number): Circuit => ({ status: 'open', trips, until });
const halfOpen = (allowance: number, admitted = 0, trips = 1): Circuit => ({
  status: 'half-open',
  trips,
  allowance,
  admitted,
});

describe('admit', () => {
  test.each<[string, Circuit, number, number, Circuit]>([
    ['everything while closed', closed, 10, 10, closed],
    ['nothing while open', open(1, NOW + 1), 10, 0, open(1, NOW + 1)],
    ['one probe when the wait is over', open(2, NOW), 10, 1, halfOpen(1, 1, 2)],
    ['as many as the ramp allows', halfOpen(4), 10, 4, halfOpen(4, 4)],
    ['fewer where fewer are wanted', halfOpen(8), 3, 3, halfOpen(8, 3)],
    ['nothing while the probe is on its way', halfOpen(1, 1), 10, 0, halfOpen(1, 1)],
  ])('lets through %s', (_, circuit, wanted, admitted, after) => {
    expect(admit(circuit, wanted, NOW)).toEqual({ circuit: after, admitted });
  });
});

describe('afterAttempt', () => {
  const allAccepted = { accepted: 3, failed: 0 };
  const noneAccepted = { accepted: 0, failed: 3 };
  const someAccepted = { accepted: 1, failed: 2 };
  const oversizeOnly = { accepted: 0, failed: 0 };

  test.each<[string, Circuit, { accepted: number; failed: number }, Circuit]>([
    ['stays closed when all is accepted', closed, allAccepted, closed],
    ['stays closed when some is accepted', closed, someAccepted, closed],
    ['stays closed when the events are at fault', closed, oversizeOnly, closed],
    ['opens for 10 s when nothing is accepted', closed, noneAccepted, open(1, NOW + 10_000)],
    ['opens for twice as long when the probe fails', halfOpen(1, 1), noneAccepted, open(2, NOW + 20_000)],
    ['opens for 5 minutes at most', halfOpen(1, 1, 30), noneAccepted, open(31, NOW + 300_000)],
    ['opens again out of the ramp', halfOpen(8, 8, 3), noneAccepted, open(4, NOW + 80_000)],
    ['doubles what it lets through', halfOpen(1, 1), allAccepted, halfOpen(2)],
    ['closes after eight at once', halfOpen(8, 8), allAccepted, closed],
    ['keeps its pace when some fail', halfOpen(4, 4), someAccepted, halfOpen(4)],
    ['keeps its pace when the events are at fault', halfOpen(4, 4), oversizeOnly, halfOpen(4)],
    ['stays open as it is for a failure that comes late', open(1, NOW + 5), noneAccepted, open(1, NOW + 5)],
    ['probes when something comes through late', open(2, NOW + 5), someAccepted, halfOpen(1, 0, 2)],
  ])('%s', (_, circuit, attempt, after) => {
    expect(afterAttempt(circuit, attempt, NOW, whole)).toEqual(after);
  });

  test('never lets through more than wanted, and closes again after a destination has come back', () => {
    const step = fc.record({
      wanted: fc.integer({ min: 0, max: 10 }),
      works: fc.boolean(),
      later: fc.integer({ min: 0, max: 400_000 }),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let [circuit, now]: [Circuit, number] = [closed, NOW];
        const run = (wanted: number, works: boolean): void => {
          const { circuit: next, admitted } = admit(circuit, wanted, now);
          expect(admitted).toBeGreaterThanOrEqual(0);
          expect(admitted).toBeLessThanOrEqual(wanted);
          const attempt = works ? { accepted: admitted, failed: 0 } : { accepted: 0, failed: admitted };
          circuit = admitted === 0 ? next : afterAttempt(next, attempt, now, whole);
        };
        for (const { wanted, works, later } of steps) {
          run(wanted, works);
          now += later;
        }
        now += 300_000;
        for (let invocation = 0; invocation < 4; invocation++) run(10, true);
        expect(circuit).toEqual(closed);
      }),
    );
  });
});

describe('backoffSeconds', () => {
  test.each([
    [1, 5, 10],
    [2, 10, 20],
    [3, 20, 40],
    [7, 320, 640],
    [8, 450, 900],
    [1000, 450, 900],
  ])('after %i receives is between %i and %i', (receives, least, most) => {
    expect(backoffSeconds(receives, () => 0)).toBe(least);
    expect(backoffSeconds(receives, () => 1)).toBe(most);
  });
});
