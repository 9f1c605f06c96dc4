import type { ServerResponse } from 'node:http';
import type { Refusal } from './protocol.ts';

const titles = {
  400: 'The request is not valid',
  403: 'The request does not come from this page',
  404: 'There is no such thing here',
  405: 'The method is not allowed here',
  421: 'This address is not served here',
  422: 'It could not be done',
  500: 'An unexpected fault',
  503: 'It is not there yet',
} as const;

/** A request that the inspector refuses; the message is for people and says what to do. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: keyof typeof titles;

  constructor(status: keyof typeof titles, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.status = status;
  }
}

/** Answers with an RFC 9457 problem document. */
export const refuse = (response: ServerResponse, { status, message }: Refused): void => {
  const refusal: Refusal = { title: titles[status], status, detail: message };
  response.writeHead(status, { 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(refusal));
};
