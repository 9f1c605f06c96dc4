import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';

/** What a service answers. */
export type HttpAnswer = {
  readonly statusCode: number;
  /** In lower case; several of a name are joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

type HttpCall = {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/** Milliseconds for one attempt. */
export type AttemptLimits = {
  /** Until there is a connection. */
  readonly connection: number;
  /** Until the answer is there, whole. */
  readonly answer: number;
};

/** Connections are kept and shared by all services; as many to one host as the SDK allows. */
const agents = new Map<string, HttpAgent>();
const MAX_SOCKETS = 50;

/**
 * Sends a request and reads the answer, on a connection that is kept.
 *
 * A connection that broke while it was idle, as happens to a container that was frozen meanwhile, has brought nothing
 * to the service: the request goes out again at once, on the next one.
 *
 * @throws Error `TimeoutError` or Node's own, and whatever aborts the signal.
 */
export const exchange = async (
  call: HttpCall,
  limits: AttemptLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> => {
  for (;;) {
    try {
      return await send(call, limits, signal);
    } catch (fault) {
      if (signal.aborted || !staleness.has(fault as object)) throw fault;
    }
  }
};

/** Faults of connections that had served before. */
const staleness = new WeakSet<object>();

const send = (
  { method, url, headers, body }: HttpCall,
  limits: AttemptLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> => {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  // An import of `node:http` would load all that it has ever had an export for, such as WebSocket (runtime.md).
  const { Agent, request } = process.getBuiltinModule(
    url.protocol === 'https:' ? 'node:https' : 'node:http',
  ) as Pick<typeof import('node:http'), 'Agent' | 'request'>;
  const agent = agents.get(url.protocol) ?? new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  agents.set(url.protocol, agent);
  const sent = request(url, {
    method,
    agent,
    headers: { ...headers, 'content-length': body.byteLength },
  });
  let isAnswered = false;
  const fail = (fault: Error & { code?: string }): void => {
    if (isBroken(fault)) fault.name = 'TimeoutError';
    if (isClosed(fault) && sent.reusedSocket && !isAnswered) staleness.add(fault);
    reject(fault);
    sent.destroy();
  };
  const stop = timers(sent, limits, fail);
  const onAbort = (): void => fail(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  sent.once('error', fail);
  sent.once('response', (response) => {
    isAnswered = true;
    read(response).then(resolve, fail);
  });
  sent.end(body);
  if (signal.aborted) onAbort();
  return promise.finally(() => {
    stop();
    signal.removeEventListener('abort', onAbort);
  });
};

type Fault = { readonly code?: string };

/** By the other end. */
const isClosed = ({ code }: Fault): boolean => code === 'ECONNRESET' || code === 'EPIPE';

/** What the SDK's HTTP handler calls a TimeoutError, too. */
const isBroken = (fault: Fault): boolean => isClosed(fault) || fault.code === 'ETIMEDOUT';

const read = (response: IncomingMessage): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('error', reject);
    response.once('end', () => {
      const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
      resolve({
        statusCode: response.statusCode ?? 0,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: Buffer.concat(chunks).toString('utf8'),
      });
    });
  });

/** Fails an attempt that takes too long; answers what ends the watch. */
const timers = (
  sent: ClientRequest,
  { connection, answer }: AttemptLimits,
  fail: (fault: Error) => void,
): (() => void) => {
  const watch = (what: string, limit: number): (() => void) => {
    let isOver = false;
    const late = (): void => {
      if (!isOver) fail(timeout(`${what} within ${limit} ms`));
    };
    // Where the process was busy for so long, what it waits for may be there, and is read before an immediate runs.
    const timer = setTimeout(() => setImmediate(late), limit);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  };
  const connected = watch('no connection', connection);
  const answered = watch('no answer', answer);
  sent.once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  return () => {
    connected();
    answered();
  };
};

const timeout = (message: string): Error =>
  Object.assign(new Error(message), { name: 'TimeoutError', code: 'ETIMEDOUT' });
