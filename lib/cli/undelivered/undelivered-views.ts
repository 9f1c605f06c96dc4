import type { Output } from '../output.ts';
import { QueueReader } from '../queue/queue-reader.ts';
import { undeliveredDeadLetters, undeliveredQueue } from '../queue/target-queues.ts';
import type { Target } from '../target/target.ts';
import { type UndeliveredView, undeliveredView } from './undelivered-view.ts';

/**
 * Looks through the undelivered queue and its dead-letter queue, and leaves them as they are; oldest first.
 *
 * @throws Failure, PortalsFault, SettingsError; the signal's reason if it aborts.
 */
export const undeliveredViews = async (
  target: Target,
  output: Pick<Output, 'progress'>,
  interrupted: AbortSignal,
): Promise<readonly UndeliveredView[]> => {
  const queues = [
    ['undelivered', undeliveredQueue(target)],
    ['dead-letter', undeliveredDeadLetters(target)],
  ] as const;
  const views: UndeliveredView[] = [];
  for (const [name, queue] of queues) {
    const reader = new QueueReader(queue);
    try {
      for await (const messages of reader.pages(interrupted)) {
        views.push(...messages.map((message) => undeliveredView(message, name)));
        output.progress(`${views.length} messages looked at …`);
      }
    } finally {
      output.progress('');
      await reader.release();
    }
    interrupted.throwIfAborted();
  }
  return views.toSorted((one, other) => Date.parse(one.since) - Date.parse(other.since));
};
