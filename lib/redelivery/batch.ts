import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { metricLine } from '../health/metrics.ts';
import { faultLine } from '../log.ts';
import type { UndeliveredRecord, UnverifiedRecord } from '../publish/record.ts';
import { buryUnreadable, type Counts, type Fate, type Redelivery, tryLater } from './fate.ts';
import { type Held, type Read, readMessage } from './message.ts';
import { redeliverEvents } from './undelivered.ts';
import { redeliverUnverified } from './unverified.ts';

/**
 * Redelivers a batch of the undelivered queue. A message that fails, or cannot be read, keeps none of the others
 * from it. Logs one line with the counts.
 *
 * @returns the messages that the queue has to keep.
 */
export const redeliverBatch = async (
  { Records }: SQSEvent,
  redelivery: Redelivery,
  requestId: string,
): Promise<SQSBatchResponse> => {
  const read = Records.map(readMessage);
  const fates = await fatesOf(read, redelivery, requestId);
  const kept = fates.flatMap(({ message, again }) =>
    again === undefined ? [] : [{ message, seconds: again }],
  );
  const unheard = await redelivery.queue.postpone(kept);
  redelivery.delivery.log(summaryOf(read, fates, { requestId, unheard, now: redelivery.now() }));
  return { batchItemFailures: kept.map(({ message }) => ({ itemIdentifier: message.id })) };
};

const fatesOf = async (read: readonly Read[], redelivery: Redelivery, requestId: string): Promise<Fate[]> => {
  const undelivered: Held<UndeliveredRecord>[] = [];
  const others: Promise<Fate>[] = [];
  for (const each of read) {
    if ('unreadable' in each) others.push(buryUnreadable(each.message, each.unreadable, redelivery));
    else if (isUndelivered(each)) undelivered.push(each);
    else others.push(redeliverUnverified(each, redelivery, requestId));
  }
  const events = redeliverEvents(undelivered, redelivery).catch((fault: unknown) => {
    redelivery.delivery.log(faultLine(fault, requestId));
    return Promise.all(undelivered.map((held) => tryLater(held, redelivery)));
  });
  return [...(await events), ...(await Promise.all(others))];
};

const isUndelivered = (
  held: Held<UndeliveredRecord> | Held<UnverifiedRecord>,
): held is Held<UndeliveredRecord> => held.record.kind === 'undelivered';

type Facts = {
  readonly requestId: string;
  /** How many messages come back after the queue's own visibility timeout. */
  readonly unheard: number;
  /** Unix milliseconds. */
  readonly now: number;
};

const summaryOf = (
  read: readonly Read[],
  fates: readonly Fate[],
  { requestId, unheard, now }: Facts,
): string => {
  const sum = (name: keyof Counts): number =>
    fates.reduce((total, { counts }) => total + (counts[name] ?? 0), 0);
  const counts = {
    Redelivered: sum('Redelivered'),
    Kept: sum('Kept'),
    Quarantined: sum('Quarantined'),
    DeadLettered: sum('DeadLettered'),
    Refused: sum('Refused'),
  };
  const ages = read.map((each) => ('received' in each ? now - each.received : 0));
  const seconds = { OldestAge: Math.max(0, Math.round(Math.max(...ages) / 1000)) };
  const level = counts.DeadLettered > 0 ? 'ERROR' : counts.Kept + counts.Refused > 0 ? 'WARN' : 'INFO';
  const facts = { level, message: 'redelivery', function: 'Redeliver', requestId, messages: read.length };
  return metricLine(
    { ...facts, ...(unheard > 0 && { notPostponed: unheard }) },
    { dimension: 'function', counts, seconds, now },
  );
};
