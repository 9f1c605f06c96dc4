/** An entry of PutEvents. */
export type BusEntry = {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Time: Date;
  readonly Resources: string[];
  readonly Detail: string;
};

/** What PutEvents answers for each entry, in their order. */
export type BusResult = {
  readonly EventId?: string | undefined;
  readonly ErrorCode?: string | undefined;
  readonly ErrorMessage?: string | undefined;
};

/** An entry of PublishBatch. */
export type TopicEntry = {
  readonly Id: string;
  readonly Message: string;
  readonly MessageAttributes: Record<string, { DataType: string; StringValue: string }>;
  readonly MessageGroupId?: string;
  readonly MessageDeduplicationId?: string;
};

/** An entry of SendMessageBatch. */
export type QueueEntry = { readonly Id: string; readonly MessageBody: string };

/** What SNS's PublishBatch and SQS's SendMessageBatch answer; `Id` is the entry's position in the call. */
export type BatchResults = {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
  readonly Failed?:
    | readonly {
        readonly Id: string | undefined;
        readonly Code: string | undefined;
        readonly Message?: string | undefined;
        readonly SenderFault: boolean | undefined;
      }[]
    | undefined;
};

export type PutEvents = (
  entries: readonly BusEntry[],
  signal: AbortSignal,
) => Promise<{ readonly Entries?: readonly BusResult[] | undefined }>;

export type PublishBatch = (
  topicArn: string,
  entries: readonly TopicEntry[],
  signal: AbortSignal,
) => Promise<BatchResults>;

export type SendMessageBatch = (
  queueUrl: string,
  entries: readonly QueueEntry[],
  signal: AbortSignal,
) => Promise<BatchResults>;

/**
 * How events leave: the three calls, each tried three times, until the signal aborts at the latest. Each rejects with
 * an Error that has the name the SDK gives to the fault.
 */
export type Transport = {
  eventBridge(): PutEvents;
  sns(): PublishBatch;
  /** For all queues. */
  sqs(): SendMessageBatch;
};
