import type { Faults } from './faults.ts';
import { startKms } from './kms.ts';
import { startLogs } from './logs.ts';
import { tapStdout } from './logs-tap.ts';
import { type Messaging, startMessaging } from './messaging.ts';
import {
  credentials,
  LOG_GROUP_PREFIX,
  OCCURRENCES,
  PARAMETER,
  REGION,
  TABLE,
  TOKEN_KEY,
  type TopicType,
} from './resources.ts';
import { startSsm } from './ssm.ts';
import { startTables } from './table.ts';

/** The emulated AWS account: bus, topic and queues, the portals table, a key, parameters and logs. */
export type LocalCloud = Messaging & {
  /** What the functions find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Sets an SSM parameter of the type SecureString. */
  setParameter(name: string, value: string): void;
  setFaults(faults: Faults): void;
};

/**
 * Starts the emulators, on free ports of loopback, and sets up what serverless.yml sets up in AWS.
 *
 * @param topicType `fifo` makes the topic and its subscriber FIFO.
 */
export const startCloud = async (topicType: TopicType): Promise<LocalCloud> => {
  let faults: Faults = {};
  const [messaging, table, kms, ssm, logs] = await Promise.all([
    startMessaging(topicType, () => faults),
    startTables({ [TABLE]: 'member_id', [OCCURRENCES]: 'content' }, { faults: () => faults.dynamodb }),
    startKms(TOKEN_KEY, { faults: () => faults.kms }),
    startSsm({ faults: () => faults.ssm }),
    startLogs(LOG_GROUP_PREFIX),
  ]);
  const untap = tapStdout(logs);
  return {
    ...messaging,
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...messaging.environment,
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
      AWS_ENDPOINT_URL_KMS: kms.url,
      AWS_ENDPOINT_URL_SSM: ssm.url,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
      PORTALS_TABLE: TABLE,
      OCCURRENCES_TABLE: OCCURRENCES,
      TOKEN_KEY_ID: TOKEN_KEY,
      APPLICATION_PARAMETER: PARAMETER,
    },
    setParameter: ssm.setParameter,
    setFaults: (next) => {
      faults = next;
    },
    close: async () => {
      untap();
      await Promise.all([messaging, table, kms, ssm, logs].map((each) => each.close()));
    },
  };
};
