import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { OnSessionStart } from '../../lib/catalogue/imopenlines.ts';
import { consumer } from '../../lib/ingest/consumer.ts';
import { type LocalCloud, startCloud } from '../../lib/local/cloud.ts';
import { type LocalIngest, startIngest } from '../../lib/local/ingest.ts';
import { runtimeFrom } from '../../lib/middleware/runtime.ts';
import { formOf } from '../samples.ts';

const seed = formOf('seed-session-start');
const patience = { timeout: 15_000, interval: 100 };

/** A portal's events, each of its own chat. */
const bodies = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, index) => Buffer.from(seed.replaceAll('10585', String(20_000 + index))));

let cloud: LocalCloud;
let ingest: LocalIngest;
let sqs: SQSClient;
/** The function that is deployed. */
let deployed: (event: SQSEvent) => Promise<SQSBatchResponse>;
let working: typeof deployed;

beforeAll(async () => {
  cloud = await startCloud('standard');
});
beforeEach(async () => {
  const environment = {
    ...cloud.environment,
    PORTALS: 'a223c6b3710f85df22e9377d6c4f7553:51856fefc120afa4b628cc82d3935cce',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  working = consumer(OnSessionStart, runtimeFrom(environment));
  sqs = new SQSClient({});
  await cloud.purge('bus');
  ingest = await startIngest({
    endpoint: cloud.environment['AWS_ENDPOINT_URL_SQS'] ?? '',
    consume: (_, event) => deployed(event),
    visibilitySeconds: 1,
    maxReceives: 5,
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  sqs.destroy();
  await ingest.stop();
});
afterAll(() => cloud.close());

const chatsOnBus = async (): Promise<number[]> =>
  (await cloud.inspect('bus')).map(({ body }) => {
    const { detail } = JSON.parse(body) as { detail: { data: { chat: { id: number } } } };
    return detail.data.chat.id;
  });

const chats = (count: number): Set<number> =>
  new Set(Array.from({ length: count }, (_, index) => 20_000 + index));

test.each([
  ['throws for every event', () => Promise.reject(new Error('a defect of this deployment'))],
  [
    'breaks before it is called',
    () => {
      throw new TypeError('does not load');
    },
  ],
  [
    'is throttled',
    () => Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' })),
  ],
  [
    'leaves all',
    async ({ Records }: SQSEvent) => ({
      batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
    }),
  ],
])('loses nothing while a function %s', async (_, bad) => {
  let calls = 0;
  deployed = (event) => {
    calls += 1;
    return calls > 3 ? working(event) : bad(event);
  };
  for (const body of bodies(25)) expect((await ingest.write('OnSessionStart', body)).statusCode).toBe(200);
  await vi.waitFor(async () => expect(new Set(await chatsOnBus())).toEqual(chats(25)), patience);
  expect(calls).toBeGreaterThanOrEqual(6);
});

test('what breaks the function every time goes to the dead letters, whole; a redrive brings it to the bus', async () => {
  deployed = async (event) => {
    if (event.Records.some(({ body }) => body.includes('20003'))) throw new Error('breaks at this one');
    return working(event);
  };
  for (const body of bodies(4)) await ingest.write('OnSessionStart', body);
  const receive = new ReceiveMessageCommand({
    QueueUrl: ingest.deadLetterQueueUrl,
    WaitTimeSeconds: 1,
    MessageAttributeNames: ['All'],
  });
  const dead = await vi.waitFor(async () => {
    const { Messages: [message] = [] } = await sqs.send(receive);
    expect(message?.Body).toContain('20003');
    return message;
  }, patience);
  expect(Object.keys(dead?.MessageAttributes ?? {}).sort()).toEqual(['requestId', 'requestTime']);
  deployed = working;
  const { Body: MessageBody, MessageAttributes } = dead ?? {};
  await sqs.send(
    new SendMessageCommand({ QueueUrl: ingest.queueUrlOf('OnSessionStart'), MessageBody, MessageAttributes }),
  );
  await vi.waitFor(async () => expect(await chatsOnBus()).toContain(20_003), patience);
});
