import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as v from 'valibot';
import { readConfig } from '../config.ts';
import { SettingsError } from '../errors.ts';
import { runtimeFrom } from '../middleware/runtime.ts';
import { digestsFrom } from '../portals/digests.ts';
import { anyOf, compare, type Portals } from '../portals/portals.ts';
import { portalsFromSetting } from '../portals/settings.ts';
import { portalsTable } from '../portals/table.ts';
import { definitionOf } from '../replay/definition-of.ts';
import { redeliverBatch } from './batch.ts';
import { type Chance, guarded } from './guarded.ts';
import { redeliveryQueue } from './queue.ts';

/** A Lambda handler that an SQS event source mapping invokes, with `ReportBatchItemFailures`. */
type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Of the 60 s that the function has; nobody waits for the answer. */
const deadlines = { publishDeadline: 15_000, storeDeadline: 5_000 };

const settings = v.object({
  UNDELIVERED_DEAD_LETTER_QUEUE_URL: v.pipe(
    v.optional(v.string(), ''),
    v.url('must be the URL of the queue of dead letters'),
  ),
});

/**
 * The Lambda handler of the undelivered queue.
 *
 * @throws SettingsError
 */
export const redeliverFromQueue = (
  environment: Environment,
  { now, random }: Chance = { now: Date.now, random: Math.random },
): QueueHandler => {
  const { delivery } = runtimeFrom(environment);
  const { UNDELIVERED_QUEUE_URL, PORTALS_TABLE, portals } = readConfig(environment);
  const read = v.safeParse(settings, environment);
  if (!read.success) {
    throw new SettingsError(read.issues.map((issue) => `${issue.path?.[0].key} ${issue.message}`));
  }
  const redelivery = {
    delivery: {
      ...delivery,
      ...deadlines,
      destinations: delivery.destinations.map((destination) => guarded(destination, { now, random })),
    },
    queue: redeliveryQueue(UNDELIVERED_QUEUE_URL, read.output.UNDELIVERED_DEAD_LETTER_QUEUE_URL),
    ...(PORTALS_TABLE === ''
      ? { portals: portalsFromSetting(portals) }
      : {
          portals: anyOf(portalsFromSetting(portals), storedPortals(PORTALS_TABLE, environment)),
          table: portalsTable(PORTALS_TABLE),
        }),
    definitionOf,
    now,
    random,
  };
  return (event, context) => redeliverBatch(event, redelivery, context.awsRequestId);
};

/** Not remembered, as a receiver does by the time of the request: here that time stands still from try to try. */
const storedPortals = (tableName: string, environment: Environment): Portals => {
  const readDigests = digestsFrom(tableName, environment);
  return {
    prove: async (memberId, digest, now) => compare(await readDigests(memberId), digest, now),
  };
};
