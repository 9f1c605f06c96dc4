import { randomBytes } from 'node:crypto';
import type { Destination } from '../../../publish/destination.ts';
import { interruption, untilInterrupted } from '../../interruption.ts';
import { tapBus } from '../../tap/bus-tap.ts';
import { Cleanup } from '../../tap/cleanup.ts';
import type { Tap } from '../../tap/temporary-queue.ts';
import { tapTopic } from '../../tap/topic-tap.ts';
import { type Check, type Facts, type Finding, known } from '../check.ts';
import { findingOf } from '../checkup.ts';
import { lostFinding, places, storedNow } from '../round-trip/lost.ts';
import { roundTripPurpose, type Sought, soughtEvent } from '../round-trip/sought.ts';
import { type Arrivals, travel } from '../round-trip/travel.ts';
import { driftOf } from './bindings.ts';

/**
 * The portal's own test event, from `event.test` through this deployment to every destination, where temporary
 * queues wait for it. They are removed whatever happens.
 */
export const roundTrip: Check = {
  name: 'round trip',
  needs: ['event bus', 'topic', 'application token', 'REST', 'installed'],
  applies: ({ patience }) => patience > 0,
  run: async (facts) => {
    if (driftOf(facts).missing.some(({ name }) => name === 'OnAppTest')) {
      return { status: 'skipped', seen: 'needs: OnAppTest bound' };
    }
    const cleanup = new Cleanup();
    let left: readonly string[] = [];
    const { cure, ...found } = await untilInterrupted(
      (interrupted) =>
        trip(facts, cleanup, interrupted)
          .catch((fault: unknown) => findingOf(fault, facts))
          .finally(async () => {
            left = await cleanup.run();
          }),
      interruption('what the round trip had made was removed.'),
    );
    const cures = [cure, left.length > 0 ? `Remove by hand: ${left.join(', ')}.` : undefined];
    const all = cures.filter((each) => each !== undefined).join(' ');
    return {
      ...found,
      ...(left.length > 0 && found.status === 'ok' && { status: 'warn' }),
      ...(all !== '' && { cure: all }),
    };
  },
};

const trip = async (facts: Facts, cleanup: Cleanup, interrupted: AbortSignal): Promise<Finding> => {
  const { DESTINATIONS } = known(facts, 'config');
  const { rest } = known(facts, 'session');
  const { patience } = facts;
  const before = await storedNow(facts);
  const sought = { parameter: 'b24bus', value: randomBytes(16).toString('hex') };
  const taps = await tapsOf(facts, sought, cleanup);
  const arrivals = await travel({ taps, sought, rest, patience, interrupted });
  const missing = DESTINATIONS.filter((name) => !arrivals.has(name));
  if (missing.length > 0) return lostFinding(facts, before, missing, [...arrivals.keys()]);
  return { status: 'ok', seen: told(arrivals) };
};

const tapsOf = async (
  facts: Facts,
  sought: Sought,
  cleanup: Cleanup,
): Promise<ReadonlyMap<Destination['name'], Tap>> => {
  const { DESTINATIONS, EVENT_BUS_NAME: EventBusName, TOPIC_ARN: TopicArn } = known(facts, 'config');
  const { pattern, filterPolicy } = soughtEvent(sought);
  const purpose = roundTripPurpose(sought, { EventBusName, TopicArn });
  const taps = new Map<Destination['name'], Tap>();
  for (const name of DESTINATIONS) {
    const tap =
      name === 'sns'
        ? tapTopic({ TopicArn, filterPolicy }, purpose, cleanup)
        : tapBus({ EventBusName, pattern }, purpose, cleanup);
    taps.set(name, await tap);
  }
  return taps;
};

const told = (arrivals: Arrivals): string => {
  const each = [...arrivals].map(
    ([name, after]) => `on ${places[name]} after ${(after / 1000).toFixed(1)} s`,
  );
  return `event.test was seen ${each.join(', ')}`;
};
