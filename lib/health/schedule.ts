import type { Context, EventBridgeEvent } from 'aws-lambda';
import { lifecycleFrom } from '../lifecycle/lifecycle.ts';
import { runtimeFrom } from '../middleware/runtime.ts';
import { checkRound } from './round.ts';

/** A Lambda handler that an EventBridge schedule invokes. */
type ScheduledHandler = (event: EventBridgeEvent<string, unknown>, context: Context) => Promise<void>;

const PATIENCE_MS = 45_000;

/** Milliseconds that stay for what portals cannot hold up: the table, the key, the bus and the queue. */
const RESERVE_MS = 25_000;

/** Nobody waits for the answer, so the destinations get longer than in a receiver. */
const deadlines = { publishDeadline: 5_000, storeDeadline: 3_000 };

/**
 * The Lambda handler of the schedule: one round of checks per invocation.
 *
 * @throws SettingsError while Lambda initialises the container.
 */
export const checkPortalsOnSchedule = (
  environment: Readonly<Record<string, string | undefined>>,
): ScheduledHandler => {
  const delivery = { ...runtimeFrom(environment).delivery, ...deadlines };
  const lifecycle = lifecycleFrom(environment);
  return (_event, context) =>
    checkRound({
      lifecycle,
      delivery,
      requestId: context.awsRequestId,
      end: Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS,
      patience: PATIENCE_MS,
      now: Date.now,
    });
};
