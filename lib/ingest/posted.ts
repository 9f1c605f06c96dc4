import type { SQSRecord } from 'aws-lambda';

/** A body that API Gateway wrote to a queue as it came in. */
export type Posted = {
  readonly body: string;
  readonly isBase64Encoded: boolean;
  /** Unix milliseconds. */
  readonly received: number;
  /** API Gateway's, which its access log has too. */
  readonly requestId: string;
};

/** Beyond this the queue's own time is that of a redrive, which makes a new message. */
const REDRIVEN_MS = 60_000;

/** No form with an event in it looks like this: `auth` is nested, and brackets are not in base64, escaped or not. */
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Reads a message of a queue that an HTTP API writes to. Form bodies are base64 on the way to a function; whether
 * they are on the way to a queue is documented nowhere, so both are taken.
 */
export const postedIn = ({ body, messageId, attributes, messageAttributes }: SQSRecord): Posted => ({
  body,
  isBase64Encoded: body.length % 4 === 0 && base64.test(body),
  received: receivedAt(Number(attributes.SentTimestamp), messageAttributes['requestTime']?.stringValue),
  requestId: messageAttributes['requestId']?.stringValue ?? messageId,
});

/**
 * The time that the queue tells, to the millisecond. API Gateway's survives a redrive; HTTP APIs give it in seconds
 * (observed), REST APIs in milliseconds.
 */
const receivedAt = (sent: number, requestTime = ''): number => {
  if (!/^(?:\d{10}|\d{13})$/.test(requestTime)) return sent;
  const posted = Number(requestTime) * (requestTime.length === 10 ? 1000 : 1);
  return sent - posted > REDRIVEN_MS ? posted : sent;
};
