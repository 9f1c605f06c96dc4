import type { Environment } from '../aws/environment.ts';
import type { Config } from '../config.ts';
import type { FormLimits } from '../form/decoded.ts';
import { stdout } from '../log.ts';
import { admissionFrom } from '../occurrences/admission.ts';
import { digestsFrom } from '../portals/digests.ts';
import { anyOf, type Portals } from '../portals/portals.ts';
import { rememberedPortals } from '../portals/remembered.ts';
import { portalsFromSetting } from '../portals/settings.ts';
import type { Destination } from '../publish/destination.ts';
import { eventBridgeDestination } from '../publish/eventbridge.ts';
import { queueStore } from '../publish/queue.ts';
import { snsDestination } from '../publish/sns.ts';
import type { Transport } from '../publish/transport.ts';
import type { Delivery } from './keep.ts';

/** What a receiver works with besides the request: made once per container. */
export type Runtime = {
  readonly limits: FormLimits;
  readonly portals: Portals;
  readonly delivery: Delivery;
};

/** Sets up a container. Of the transport's calls only those in use are set up. */
export const runtimeOn = (transport: Transport, config: Config, environment: Environment): Runtime => {
  const make: Record<Destination['name'], () => Destination> = {
    eventbridge: () =>
      eventBridgeDestination(
        config.EVENT_BUS_NAME,
        config.EVENTBRIDGE_MAX_ENTRY_BYTES,
        transport.eventBridge(),
      ),
    sns: () => snsDestination(config.TOPIC_ARN, config.SNS_MAX_MESSAGE_BYTES, transport.sns()),
  };
  const sendMessageBatch = transport.sqs();
  const drained = new Set<string>();
  return {
    limits: {
      maxBodyBytes: config.MAX_BODY_BYTES,
      maxDepth: config.MAX_DEPTH,
      maxPairs: config.MAX_PAIRS,
    },
    portals: portalsOf(config, environment, drained),
    delivery: {
      ...(config.OCCURRENCES_TABLE !== '' && { admit: admissionFrom(config, environment, drained) }),
      destinations: config.DESTINATIONS.map((name) => make[name]()),
      versions: config.VERSIONS,
      undelivered: queueStore(config.UNDELIVERED_QUEUE_URL, sendMessageBatch),
      quarantine: queueStore(config.QUARANTINE_QUEUE_URL, sendMessageBatch),
      publishDeadline: config.PUBLISH_DEADLINE_MS,
      storeDeadline: config.STORE_DEADLINE_MS,
      log: stdout,
    },
  };
};

/** The setting is asked first: what it proves costs no lookup, and holds while the table is unreachable. */
const portalsOf = (
  { portals, PORTALS_TABLE }: Pick<Config, 'portals' | 'PORTALS_TABLE'>,
  environment: Environment,
  drained: Set<string>,
): Portals => {
  const setting = portalsFromSetting(portals);
  if (PORTALS_TABLE === '') return setting;
  return anyOf(setting, rememberedPortals(digestsFrom(PORTALS_TABLE, environment, drained)));
};
