import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { BusEvent } from 'b24bus/consumer';
import { consume } from '../local/consume.ts';
import type { Example } from '../local/example.ts';
import { createQueue } from '../local/queue.ts';
import { createTable } from '../local/table.ts';
import { eventFilter } from './subscription.ts';

const TABLE = 'transcripts-local';

/** @throws Error with the cure where the topic of the local run is no FIFO topic. */
export const start: Example['start'] = async (environment, options) => {
  const { TOPIC_ARN: TopicArn = '' } = environment;
  if (!TopicArn.endsWith('.fifo')) {
    throw new Error(
      'The local run has a standard topic. Start it with a FIFO topic: TOPIC_TYPE=fifo npm start',
    );
  }
  Object.assign(process.env, environment, { TABLE_NAME: TABLE });
  await createTable({
    TableName: TABLE,
    AttributeDefinitions: [
      { AttributeName: 'chat', AttributeType: 'S' },
      { AttributeName: 'day', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'chat', KeyType: 'HASH' },
      { AttributeName: 'day', KeyType: 'RANGE' },
    ],
  });
  const queue = await createQueue(environment, 'chat-order.fifo', options);
  const sns = new SNSClient();
  const Attributes = { RawMessageDelivery: 'true', FilterPolicy: JSON.stringify(eventFilter) };
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: queue.arn, Attributes }));
  sns.destroy();
  const { handler } = await import('./handler.ts');
  return consume(queue, handler, options, stored);
};

/** The transcript of a chat, on the day of an event. */
const stored = async (event: BusEvent): Promise<readonly unknown[]> => {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  const { keyOf } = await import('./transcript.ts');
  const { Item } = await table.send(new GetCommand({ TableName: TABLE, Key: keyOf(event) }));
  return Item?.['lines'] ?? [];
};
