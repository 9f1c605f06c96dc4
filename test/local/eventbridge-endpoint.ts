import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { type EventBridgeOptions, startEventBridge } from '../../lib/local/eventbridge/server.ts';

export const REGION = 'eu-central-1';
export const ACCOUNT = '000000000000';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** A real EventBridgeClient against a fresh endpoint that delivers to a fresh SQS emulator. */
export async function startEndpoint(options: Pick<EventBridgeOptions, 'faults' | 'maxRequestBytes'> = {}) {
  const emulator = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  const sqs = new SQSClient({
    region: REGION,
    credentials,
    endpoint: `http://127.0.0.1:${emulator.port}`,
    maxAttempts: 1,
  });
  const endpoint = await startEventBridge({ ...options, region: REGION, accountId: ACCOUNT, sqs });
  const events = clientOf(endpoint.url);
  return {
    endpoint,
    events,
    sqs,
    /** Creates a queue and has the rule (all events with a source when none is given) deliver to it. */
    async subscribe(queue: string, { bus = 'default', pattern = anySource, ...target }: Subscription = {}) {
      const QueueUrl = await createQueue(sqs, queue);
      await events.send(
        new PutRuleCommand({ Name: `to-${queue}`, EventBusName: bus, EventPattern: pattern }),
      );
      const Targets = [{ Id: 'queue', Arn: queueArn(queue), ...target }];
      await events.send(new PutTargetsCommand({ Rule: `to-${queue}`, EventBusName: bus, Targets }));
      return QueueUrl;
    },
    messages: (QueueUrl: string) => receiveAll(sqs, QueueUrl),
    async close() {
      events.destroy();
      await endpoint.close();
      sqs.destroy();
      await emulator.stop();
    },
  };
}

type Subscription = Partial<Omit<Target, 'Id'>> & { readonly bus?: string; readonly pattern?: string };

const anySource = '{"source":[{"exists":true}]}';

export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

const clientOf = (endpoint: string) =>
  new EventBridgeClient({ region: REGION, credentials, endpoint, maxAttempts: 1 });

export async function createQueue(sqs: SQSClient, QueueName: string): Promise<string> {
  const Attributes = QueueName.endsWith('.fifo')
    ? { FifoQueue: 'true', ContentBasedDeduplication: 'true' }
    : undefined;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl ?? '';
}

async function receiveAll(sqs: SQSClient, QueueUrl: string): Promise<Message[]> {
  const received: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return received;
    received.push(...Messages);
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
