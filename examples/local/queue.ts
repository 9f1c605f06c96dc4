import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNT, REGION } from '../../lib/local/resources.ts';
import type { Environment, Options } from './example.ts';

/** A queue and its dead letters, as serverless.yml makes them. */
export type Queue = {
  readonly sqs: SQSClient;
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly deadLetterQueueUrl: string;
};

/** @param name ends with `.fifo` for a FIFO queue. */
export const createQueue = async (
  environment: Environment,
  name: string,
  { visibilitySeconds = 5, maxReceives = 5 }: Options,
): Promise<Queue> => {
  const endpoint = environment['AWS_ENDPOINT_URL_SQS'] ?? '';
  const sqs = new SQSClient({ endpoint, region: REGION });
  const fifo = name.endsWith('.fifo');
  const deadLetters = fifo ? name.replace(/\.fifo$/, '-dead-letters.fifo') : `${name}-dead-letters`;
  const kind = fifo ? { FifoQueue: 'true' } : {};
  const create = async (QueueName: string, Attributes: Record<string, string>): Promise<string> => {
    await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    return `${endpoint}/${ACCOUNT}/${QueueName}`;
  };
  const deadLetterQueueUrl = await create(deadLetters, kind);
  const url = await create(name, {
    ...kind,
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(deadLetters), maxReceiveCount: maxReceives }),
  });
  return { sqs, name, url, arn: arnOf(name), deadLetterQueueUrl };
};

const arnOf = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
