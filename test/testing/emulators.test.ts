import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, PublishBatchCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import type { Message } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serialise } from '../../lib/events/cloud-event.ts';
import { credentials } from '../../lib/local/resources.ts';
import type { Publication } from '../../lib/publish/destination.ts';
import { eventBridgeDestination } from '../../lib/publish/eventbridge.ts';
import { snsDestination } from '../../lib/publish/sns.ts';
import { type ContractName, contracts, type PublishedEvent } from '../../lib/schemas/index.ts';
import { type AnyEvent, detailTypeOf } from '../../lib/testing/aws.ts';
import { eventOf, inEventBridge, inSqs } from '../../lib/testing/index.ts';
import { createQueue, queueArn, REGION, startEndpoint } from '../local/eventbridge-endpoint.ts';
import { soon } from '../unit/publish/stage.ts';

// What the kit makes up is what the destinations publish and the emulators deliver.

const names = Object.keys(contracts) as ContractName[];

/** One of each, and one whose chat makes a message group that is longer than SNS takes. */
const events: readonly PublishedEvent[] = [
  ...names.map((name) => eventOf(name)),
  eventOf('OnImConnectorMessageAdd', {
    data: { chat: { externalId: 'чат/1 '.repeat(9) }, message: { text: 'Привет \ufffe' } },
  }),
];

const publications = events.map((event): Publication => {
  const { name, source } = detailTypeOf(event);
  return { event, json: serialise(event), name, source };
});

let local: Awaited<ReturnType<typeof startEndpoint>>;
let sns: SNSClient;

beforeAll(async () => {
  local = await startEndpoint();
  const endpoint = await local.sqs.config.endpoint?.();
  const url = `${endpoint?.protocol}//${endpoint?.hostname}:${endpoint?.port}`;
  sns = new SNSClient({ endpoint: url, region: REGION, credentials });
});

afterAll(async () => {
  sns.destroy();
  await local.close();
});

/** What a subscribed queue has, by the event's id, once everything is published to a topic of its own. */
const throughSns = async (suffix: '' | '.fifo', raw: boolean): Promise<Map<string, Message>> => {
  const name = `${raw ? 'raw' : 'wrapped'}${suffix}`;
  const QueueUrl = await createQueue(local.sqs, name);
  const fifo = suffix === '' ? {} : { Attributes: { FifoTopic: 'true' } };
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name, ...fifo }));
  const Attributes = { RawMessageDelivery: String(raw) };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queueArn(name), Attributes }));
  const destination = snsDestination(TopicArn, 262_144, (_, entries) =>
    sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [...entries] })),
  );
  const verdicts = await destination.publish(publications, soon(20_000));
  expect(verdicts).toEqual(publications.map(() => undefined));
  const messages = await local.messages(QueueUrl);
  const text = ({ Body = '' }: Message): string => (raw ? Body : JSON.parse(Body).Message);
  return new Map(messages.map((message) => [JSON.parse(text(message)).id, message]));
};

const recordOf = (event: AnyEvent, delivery?: Parameters<typeof inSqs>[1]) => {
  const [record] = inSqs([event], delivery).Records;
  if (record === undefined) throw new Error('no record');
  return record;
};

describe('what is in a queue', () => {
  test('behind a rule is what the kit says', async () => {
    const QueueUrl = await local.subscribe('rule');
    const destination = eventBridgeDestination('default', 262_144, (entries) =>
      local.events.send(new PutEventsCommand({ Entries: [...entries] })),
    );
    const verdicts = await destination.publish(publications, soon(20_000));
    expect(verdicts).toEqual(publications.map(() => undefined));
    const bodies = (await local.messages(QueueUrl)).map(({ Body = '' }) => JSON.parse(Body));
    expect(bodies).toHaveLength(events.length);
    for (const event of events) {
      const body = bodies.find(({ detail }) => detail.id === event.id);
      expect(body).toEqual({ ...inEventBridge(event), id: body.id, account: '000000000000' });
    }
  });

  test('behind a subscription with raw delivery is what the kit says', async () => {
    const messages = await throughSns('', true);
    for (const event of events) {
      const { Body, MessageAttributes = {} } = messages.get(event.id) ?? {};
      const { body, messageAttributes } = recordOf(event);
      expect(Body).toBe(body);
      const received = Object.entries(MessageAttributes).map(([name, { DataType, StringValue }]) => [
        name,
        { dataType: DataType, stringValue: StringValue },
      ]);
      expect(Object.fromEntries(received)).toEqual(messageAttributes);
    }
  });

  test('behind a subscription without is what the kit says', async () => {
    const messages = await throughSns('', false);
    const ofSns = ['MessageId', 'TopicArn', 'Timestamp', 'Signature', 'SigningCertURL', 'UnsubscribeURL'];
    for (const event of events) {
      const received = JSON.parse(messages.get(event.id)?.Body ?? '');
      const expected = JSON.parse(recordOf(event, { wrappedBy: 'sns' }).body);
      expect(Object.keys(received).sort()).toEqual(Object.keys(expected).sort());
      for (const key of ofSns) expected[key] = received[key];
      expect(received).toEqual(expected);
    }
  });

  test('behind a FIFO topic is in the message group that the kit says', async () => {
    const messages = await throughSns('.fifo', true);
    for (const event of events) {
      const { attributes } = recordOf(event, { fifo: true });
      expect(messages.get(event.id)?.Attributes).toMatchObject({
        MessageGroupId: attributes.MessageGroupId,
        MessageDeduplicationId: attributes.MessageDeduplicationId,
      });
    }
    const groups = [...messages.values()].map(({ Attributes }) => Attributes?.MessageGroupId ?? '');
    expect(groups.filter((group) => /^[\da-f]{64}$/.test(group))).toHaveLength(1);
  });
});
