import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientSettings } from '../../../portals/client-settings.ts';
import { awsFault } from '../../aws-fault.ts';
import type { Cleanup } from './cleanup.ts';

/** A queue that is removed when the round trip is over. */
type TemporaryQueue = {
  readonly arn: string;
  /** Waits up to a second; what it returns is taken out. */
  receive(): Promise<readonly string[]>;
};

/** Who sends to it: a rule or a topic. */
type Sender = { readonly service: 'events' | 'sns'; readonly arn: string };

/**
 * Makes a queue. Its policy is there from the start: a change of one takes up to a minute.
 *
 * @throws PortalsFault
 */
export const temporaryQueue = async (
  QueueName: string,
  sender: Sender,
  cleanup: Cleanup,
): Promise<TemporaryQueue> => {
  // By the region, as every other service: the name of an emulator in a queue URL resolves nowhere.
  const sqs = new SQSClient({ ...clientSettings, useQueueUrlAsEndpoint: false });
  const Attributes = { MessageRetentionPeriod: '300', Policy: policyFor(sender) };
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes })).catch(fault);
  cleanup.after(`the queue ${QueueUrl}`, () => sqs.send(new DeleteQueueCommand({ QueueUrl })));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const arn = (await sqs.send(asked).catch(fault)).Attributes?.['QueueArn'] ?? '';
  return {
    arn,
    receive: async () => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
      const { Messages = [] } = await sqs.send(command).catch(fault);
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      if (Entries.length > 0) {
        await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries })).catch(fault);
      }
      return Messages.map(({ Body = '' }) => Body);
    },
  };
};

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

const fault = (given: unknown): never => {
  const allow =
    'Allow yourself sqs:CreateQueue, GetQueueAttributes, ReceiveMessage, DeleteMessage and DeleteQueue on b24bus-doctor-*, or leave the round trip out with --no-round-trip.';
  throw awsFault('A temporary queue for the round trip cannot be used', given, {
    AccessDenied: allow,
    AccessDeniedException: allow,
  });
};
