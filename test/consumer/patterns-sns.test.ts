import {
  CreateTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../../lib/local/resources.ts';
import { snsDestination } from '../../lib/publish/sns.ts';
import { createQueue, queueArn, REGION } from '../local/eventbridge-endpoint.ts';
import { cases, publishAll, receivedBefore } from './patterns-cases.ts';
import { publications } from './patterns-events.ts';

let emulator: Awaited<ReturnType<typeof startFauxqs>>;
let sqs: SQSClient;
const queues = new Map<string, string>();

beforeAll(async () => {
  emulator = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  const endpoint = `http://127.0.0.1:${emulator.port}`;
  const local = { endpoint, region: REGION, credentials };
  sqs = new SQSClient({ ...local, useQueueUrlAsEndpoint: false });
  const sns = new SNSClient(local);
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'events' }));
  for (const [index, { title, policy }] of cases.entries()) {
    queues.set(title, await createQueue(sqs, `case-${index}`));
    const Attributes = { FilterPolicy: JSON.stringify(policy), RawMessageDelivery: 'true' };
    const Endpoint = queueArn(`case-${index}`);
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }));
  }
  // Of somebody else on the same topic, without the attributes of ours.
  await sns.send(new PublishCommand({ TopicArn, Message: publications[0]?.json }));
  await publishAll(
    snsDestination(TopicArn, 262_144, (_, PublishBatchRequestEntries) =>
      sns.send(
        new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [...PublishBatchRequestEntries] }),
      ),
    ),
  );
  sns.destroy();
});

afterAll(async () => {
  sqs.destroy();
  await emulator.stop();
});

describe('a subscription with the filter policy of', () => {
  test.each(cases)('$title takes the events that match, and no others', async (each) => {
    const ids = await receivedBefore(each, sqs, queues.get(each.title) ?? '');
    expect(ids).toEqual(each.expected);
  });
});
