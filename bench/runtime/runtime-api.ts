import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody, shutDown } from '../../lib/local/http.ts';

/** What a function answered, and when it was called and answered, by `performance.now()`. */
export type Answered = { readonly payload: string; readonly called: number; readonly at: number };

/** The Runtime API of one process. */
type RuntimeApi = {
  /** For AWS_LAMBDA_RUNTIME_API. */
  readonly host: string;
  /** When the function asked for its first invocation; rejected where it does not start. */
  readonly initialised: Promise<number>;
  /** One invocation, as soon as the function asks for one. @throws Error what the function failed with. */
  invoke(payload: string): Promise<Answered>;
  /** Tells whoever waits that nothing will come. */
  fail(reason: string): void;
  close(): Promise<void>;
};

const PATH =
  /^\/2018-06-01\/runtime\/(?:invocation\/(?<of>[^/]+)(?:\/(?<what>response|error))?|init\/error)$/;

/** As in serverless.yml; a contestant with a small share of a CPU may need longer, so the harness waits longer. */
const TIMEOUT_MS = 10_000;
const PATIENCE_MS = 60_000;

const invocationHeaders = () => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': randomUUID(),
  'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
  'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-central-1:000000000000:function:bench',
  'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
});

/** What the harness and the function wait for of each other. */
class Exchange {
  readonly initialised = Promise.withResolvers<number>();
  #asking = Promise.withResolvers<ServerResponse>();
  #answered = Promise.withResolvers<Answered>();
  #called: number | undefined;
  readonly #freeze: (frozen: boolean) => void;

  constructor(freeze: (frozen: boolean) => void) {
    this.#freeze = freeze;
  }

  asks(response: ServerResponse): void {
    if (this.#called === undefined) this.initialised.resolve(performance.now());
    else this.#freeze(true);
    this.#asking.resolve(response);
  }

  answers(payload: string, at: number): void {
    this.#answered.resolve({ payload, called: this.#called ?? at, at });
  }

  async invoke(payload: string): Promise<Answered> {
    const response = await this.#asking.promise;
    this.#asking = Promise.withResolvers();
    this.#answered = Promise.withResolvers();
    if (this.#called !== undefined) this.#freeze(false);
    response.writeHead(200, invocationHeaders());
    this.#called = performance.now();
    response.end(payload);
    return this.within(this.#answered.promise);
  }

  fail(reason: string): void {
    for (const { promise, reject } of [this.#asking, this.#answered, this.initialised]) {
      // Whoever waits for it is told; the others are not waited for.
      promise.catch(() => undefined);
      reject(new Error(reason));
    }
  }

  within<Value>(waiting: Promise<Value>): Promise<Value> {
    const timer = setTimeout(() => this.fail(`nothing has come for ${PATIENCE_MS} ms`), PATIENCE_MS);
    return waiting.finally(() => clearTimeout(timer));
  }
}

/**
 * Starts a Runtime API, with a clock. As in Lambda the process stands still between two invocations; but not between its
 * start and the first one, which is what it was started for.
 *
 * @param freeze stops the process, or lets it go on.
 */
export const startRuntimeApi = async (freeze: (frozen: boolean) => void): Promise<RuntimeApi> => {
  const exchange = new Exchange(freeze);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { of, what } = PATH.exec(request.url ?? '')?.groups ?? {};
    if (request.method === 'GET' && of === 'next') return exchange.asks(response);
    const payload = (await readBody(request)).toString('utf8');
    const at = performance.now();
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (what === 'response') exchange.answers(payload, at);
    else exchange.fail(payload);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // The client waits for as long as it takes between two invocations, on the connection it has.
  server.keepAliveTimeout = 0;
  const port = await listen(server, 0);
  return {
    host: `127.0.0.1:${port}`,
    initialised: exchange.within(exchange.initialised.promise),
    invoke: (payload) => exchange.invoke(payload),
    fail: (reason) => exchange.fail(reason),
    close: () => shutDown(server),
  };
};
