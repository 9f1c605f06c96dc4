import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import * as v from 'valibot';
import { type EventSource, type EventSourceMapping, startEventSource } from './event-source.ts';
import { startEventBridge } from './eventbridge/server.ts';
import { startFaultProxy } from './fault-proxy.ts';
import type { Faults } from './faults.ts';
import {
  ACCOUNT,
  BUS,
  createBus,
  createQueue,
  createTopic,
  credentials,
  type QueueRole,
  queueNames,
  REGION,
  redriven,
  type TopicType,
} from './resources.ts';

/** The bus and the topic with one subscriber each, and the queues. */
export type Messaging = {
  /** Where they are, for the functions. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything in a queue, oldest first, without taking it out. */
  inspect(queue: QueueRole): Promise<Message[]>;
  purge(queue: QueueRole): Promise<void>;
  /** Has a function consume a queue. */
  feed(queue: QueueRole, consumer: Pick<EventSourceMapping, 'functionName' | 'invoke'>): EventSource;
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

/**
 * Starts fauxqs for SNS, SQS and STS and our own EventBridge endpoint, and makes the bus, the topic and the queues.
 *
 * @param faults asked on each request.
 */
export const startMessaging = async (topicType: TopicType, faults: () => Faults): Promise<Messaging> => {
  const emulator = buildApp({ logger: false, defaultRegion: REGION });
  const endpoint = await emulator.listen({ host: '127.0.0.1', port: 0 });
  const direct = { endpoint, region: REGION, credentials };
  const sqs = new SQSClient({ ...direct, useQueueUrlAsEndpoint: false });
  const account = { region: REGION, accountId: ACCOUNT, sqs };
  const bridge = await startEventBridge({ ...account, faults: () => faults().eventbridge });
  const snsProxy = await startFaultProxy(endpoint, () => faults().sns);
  const sqsProxy = await startFaultProxy(endpoint, () => faults().sqs);
  const names = queueNames(topicType);
  const { undelivered, ...others } = names;
  await Promise.all(Object.values(others).map((name) => createQueue(sqs, name)));
  await createQueue(sqs, undelivered, redriven(others.undeliveredDeadLetters));
  const events = new EventBridgeClient({ ...direct, endpoint: bridge.url });
  const sns = new SNSClient(direct);
  const [topicArn] = await Promise.all([
    createTopic(sns, topicType, names.topic),
    createBus(events, names.bus),
  ]);
  for (const client of [events, sns]) client.destroy();
  const queueUrl = (name: string): string => `${sqsProxy.url}/${ACCOUNT}/${name}`;
  return {
    environment: {
      AWS_ENDPOINT_URL_EVENTBRIDGE: bridge.url,
      AWS_ENDPOINT_URL_SNS: snsProxy.url,
      AWS_ENDPOINT_URL_SQS: sqsProxy.url,
      AWS_ENDPOINT_URL_STS: endpoint,
      EVENT_BUS_NAME: BUS,
      TOPIC_ARN: topicArn,
      UNDELIVERED_QUEUE_URL: queueUrl(names.undelivered),
      UNDELIVERED_DEAD_LETTER_QUEUE_URL: queueUrl(names.undeliveredDeadLetters),
      QUARANTINE_QUEUE_URL: queueUrl(names.quarantine),
    },
    inspect: (queue) => inspect(endpoint, names[queue]),
    // Past the faults, as Lambda polls a queue by itself.
    feed: (queue, consumer) =>
      startEventSource({ ...consumer, sqs, queueUrl: `${endpoint}/${ACCOUNT}/${names[queue]}` }),
    purge: async (queue) => {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: `${endpoint}/${ACCOUNT}/${names[queue]}` }));
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
