import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { setValue } from '../../lib/local/templates.ts';
import { clientOf, type Environment } from '../cli/deployment.ts';
import { type LocalProcess, postForm, startLocalProcess } from '../local-run.ts';
import { formOf } from '../samples.ts';

const COUNT = 12;

let run: LocalProcess;
let sqs: SQSClient;
let QueueUrl: string | undefined;

beforeAll(async () => {
  run = await startLocalProcess({ TOPIC_TYPE: 'fifo', DESTINATIONS: 'sns' });
  const environment = (await (await fetch(`${run.url}/_local/environment`)).json()) as Environment;
  sqs = new SQSClient({ ...clientOf(environment, 'SQS'), useQueueUrlAsEndpoint: false });
  const QueueName = 'b24bus-local-topic-subscriber.fifo';
  ({ QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName })));
});

afterAll(async () => {
  sqs.destroy();
  await run.stop();
});

/** One message of a chat. */
const bodyOf = (chat: string, id: number): string => {
  const body = nest(pairsOf(formOf('imconnector-message-delete.doc-2026')), { maxDepth: 16 });
  for (const [path, value] of [
    ['im.message_id', String(id)],
    ['message.id', `${chat}-${id}`],
    ['chat.id', chat],
  ] as const) {
    setValue(body, `data.MESSAGES.0.${path}`, value);
  }
  return buildQuery(body);
};

const receive = async (): Promise<Message[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  return Messages;
};

const read = ({
  Body = '',
  Attributes,
}: Message): { chat: string; id: number; group: string | undefined } => {
  const event = JSON.parse((JSON.parse(Body) as { Message: string }).Message);
  return {
    chat: event.data.chat.externalId,
    id: event.data.message.id,
    group: Attributes?.MessageGroupId,
  };
};

it('hands the messages of each chat to a FIFO queue in the order in which they came in', async () => {
  const sequence = Array.from({ length: COUNT }, (_, index) => 1000 + index);
  for (const id of sequence) {
    for (const chat of ['left', 'right']) {
      const answered = await postForm(run.url, '/events/on-im-connector-message-delete', bodyOf(chat, id));
      expect(answered.status).toBe(200);
    }
  }
  const seen = new Map<string, number[]>();
  const groups = new Set<string | undefined>();
  for (let messages = await receive(); messages.length > 0; messages = await receive()) {
    for (const message of messages) {
      const { chat, id, group } = read(message);
      seen.set(chat, [...(seen.get(chat) ?? []), id]);
      groups.add(group);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  }
  expect(seen).toEqual(
    new Map([
      ['left', sequence],
      ['right', sequence],
    ]),
  );
  expect(groups).toEqual(
    new Set(['left', 'right'].map((chat) => `a223c6b3710f85df22e9377d6c4f7553/${chat}`)),
  );
});

it('lets a chat that is stuck hold up no other', async () => {
  const post = (chat: string, id: number) =>
    postForm(run.url, '/events/on-im-connector-message-delete', bodyOf(chat, id));
  await post('stuck', 1);
  const [first] = (await receive()).map(read);
  expect(first).toMatchObject({ chat: 'stuck', id: 1 });
  await post('stuck', 2);
  await post('free', 3);
  // The first message of the stuck chat is neither deleted nor given back.
  expect((await receive()).map(read)).toMatchObject([{ chat: 'free', id: 3 }]);
});
