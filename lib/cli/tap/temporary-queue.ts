import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientSettings } from '../../portals/client-settings.ts';
import type { Cleanup } from './cleanup.ts';
import { type Purpose, temporaryFault } from './purpose.ts';

/** The queue in which what a destination delivers arrives. */
export type Tap = {
  /**
   * Waits for up to so many seconds, 20 at most; what it answers is taken out.
   *
   * @throws PortalsFault, also where the signal aborts.
   */
  receive(seconds: number, signal?: AbortSignal): Promise<readonly string[]>;
};

/** A queue that is removed when its purpose is fulfilled. */
type TemporaryQueue = Tap & { readonly arn: string };

/** Who sends to it: a rule or a topic. */
type Sender = { readonly service: 'events' | 'sns'; readonly arn: string };

/**
 * By the region, as every other service: the name of an emulator in a queue URL resolves nowhere.
 */
export const temporaryQueueClient = (): SQSClient =>
  new SQSClient({ ...clientSettings, useQueueUrlAsEndpoint: false });

/**
 * Makes a queue; a FIFO one where its name ends in `.fifo`. Its policy is there from the start: a change of one takes
 * up to a minute.
 *
 * @throws PortalsFault
 */
export const temporaryQueue = async (
  QueueName: string,
  sender: Sender,
  purpose: Purpose,
  cleanup: Cleanup,
): Promise<TemporaryQueue> => {
  const sqs = temporaryQueueClient();
  const failed = (action: string) => (given: unknown) => {
    throw temporaryFault('queue', `sqs:${action}`, purpose, given);
  };
  const create = new CreateQueueCommand({ QueueName, Attributes: attributesOf(QueueName, sender) });
  const { QueueUrl = '' } = await sqs.send(create).catch(failed('CreateQueue'));
  cleanup.after(`the queue ${QueueUrl}`, () => sqs.send(new DeleteQueueCommand({ QueueUrl })));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked).catch(failed('GetQueueAttributes'));
  return {
    arn: Attributes?.['QueueArn'] ?? '',
    receive: async (seconds, abortSignal) => {
      const { requestTimeout } = clientSettings.requestHandler;
      const patience = {
        requestTimeout: seconds * 1000 + requestTimeout,
        ...(abortSignal && { abortSignal }),
      };
      const command = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: seconds,
      });
      const { Messages = [] } = await sqs.send(command, patience).catch(failed('ReceiveMessage'));
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      if (Entries.length > 0) {
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })).catch(failed('DeleteMessage'));
      }
      return Messages.map(({ Body = '' }) => Body);
    },
  };
};

const attributesOf = (name: string, sender: Sender): Record<string, string> => ({
  // Seconds. They are copies with what customers have written: what nobody fetches does not stay.
  MessageRetentionPeriod: '300',
  MaximumMessageSize: '1048576',
  ...(name.endsWith('.fifo') && { FifoQueue: 'true' }),
  Policy: policyFor(sender),
});

const policyFor = ({ service, arn }: Sender): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: `${service}.amazonaws.com` },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: { ArnEquals: { 'aws:SourceArn': arn } },
    },
  });
