import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import { listen, readBody, shutDown } from '../../lib/local/http.ts';

type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly form: Readonly<Record<string, unknown>>;
};

type Reply = { readonly status?: number; readonly type?: string; readonly body?: string };

/** An application that portals post to: it keeps what it receives and answers as it is told. */
export type Application = {
  readonly url: string;
  readonly received: Received[];
  /** Answers 200 `ok` unless told otherwise. */
  answerWith(answer: (received: Received) => Reply | Promise<Reply> | 'reset'): void;
  /** Waits until so many requests have come in. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
};

export const startApplication = async (): Promise<Application> => {
  const received: Received[] = [];
  let answer: (received: Received) => Reply | Promise<Reply> | 'reset' = () => ({});
  const server = createServer(async (request, response) => {
    const text = (await readBody(request)).toString('utf8');
    const form = structuredClone(nest(pairsOf(text), { maxDepth: 16 }));
    const one = { path: request.url ?? '', headers: request.headers, text, form };
    received.push(one);
    server.emit('received');
    const reply = await answer(one);
    if (reply === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const { status = 200, type = 'text/plain', body = 'ok' } = reply;
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answerWith: (next) => {
      answer = next;
    },
    until: async (count) => {
      while (received.length < count) await once(server, 'received');
    },
    close: () => shutDown(server),
  };
};
