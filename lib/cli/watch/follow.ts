import { setTimeout as sleep } from 'node:timers/promises';
import { PortalsFault } from '../../portals/fault.ts';
import type { Tap } from '../tap/temporary-queue.ts';

/** As long as SQS lets a poll wait. */
const POLL_SECONDS = 20;

/** Milliseconds after a poll that failed. */
const PAUSE_MS = 2000;

/** What a pause does not cure. */
const lasting = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
]);

/**
 * Hands on what arrives until it is interrupted. A network that is away, or credentials that somebody renews, it
 * waits for.
 *
 * @param tell told of a fault that it waits for, once in a row.
 * @throws PortalsFault where waiting does not help.
 */
export const follow = async (
  tap: Tap,
  take: (message: string) => void,
  tell: (fault: PortalsFault) => void,
  interrupted: AbortSignal,
): Promise<void> => {
  let last: string | undefined;
  while (!interrupted.aborted) {
    try {
      const messages = await tap.receive(POLL_SECONDS, interrupted);
      last = undefined;
      for (const message of messages) take(message);
    } catch (fault) {
      if (interrupted.aborted) return;
      const passing = passingFault(fault, last);
      if (passing.code !== last) tell(passing);
      last = passing.code;
      await sleep(PAUSE_MS, undefined, { signal: interrupted }).catch(() => undefined);
    }
  }
};

/** @param last the code of the fault before. @throws the fault itself where it will not pass. */
const passingFault = (fault: unknown, last: string | undefined): PortalsFault => {
  if (!(fault instanceof PortalsFault)) throw fault;
  // A new queue may not be known everywhere yet: twice, then.
  if (lasting.has(fault.code) && fault.code === last) throw fault;
  return fault;
};
