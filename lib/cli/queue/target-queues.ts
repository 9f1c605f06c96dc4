import { readConfig } from '../../config.ts';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from '../target/target.ts';

/** A queue of the deployment; `name` is for people. */
export type NamedQueue = { readonly name: string; readonly url: string };

const deadLetterQueue = (
  name: string,
  { environment }: Target,
  setting: 'UNDELIVERED_DEAD_LETTER_QUEUE_URL' | 'QUARANTINE_DEAD_LETTER_QUEUE_URL',
): readonly NamedQueue[] => {
  const url = environment[setting];
  return url === undefined ? [] : [{ name, url }];
};

/**
 * Where bodies in quarantine are: what was looked at too often moves to the dead-letter queue.
 *
 * @throws SettingsError
 */
export const quarantineQueues = (target: Target): readonly [NamedQueue, ...NamedQueue[]] => [
  { name: 'quarantine queue', url: readConfig(target.environment).QUARANTINE_QUEUE_URL },
  ...deadLetterQueue('quarantine dead-letter queue', target, 'QUARANTINE_DEAD_LETTER_QUEUE_URL'),
];

/** @throws SettingsError */
export const undeliveredQueue = (target: Target): NamedQueue => ({
  name: 'undelivered queue',
  url: readConfig(target.environment).UNDELIVERED_QUEUE_URL,
});

/** @throws Failure if the deployment is older than its dead-letter queue. */
export const undeliveredDeadLetters = (target: Target): NamedQueue => {
  const [queue] = deadLetterQueue(
    'undelivered dead-letter queue',
    target,
    'UNDELIVERED_DEAD_LETTER_QUEUE_URL',
  );
  if (queue !== undefined) return queue;
  throw new Failure(
    exitCodes.problem,
    'NO_DEAD_LETTER_QUEUE',
    `${target.name} does not tell where its dead-letter queue is.`,
    target.rebuild,
  );
};
