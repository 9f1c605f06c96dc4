import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { readBody } from '../../lib/local/http.ts';

type Posted = { readonly status: number; readonly type: string; readonly text: string };

type Post = {
  readonly url: URL;
  readonly body: string;
  readonly userAgent: string;
  readonly signal: AbortSignal;
};

/** How long the queue waits for a handler, in milliseconds; the portal's own patience is not published. */
const PATIENCE_MS = 30_000;

/**
 * Posts a form once, on a connection of its own, and follows no redirect.
 *
 * @throws Error of the connection, or after 30 s without an answer.
 */
export const postForm = ({ url, body, userAgent, signal }: Post): Promise<Posted> =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
      'user-agent': userAgent,
      connection: 'close',
    };
    const outgoing = send(url, { method: 'POST', agent: false, headers, signal }, (answer) => {
      const type = answer.headers['content-type'] ?? '';
      readBody(answer).then(
        (received) => resolve({ status: answer.statusCode ?? 0, type, text: received.toString('utf8') }),
        reject,
      );
    });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error('no answer in 30 s')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
