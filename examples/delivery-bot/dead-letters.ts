import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { BusEvent } from 'b24bus/consumer';
import { bmpSafe } from '../../lib/events/json.ts';
import { FinalFailure } from './final-failure.ts';

const sqs = new SQSClient();

/**
 * What no retry can cure goes to the dead letters at once, with the reason beside it and in the log; the rest is thrown,
 * and SQS lets it come again. Redrive it from there when it is cured.
 */
export const orDeadLetters =
  (handle: (event: BusEvent) => Promise<void>) =>
  async (event: BusEvent): Promise<void> => {
    try {
      await handle(event);
    } catch (fault) {
      if (!(fault instanceof FinalFailure)) throw fault;
      const { code, message: reason, cure } = fault;
      await bury(event, { code, reason, cure });
      const { id, name, portal, subject } = event;
      const facts = {
        level: 'ERROR',
        message: 'given up',
        code,
        reason,
        cure,
        id,
        event: name,
        portal,
        subject,
      };
      process.stdout.write(`${JSON.stringify(facts)}\n`);
    }
  };

const bury = async (event: BusEvent, reasons: Readonly<Record<string, string>>): Promise<void> => {
  const { name, version, portal, ...cloudEvent } = event;
  const MessageAttributes = Object.fromEntries(
    Object.entries(reasons).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
  );
  const QueueUrl = process.env['DEAD_LETTER_QUEUE_URL'];
  const MessageBody = bmpSafe(JSON.stringify(cloudEvent));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
};
