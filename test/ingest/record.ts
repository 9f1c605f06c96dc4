import type { SQSRecord } from 'aws-lambda';

type Given = {
  readonly messageId?: string;
  /** Unix milliseconds. */
  readonly sent?: number;
  readonly requestId?: string;
  readonly requestTime?: string;
};

const attribute = (stringValue: string) => ({ dataType: 'String' as const, stringValue });

/** A message as Lambda hands it to the function of a queued event. */
export const record = (
  body: string,
  { messageId = 'message-1', sent = 1_795_000_000_000, requestId, requestTime }: Given = {},
): SQSRecord => ({
  messageId,
  receiptHandle: `receipt of ${messageId}`,
  body,
  attributes: {
    ApproximateReceiveCount: '1',
    SentTimestamp: String(sent),
    SenderId: 'AROAEXAMPLE:session',
    ApproximateFirstReceiveTimestamp: String(sent + 5),
  },
  messageAttributes: {
    ...(requestId !== undefined && { requestId: attribute(requestId) }),
    ...(requestTime !== undefined && { requestTime: attribute(requestTime) }),
  },
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:queue',
  awsRegion: 'eu-central-1',
});
