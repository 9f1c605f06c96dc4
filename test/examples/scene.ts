import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, vi } from 'vitest';
import type { Example, Options, Running } from '../../examples/local/example.ts';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { catalogue } from '../../lib/catalogue/index.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { setValue } from '../../lib/local/templates.ts';
import { clientOf, type Deployment, startDeployment } from '../cli/deployment.ts';
import { postForm } from '../local-run.ts';
import { eventOf, formOf } from '../samples.ts';

type Item = Record<string, unknown>;

/** A local run, and an example that takes its events. */
export type Scene = Deployment & {
  readonly running: Running;
  /** What the example says it has done, newest last. */
  readonly said: readonly string[];
  /** What the function writes to its log as errors. */
  readonly logged: readonly string[];
  /** Posts a sample as the demo portal does, with other values at some paths. */
  post(sample: string, changes?: Readonly<Record<string, string>>): Promise<void>;
  /** Puts a message into the example's queue past everybody. */
  send(body: string, group?: string): Promise<void>;
  /** Waits until so many records of a kind were done, or have failed. */
  until(count: number, outcome: 'done' | 'failed'): Promise<void>;
  /** Waits for as many dead letters, and takes them out. */
  deadLetters(count: number): Promise<DeadLetter[]>;
  /** All items of a table, by their keys. */
  items(table: string): Promise<Item[]>;
};

type DeadLetter = {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
};

/** A message that failed comes again after a second, and three times in all. */
const impatient: Partial<Options> = { visibilitySeconds: 1, maxReceives: 3 };

export const startScene = async (
  example: Example,
  settings: Record<string, string> = {},
  options: Partial<Options> = {},
): Promise<Scene> => {
  const deployment = await startDeployment(settings);
  const { environment, url } = deployment;
  const said: string[] = [];
  const logged: string[] = [];
  const log = vi.spyOn(console, 'error').mockImplementation((line: string) => logged.push(line));
  const say = (line: string) => said.push(line);
  const running = await example.start(environment, { say, ...impatient, ...options });
  const sqs = new SQSClient(clientOf(environment, 'SQS'));
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(clientOf(environment, 'DYNAMODB')));
  return {
    ...deployment,
    running,
    said,
    logged,
    post: async (sample, changes = {}) => {
      const body = nest(pairsOf(formOf(sample)), { maxDepth: 16 });
      for (const [path, value] of Object.entries(changes)) setValue(body, path, value);
      const name = eventOf(sample) ?? expect.fail(`${sample} is of no event`);
      expect((await postForm(url, catalogue[name].route, buildQuery(body))).status).toBe(200);
    },
    send: async (MessageBody, group) => {
      const fifo = group && { MessageGroupId: group, MessageDeduplicationId: crypto.randomUUID() };
      await sqs.send(new SendMessageCommand({ QueueUrl: running.queueUrl, MessageBody, ...fifo }));
    },
    until: (count, outcome) =>
      vi.waitFor(() => {
        const suffix = outcome === 'done' ? ': done' : ': failed, it comes again';
        expect(said.filter((line) => line.endsWith(suffix)).length).toBeGreaterThanOrEqual(count);
      }, 15_000),
    deadLetters: (count) => deadLetters(sqs, running.deadLetterQueueUrl, count),
    items: async (TableName) => {
      const { Items = [] } = await table.send(new ScanCommand({ TableName, ConsistentRead: true }));
      return Items.sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
    },
    stop: async () => {
      await running.stop();
      log.mockRestore();
      for (const client of [sqs, table]) client.destroy();
      await deployment.stop();
    },
  };
};

const deadLetters = async (sqs: SQSClient, QueueUrl: string, count: number): Promise<DeadLetter[]> => {
  const found: DeadLetter[] = [];
  const receive = new ReceiveMessageCommand({
    QueueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 1,
    MessageAttributeNames: ['All'],
  });
  for (const end = Date.now() + 15_000; found.length < count && Date.now() < end; ) {
    const { Messages = [] } = await sqs.send(receive);
    for (const { Body = '', MessageAttributes = {}, ReceiptHandle } of Messages) {
      const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [
        name,
        StringValue,
      ]);
      found.push({ body: Body, attributes: Object.fromEntries(attributes) });
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return found;
};
