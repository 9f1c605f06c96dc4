import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { markersIn } from '../marker.ts';

const message = v.object({
  Body: v.pipe(
    v.string(),
    v.parseJson(),
    v.object({
      detail: v.object({ id: v.string(), data: v.object({ unmapped: v.object({ chaos: v.string() }) }) }),
    }),
  ),
  ReceiptHandle: v.string(),
});

/**
 * Takes everything out of the queue behind the bus, as a consumer does.
 *
 * @param seen told of each event, by the marker that the portal sent and the id that it has on the bus.
 */
export const startBusReader = (
  sqs: SQSClient,
  queueUrl: string,
  seen: (marker: string, id: string) => void,
): { close(): Promise<void> } => {
  const closing = new AbortController();
  const batch = async (): Promise<void> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
      { abortSignal: closing.signal },
    );
    if (Messages.length === 0) return;
    const read = Messages.map((each) => v.parse(message, each));
    const Entries = read.map(({ ReceiptHandle }, position) => ({ Id: String(position), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    for (const { Body } of read) {
      const [marker = ''] = markersIn(Body.detail.data.unmapped.chaos);
      seen(marker, Body.detail.id);
    }
  };
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await batch().catch((fault: unknown) => {
        if (!closing.signal.aborted) throw fault;
      });
    }
  };
  const loops = [loop(), loop()];
  return {
    close: async () => {
      closing.abort();
      await Promise.all(loops);
    },
  };
};
