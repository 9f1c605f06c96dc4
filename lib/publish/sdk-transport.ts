import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from './client-settings.ts';
import type { Transport } from './transport.ts';

/** The SDK's clients, for everything that is no receiver of events. That of SQS is made by the first failure. */
export const sdkTransport: Transport = {
  eventBridge: () => {
    const client = new EventBridgeClient(clientSettings);
    return (entries, abortSignal) =>
      client.send(new PutEventsCommand({ Entries: [...entries] }), { abortSignal });
  },
  sns: () => {
    const client = new SNSClient(clientSettings);
    return (TopicArn, entries, abortSignal) => {
      const command = new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [...entries] });
      return client.send(command, { abortSignal });
    };
  },
  sqs: () => {
    let client: SQSClient | undefined;
    return (QueueUrl, entries, abortSignal) => {
      client ??= new SQSClient(clientSettings);
      return client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...entries] }), { abortSignal });
    };
  },
};
