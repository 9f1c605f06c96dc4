import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../../portals/client-settings.ts';
import { awsFault } from '../aws-fault.ts';

const counts = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/**
 * How many messages lie in a queue; nothing is taken out.
 *
 * @throws PortalsFault
 */
export const queueDepth = async (name: string, QueueUrl: string, rebuild: string): Promise<number> => {
  const sqs = new SQSClient(clientSettings);
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...counts] });
  const { Attributes } = await sqs.send(command).catch((fault: unknown) => {
    throw awsFault(`The ${name} ${QueueUrl} cannot be looked at`, fault, {
      QueueDoesNotExist: rebuild,
      'AWS.SimpleQueueService.NonExistentQueue': rebuild,
      AccessDenied: 'Allow yourself sqs:GetQueueAttributes on it.',
      AccessDeniedException: 'Allow yourself sqs:GetQueueAttributes on it.',
    });
  });
  return counts.reduce((sum, count) => sum + Number(Attributes?.[count] ?? 0), 0);
};
