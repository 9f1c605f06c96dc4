import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { Problem } from '../errors.ts';
import type { Outcome } from './outcome.ts';

/** An answer in the terms of API Gateway's payload format 2.0. */
export type Answer = APIGatewayProxyStructuredResultV2 & { statusCode: number };

/** The contract's answer to an authentic event. */
export const answerTo = (outcome: Outcome): Answer => {
  const { status, events, quarantine } = outcome;
  if (status === 'undelivered') {
    return problemAnswer(
      new Problem(
        'undelivered',
        'Neither the destinations nor the queue took the event. It is complete in the log, as an UNDELIVERED record.',
      ),
    );
  }
  if (quarantine === undefined) return jsonAnswer(status === 'published' ? 200 : 202, { status, events });
  return jsonAnswer(202, { status, ...quarantine, ...(events.length > 0 && { events }) });
};

/** RFC 9457 `application/problem+json`. */
export const problemAnswer = (problem: Problem): Answer => ({
  statusCode: problem.status,
  headers: {
    'content-type': 'application/problem+json',
    ...(problem.status === 405 && { allow: 'POST' }),
  },
  body: JSON.stringify({
    type: `urn:b24bus:problem:${problem.code}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
  }),
});

/** An answer whose body is JSON. */
export const jsonAnswer = (statusCode: number, body: object): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
