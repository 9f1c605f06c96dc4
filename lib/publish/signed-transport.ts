import { createHash } from 'node:crypto';
import { endpointOf } from '../aws/endpoint.ts';
import type { Environment } from '../aws/environment.ts';
import { jsonOperation } from '../aws/json-protocol.ts';
import { type Operation, type SignedCalls, signedCalls } from '../aws/signed-calls.ts';
import { clientSettings } from './client-settings.ts';
import { publishBatchOperation } from './publish-batch.ts';
import type { BatchResults, BusEntry, BusResult, QueueEntry, Transport } from './transport.ts';

const { maxAttempts, requestHandler } = clientSettings;

const policy = {
  attempts: maxAttempts,
  limits: { connection: requestHandler.connectionTimeout, answer: requestHandler.requestTimeout },
};

type Taken = { readonly Id?: string; readonly MessageId?: string; readonly MD5OfMessageBody?: string };

type SignedTransport = Transport & {
  /**
   * Calls without entries, which the services refuse: they have no effect and cost nothing. Settle with the signal at
   * the latest.
   */
  readonly prime: {
    eventbridge(signal: AbortSignal): Promise<void>;
    sns(signal: AbortSignal, topicArn: string): Promise<void>;
  };
};

/**
 * Signed requests and nothing else, for the receivers: the SDK's clients are most of what a cold start would load
 * (docs/decisions/runtime.md). What a caller sees of it is the SDK's.
 */
export const signedTransport = (environment: Environment): SignedTransport => {
  const { AWS_REGION: region = '' } = environment;
  const calls = new Map<'events' | 'sns' | 'sqs', SignedCalls>();
  const callsOf = (service: 'events' | 'sns' | 'sqs'): SignedCalls => {
    const made = calls.get(service) ?? signedCalls(service, region, policy);
    calls.set(service, made);
    return made;
  };
  return {
    eventBridge: () => {
      const { call } = callsOf('events');
      return async (entries, signal) =>
        call(endpointOf('events', environment), putEventsOperation(entries), signal);
    },
    sns: () => {
      const { call } = callsOf('sns');
      return async (topicArn, entries, signal) =>
        call(endpointOf('sns', environment), publishBatchOperation(topicArn, entries), signal);
    },
    // The first failure needs it.
    sqs: () => async (queueUrl, entries, signal) => {
      const operation = sendMessageBatchOperation(queueUrl, entries);
      // A queue is called where its URL says, whatever endpoint is configured, as by the SDK.
      const results = await callsOf('sqs').call(new URL('/', queueUrl), operation, signal);
      checkDigests(entries, results.Successful ?? []);
      return results;
    },
    prime: {
      eventbridge: async (signal) =>
        callsOf('events').prime(endpointOf('events', environment), putEventsOperation([]), signal),
      sns: async (signal, topicArn) =>
        callsOf('sns').prime(endpointOf('sns', environment), publishBatchOperation(topicArn, []), signal),
    },
  };
};

const putEventsOperation = (entries: readonly BusEntry[]): Operation<{ Entries?: BusResult[] }> => {
  const Entries = entries.map((entry) => ({ ...entry, Time: entry.Time.getTime() / 1000 }));
  return jsonOperation({ version: '1.1', target: 'AWSEvents' }, 'PutEvents', { Entries });
};

const sendMessageBatchOperation = (
  QueueUrl: string,
  Entries: readonly QueueEntry[],
): Operation<BatchResults & { Successful?: Taken[] }> => {
  const sqs = { version: '1.0', target: 'AmazonSQS', isQueryCompatible: true } as const;
  return jsonOperation(sqs, 'SendMessageBatch', { QueueUrl, Entries });
};

/** @throws Error where a message arrived otherwise than it was sent. */
const checkDigests = (entries: readonly QueueEntry[], taken: readonly Taken[]): void => {
  const changed = taken.filter(({ Id, MD5OfMessageBody }) => {
    const sent = entries.find((entry) => entry.Id === Id);
    return sent && createHash('md5').update(sent.MessageBody).digest('hex') !== MD5OfMessageBody;
  });
  if (changed.length > 0) {
    const ids = changed.map(({ MessageId }) => MessageId).join(', ');
    throw new Error(`Invalid MD5 checksum on messages: ${ids}`);
  }
};
