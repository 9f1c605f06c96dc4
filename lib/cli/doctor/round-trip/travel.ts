import { setTimeout as sleep } from 'node:timers/promises';
import type { RestClient } from '../../../bitrix24/rest.ts';
import type { Destination } from '../../../publish/destination.ts';
import type { Tap } from '../../tap/temporary-queue.ts';
import type { Sought } from './sought.ts';

type DestinationName = Destination['name'];

/** Milliseconds until each destination showed the event; those that did not are missing. */
export type Arrivals = ReadonlyMap<DestinationName, number>;

/** A rule that was just made may miss an event, so the portal is asked for another one. */
const AGAIN_MS = 5_000;

const POLL_SECONDS = 1;
const PAUSE_MS = 100;

type Trip = {
  readonly taps: ReadonlyMap<DestinationName, Tap>;
  readonly sought: Sought;
  readonly rest: Pick<RestClient, 'call'>;
  /** Milliseconds. */
  readonly patience: number;
  readonly interrupted: AbortSignal;
};

/**
 * Has the portal send its test event until every destination has shown it, or patience ends.
 *
 * @throws Bitrix24Error if the portal refuses, the signal's reason if it aborts.
 */
export const travel = async ({ taps, sought, rest, patience, interrupted }: Trip): Promise<Arrivals> => {
  const { parameter, value } = sought;
  const arrivals = new Map<DestinationName, number>();
  const started = Date.now();
  let asked = Number.NEGATIVE_INFINITY;
  while (arrivals.size < taps.size && Date.now() - started < patience) {
    interrupted.throwIfAborted();
    if (Date.now() - asked >= AGAIN_MS) {
      asked = Date.now();
      await rest.call('event.test', { [parameter]: value });
    }
    for (const [name, tap] of taps) {
      if (arrivals.has(name)) continue;
      const bodies = await tap.receive(POLL_SECONDS);
      if (bodies.some((body) => body.includes(value))) arrivals.set(name, Date.now() - started);
    }
    await sleep(PAUSE_MS);
  }
  interrupted.throwIfAborted();
  return arrivals;
};
