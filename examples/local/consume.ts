import type { Context } from 'aws-lambda';
import { type BusEvent, type lambdaHandler, parse } from 'b24bus/consumer';
import { startEventSource } from '../../lib/local/event-source.ts';
import type { Options, Running } from './example.ts';
import type { Queue } from './queue.ts';

type Handler = (event: unknown, context: Context) => ReturnType<ReturnType<typeof lambdaHandler>>;

/**
 * Polls a queue and hands over what is in it, as Lambda does; says of each record what became of it.
 *
 * @param look what is stored of a chat after an event of it.
 */
export const consume = (
  { sqs, name, url, deadLetterQueueUrl }: Queue,
  handler: Handler,
  { say }: Options,
  look: (event: BusEvent) => Promise<readonly unknown[]> = async () => [],
): Running => {
  const source = startEventSource({
    sqs,
    queueUrl: url,
    functionName: name,
    invoke: async (event, context) => {
      const failed = await failedOf(handler(event, context), say);
      for (const record of event.Records) {
        const hasFailed = failed.has(record.messageId);
        say(`${subjectOf(record)}: ${hasFailed ? 'failed, it comes again' : 'done'}`);
        if (!hasFailed) for (const item of await look(parse(record))) say(`  ${JSON.stringify(item)}`);
      }
      return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
    },
  });
  return {
    queueUrl: url,
    deadLetterQueueUrl,
    stop: async () => {
      await source.stop();
      sqs.destroy();
    },
  };
};

const failedOf = async (answer: ReturnType<Handler>, say: Options['say']): Promise<Set<string>> => {
  const answered = await answer.catch((fault: unknown) => {
    say(`The whole batch comes again: ${fault instanceof Error ? fault.message : String(fault)}`);
    throw fault;
  });
  return new Set(answered?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
};

const subjectOf = (record: { readonly messageId: string }): string => {
  try {
    const { name, subject = '' } = parse(record);
    return `${name} ${subject}`;
  } catch {
    return `Message ${record.messageId}`;
  }
};
