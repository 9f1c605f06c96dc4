import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody, shutDown } from '../../../lib/local/http.ts';

/** A request as a server saw it. */
export type Seen = { readonly path: string; readonly form: URLSearchParams; readonly headers: object };

/** Answers the n-th request, from 0. */
export type Play = (response: ServerResponse, count: number, request: IncomingMessage) => void;

export type WebServer = {
  readonly url: string;
  readonly origin: string;
  readonly host: string;
  readonly seen: readonly Seen[];
  close(): Promise<void>;
};

/** A server on loopback that answers whatever the test wants, as hostile as it likes. */
export const webServer = async (play: Play): Promise<WebServer> => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    readBody(request).then((body) => {
      const form = new URLSearchParams(body.toString());
      seen.push({ path: request.url ?? '', form, headers: request.headers });
      play(response, seen.length - 1, request);
    }, response.destroy);
  });
  const port = await listen(server, 0);
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  return { url: `${origin}/`, origin, host, seen, close: () => shutDown(server) };
};

/** Answers JSON. */
export const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

export const hostile: Readonly<Record<string, Play>> = {
  'a page with status 200': (response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Maintenance</body></html>');
  },
  'a page with status 502': (response) => {
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
  },
  'a page with status 404': (response) => {
    response.writeHead(404).end('not here');
  },
  'nothing, with status 200': (response) => {
    response.writeHead(200).end();
  },
  'a closed connection': (response) => {
    response.destroy();
  },
  'a connection closed half-way': (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"result":');
    setTimeout(() => response.destroy(), 20);
  },
  'no answer': () => undefined,
  'an answer that never ends': (response) => {
    response.writeHead(200).write('{"result":');
  },
  '10 MB': (response) => {
    response.writeHead(200).end(`"${'a'.repeat(10_000_000)}"`);
  },
};
