import type { Context, EventBridgeEvent } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { lifecycleFrom } from '../lifecycle/lifecycle.ts';
import { runtimeFrom } from '../middleware/runtime.ts';
import { occurrencesIn } from '../occurrences/occurrences.ts';
import { KEPT_FOR_OFFLINE } from '../occurrences/settings.ts';
import { drainRound } from './round.ts';
import { readOfflineSettings } from './settings.ts';

/** A Lambda handler that an EventBridge schedule invokes. */
type ScheduledHandler = (event: EventBridgeEvent<string, unknown>, context: Context) => Promise<void>;

/** Milliseconds for a batch that was begun in time. */
const PATIENCE_MS = 20_000;

/** Nobody waits for the answer, so the destinations get longer than in a receiver. */
const deadlines = { publishDeadline: 5_000, storeDeadline: 3_000 };

/**
 * The Lambda handler of the schedule: one round of drains per invocation.
 *
 * @throws SettingsError while Lambda initialises the container.
 */
export const drainOfflineOnSchedule = (
  environment: Readonly<Record<string, string | undefined>>,
): ScheduledHandler => {
  const delivery = { ...runtimeFrom(environment).delivery, ...deadlines };
  const lifecycle = lifecycleFrom(environment);
  const { portals: setting } = readConfig(environment);
  const { OCCURRENCES_TABLE, OFFLINE_WINDOW_SECONDS: window } = readOfflineSettings(environment);
  const occurrences = occurrencesIn(OCCURRENCES_TABLE, environment, { window, kept: KEPT_FOR_OFFLINE });
  return (_event, context) =>
    drainRound({
      lifecycle,
      delivery,
      occurrences,
      setting,
      requestId: context.awsRequestId,
      window,
      end: Date.now() + context.getRemainingTimeInMillis() - PATIENCE_MS,
      patience: PATIENCE_MS / 2,
      now: Date.now,
    });
};
