import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import * as v from 'valibot';
import { startEventBridge } from './eventbridge/server.ts';
import { startFaultProxy } from './fault-proxy.ts';
import type { Fault } from './faults.ts';
import {
  ACCOUNT,
  BUS,
  createBus,
  createQueue,
  createTopic,
  type QueueRole,
  queueNames,
  REGION,
  type TopicType,
} from './resources.ts';

/** The emulated services that faults can be played on. */
const services = ['eventbridge', 'sns', 'sqs'] as const;

export type Faults = Partial<Record<(typeof services)[number], Fault>>;

/** The emulated AWS account: a bus and a topic with one subscriber each, and the queues. */
export type LocalCloud = {
  /** What the functions find in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything in a queue, oldest first, without taking it out. */
  inspect(queue: QueueRole): Promise<Message[]>;
  purge(queue: QueueRole): Promise<void>;
  setFaults(faults: Faults): void;
  close(): Promise<void>;
};

const message = v.object({ messageId: v.string(), body: v.string(), sentTimestamp: v.number() });

/** A message of a queue; `sentTimestamp` in Unix milliseconds. */
export type Message = v.InferOutput<typeof message>;

/** What fauxqs says of a queue (`GET /_fauxqs/queues/<name>`). */
const inspection = v.object({
  messages: v.object({
    ready: v.array(message),
    delayed: v.array(message),
    inflight: v.array(v.object({ message })),
  }),
});

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Starts the emulators, on free ports of loopback, and sets up what serverless.yml sets up in AWS.
 *
 * @param topicType `fifo` makes the topic and its subscriber FIFO.
 */
export const startCloud = async (topicType: TopicType): Promise<LocalCloud> => {
  let faults: Faults = {};
  const emulator = buildApp({ logger: false, defaultRegion: REGION });
  const endpoint = await emulator.listen({ host: '127.0.0.1', port: 0 });
  const direct = { endpoint, region: REGION, credentials };
  const sqs = new SQSClient({ ...direct, useQueueUrlAsEndpoint: false });
  const bridge = await startEventBridge({
    region: REGION,
    accountId: ACCOUNT,
    sqs,
    faults: () => faults.eventbridge,
  });
  const snsProxy = await startFaultProxy(endpoint, () => faults.sns);
  const sqsProxy = await startFaultProxy(endpoint, () => faults.sqs);
  const names = queueNames(topicType);
  for (const name of Object.values(names)) await createQueue(sqs, name);
  const events = new EventBridgeClient({ ...direct, endpoint: bridge.url });
  await createBus(events, names.bus);
  const sns = new SNSClient(direct);
  const topicArn = await createTopic(sns, topicType, names.topic);
  for (const client of [events, sns]) client.destroy();
  const queueUrl = (name: string): string => `${sqsProxy.url}/${ACCOUNT}/${name}`;
  return {
    environment: {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bridge.url,
      AWS_ENDPOINT_URL_SNS: snsProxy.url,
      AWS_ENDPOINT_URL_SQS: sqsProxy.url,
      EVENT_BUS_NAME: BUS,
      TOPIC_ARN: topicArn,
      UNDELIVERED_QUEUE_URL: queueUrl(names.undelivered),
      QUARANTINE_QUEUE_URL: queueUrl(names.quarantine),
    },
    inspect: (queue) => inspect(endpoint, names[queue]),
    purge: async (queue) => {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: `${endpoint}/${ACCOUNT}/${names[queue]}` }));
    },
    setFaults: (next) => {
      faults = next;
    },
    close: async () => {
      sqs.destroy();
      await Promise.all([snsProxy.close(), sqsProxy.close(), bridge.close(), emulator.close()]);
    },
  };
};

const inspect = async (endpoint: string, name: string): Promise<Message[]> => {
  const response = await fetch(`${endpoint}/_fauxqs/queues/${name}`);
  const { ready, delayed, inflight } = v.parse(inspection, await response.json()).messages;
  return [...ready, ...delayed, ...inflight.map((entry) => entry.message)];
};
