import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { queueClient, queueFault } from '../queue/queue-client.ts';
import type { NamedQueue } from '../queue/target-queues.ts';

const counts = ['ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const;

/**
 * How many messages of a queue nobody can look at, because their next attempt is running or still to come.
 *
 * @throws PortalsFault
 */
export const waitingIn = async (queue: NamedQueue): Promise<number> => {
  const sqs = queueClient();
  const command = new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: [...counts] });
  try {
    const { Attributes } = await sqs.send(command).catch((fault: unknown) => {
      throw queueFault(queue, fault);
    });
    return counts.reduce((sum, count) => sum + Number(Attributes?.[count] ?? 0), 0);
  } finally {
    sqs.destroy();
  }
};
