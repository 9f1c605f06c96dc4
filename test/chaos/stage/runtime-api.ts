import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../../../lib/local/http.ts';

/** What became of an invocation; `died` where the process ended before it answered. */
export type Invoked =
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly payload: string }
  | { readonly kind: 'died' }
  | { readonly kind: 'timeout' };

type Invocation = {
  readonly id: string;
  readonly payload: string;
  readonly deadline: number;
  readonly settle: (invoked: Invoked) => void;
};

const PATH =
  /^\/2018-06-01\/runtime\/(?:invocation\/(?<of>[^/]+)(?:\/(?<what>response|error))?|init\/error)$/;

/**
 * The Runtime API of one sandbox: hands out one invocation at a time. Between two of them the process stands still,
 * as in Lambda: what it has not done before it answered may never be done.
 *
 * @param clockShift milliseconds by which the clock of its host is wrong.
 * @param freeze stops the process, or lets it go on.
 */
export const runtimeApi = (
  { functionName, clockShift }: { readonly functionName: string; readonly clockShift: number },
  freeze: (signal: 'SIGSTOP' | 'SIGCONT') => void,
) => {
  let waiting: ServerResponse | undefined;
  let pending: Invocation | undefined;
  let handedOut = false;
  let ended = false;
  const handOut = (): void => {
    if (waiting === undefined || pending === undefined || handedOut) return;
    handedOut = true;
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': pending.id,
      'lambda-runtime-deadline-ms': String(pending.deadline),
      'lambda-runtime-invoked-function-arn': `arn:aws:lambda:eu-central-1:000000000000:function:${functionName}`,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    waiting.end(pending.payload);
    waiting = undefined;
  };
  const settle = (invoked: Invoked): void => {
    const { settle: tell } = pending ?? {};
    pending = undefined;
    handedOut = false;
    tell?.(invoked);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { of, what } = PATH.exec(request.url ?? '')?.groups ?? {};
    if (request.method === 'GET' && of === 'next') {
      waiting = response;
      if (pending === undefined) freeze('SIGSTOP');
      handOut();
      return;
    }
    const payload = (await readBody(request)).toString('utf8');
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (what === undefined) process.stderr.write(`${functionName} does not start: ${payload}\n`);
    settle({ kind: what === 'response' ? 'answered' : 'failed', payload });
  };
  return {
    serve,
    invoke: (payload: string, timeout: number): Promise<Invoked> => {
      if (ended) return Promise.resolve({ kind: 'died' });
      const { promise, resolve } = Promise.withResolvers<Invoked>();
      const deadline = Date.now() + timeout + clockShift;
      pending = { id: randomUUID(), payload, deadline, settle: resolve };
      freeze('SIGCONT');
      handOut();
      return promise;
    },
    end: (): void => {
      ended = true;
      settle({ kind: 'died' });
    },
  };
};
