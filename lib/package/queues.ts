/**
 * A function that consumes a queue. Its file is `functions/queue/<directory>.ts`; its event source stands in
 * serverless.yml, because osls would allow every receiver to read the queue of an `sqs` event.
 */
export type QueueConsumer = {
  readonly name: string;
  readonly directory: string;
  readonly description: string;
  /** Seconds; the queue's visibility timeout has to be six times as long. */
  readonly timeout: number;
  /** The role's logical name in serverless.yml. */
  readonly role: string;
  /** The key of its own environment under `custom` in serverless.yml. */
  readonly environment: string;
};

export const queueConsumers: readonly QueueConsumer[] = [
  {
    name: 'Redeliver',
    directory: 'redeliver',
    description: 'Publishes what a destination had not accepted, to that destination',
    timeout: 60,
    role: 'RedeliverRole',
    environment: 'redeliverEnvironment',
  },
];
