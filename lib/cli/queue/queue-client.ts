import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../../portals/client-settings.ts';
import type { PortalsFault } from '../../portals/fault.ts';
import { awsFault } from '../aws-fault.ts';
import type { NamedQueue } from './target-queues.ts';

/** Ten messages of 1 MiB take their time from a desk far from the region. */
const requestHandler = { ...clientSettings.requestHandler, connectionTimeout: 3000, requestTimeout: 20_000 };

export const queueClient = (): SQSClient => new SQSClient({ ...clientSettings, requestHandler });

/** A call about a queue that failed, with its cure. */
export const queueFault = ({ name, url }: NamedQueue, fault: unknown): PortalsFault => {
  const allow =
    'Allow yourself sqs:ReceiveMessage, SendMessage, DeleteMessage, ChangeMessageVisibility and GetQueueAttributes on it.';
  const gone = 'Deploy it again: the queue is missing. `npx b24bus doctor` tells what else is.';
  return awsFault(`The ${name} ${url} cannot be used`, fault, {
    AccessDenied: allow,
    AccessDeniedException: allow,
    QueueDoesNotExist: gone,
    'AWS.SimpleQueueService.NonExistentQueue': gone,
  });
};
