import type { BusEvent } from './bus-event.ts';
import { parse } from './parse.ts';
import { RecordError } from './record-error.ts';

/** A record of SQS, as Lambda hands it over. */
export type SqsRecord = {
  readonly messageId?: string;
  readonly eventSource?: string;
  /** That of a FIFO queue ends in `.fifo`. */
  readonly eventSourceARN?: string;
  readonly attributes?: { readonly MessageGroupId?: string };
};

/** Which records SQS is to deliver again; needs `ReportBatchItemFailures` of the event source mapping. */
export type BatchResponse = { readonly batchItemFailures: { readonly itemIdentifier: string }[] };

export type LambdaHandlerOptions = {
  /**
   * Is told of each record of SQS that failed: of a `RecordError`, or of what the handler threw. By default that is
   * one line of JSON on the console, without anything that the record holds.
   */
  readonly onFailure?: (error: unknown, record: SqsRecord) => unknown;
};

type OnFailure = NonNullable<LambdaHandlerOptions['onFailure']>;

/**
 * Makes a Lambda handler that takes events from EventBridge, SNS or SQS.
 *
 * SQS: a record that fails is reported and comes again, the others are done. On a FIFO queue the records of a group
 * are handled one after another, and what follows a failed one is reported unseen, to keep the order.
 *
 * @param handle gets Lambda's context, too; `makeIdempotent` of Powertools takes the time that is left from it.
 * @returns the handler. It throws what failed for EventBridge and SNS, an `AggregateError` where several have, so that
 * Lambda tries again; for SQS only where a failed record has no `messageId` to report.
 */
export const lambdaHandler =
  <Context = unknown>(
    handle: (event: BusEvent, context: Context) => unknown,
    { onFailure = logFailure }: LambdaHandlerOptions = {},
  ): ((event: unknown, context?: Context) => Promise<BatchResponse | undefined>) =>
  async (event, context) => {
    // Lambda always has one; a test may do without.
    const attempt = async (record: unknown): Promise<unknown> => handle(parse(record), context as Context);
    const records = recordsOf(event);
    if (records?.every(isSqs)) {
      const failures = await all(queuesOf(records).map((queue) => failuresOf(queue, attempt, onFailure)));
      return { batchItemFailures: failures.flat() };
    }
    await all((records ?? [event]).map(attempt));
    return undefined;
  };

const failuresOf = async (
  queue: readonly SqsRecord[],
  attempt: (record: unknown) => Promise<unknown>,
  onFailure: OnFailure,
): Promise<BatchResponse['batchItemFailures']> => {
  for (const [position, record] of queue.entries()) {
    try {
      await attempt(record);
    } catch (error) {
      await onFailure(error, record);
      const unfinished = queue.slice(position);
      return unfinished.map((failed) => ({ itemIdentifier: identifierOf(failed, error) }));
    }
  }
  return [];
};

const recordsOf = (event: unknown): readonly unknown[] | undefined => {
  const { Records } = Object(event) as { readonly Records?: unknown };
  return Array.isArray(Records) ? Records : undefined;
};

const isSqs = (record: unknown): record is SqsRecord =>
  (Object(record) as SqsRecord).eventSource === 'aws:sqs';

/** What must be handled one after another; each queue beside the others. */
const queuesOf = (records: readonly SqsRecord[]): readonly (readonly SqsRecord[])[] =>
  records.some(({ eventSourceARN }) => eventSourceARN?.endsWith('.fifo'))
    ? [...Map.groupBy(records, ({ attributes }) => attributes?.MessageGroupId).values()]
    : records.map((record) => [record]);

/** Waits for every one of them, and only then throws what failed: Lambda freezes what is left behind. */
const all = async <Value>(attempts: readonly Promise<Value>[]): Promise<Value[]> => {
  const errors: unknown[] = [];
  const results = await Promise.allSettled(attempts);
  const values = results.flatMap((result) => {
    if (result.status === 'fulfilled') return [result.value];
    errors.push(result.reason);
    return [];
  });
  if (errors.length === 0) return values;
  throw errors.length === 1
    ? errors[0]
    : new AggregateError(errors, `${errors.length} of ${results.length} failed`);
};

const identifierOf = ({ messageId }: SqsRecord, cause: unknown): string => {
  if (messageId) return messageId;
  throw new Error('A record that failed has no messageId to report: the whole batch must come again', {
    cause,
  });
};

const logFailure = (error: unknown, { messageId }: SqsRecord): void => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const where = error instanceof RecordError ? { code: error.code, path: error.path } : { stack };
  // biome-ignore lint/suspicious/noConsole: a library has no other log, and onFailure replaces it
  console.error(JSON.stringify({ level: 'ERROR', name, message, messageId, ...where }));
};
