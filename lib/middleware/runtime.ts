import { readConfig } from '../config.ts';
import type { FormLimits } from '../form/decoded.ts';
import { stdout } from '../log.ts';
import type { Portals } from '../portals/portals.ts';
import { portalsFromSetting } from '../portals/settings.ts';
import type { Destination } from '../publish/destination.ts';
import type { RecordStore } from '../publish/record.ts';
import type { Delivery } from './deliver.ts';

/** What a receiver works with besides the request: made once per container. */
export type Runtime = {
  readonly limits: FormLimits;
  readonly portals: Portals;
  readonly delivery: Delivery;
};

/**
 * Sets up a container from its environment. Only the destinations in use are loaded; the SQS client is loaded by
 * the first failure that needs it.
 *
 * @throws SettingsError
 */
export const runtimeFrom = async (
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Runtime> => {
  const config = readConfig(environment);
  const load: Record<Destination['name'], () => Promise<Destination>> = {
    eventbridge: async () => {
      const { eventBridgeDestination } = await import('../publish/eventbridge.ts');
      return eventBridgeDestination(config.EVENT_BUS_NAME, config.EVENTBRIDGE_MAX_ENTRY_BYTES);
    },
    sns: async () => {
      const { snsDestination } = await import('../publish/sns.ts');
      return snsDestination(config.TOPIC_ARN, config.SNS_MAX_MESSAGE_BYTES);
    },
  };
  return {
    limits: {
      maxBodyBytes: config.MAX_BODY_BYTES,
      maxDepth: config.MAX_DEPTH,
      maxPairs: config.MAX_PAIRS,
    },
    portals: portalsFromSetting(config.portals),
    delivery: {
      destinations: await Promise.all(config.DESTINATIONS.map((name) => load[name]())),
      undelivered: storeInQueue(config.UNDELIVERED_QUEUE_URL),
      quarantine: storeInQueue(config.QUARANTINE_QUEUE_URL),
      publishDeadline: config.PUBLISH_DEADLINE_MS,
      storeDeadline: config.STORE_DEADLINE_MS,
      log: stdout,
    },
  };
};

const storeInQueue = (queueUrl: string): RecordStore => ({
  store: async (records, signal) => {
    const { queueStore } = await import('../publish/queue.ts');
    return queueStore(queueUrl).store(records, signal);
  },
});
