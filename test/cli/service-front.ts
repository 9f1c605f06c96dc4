import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody, shutDown } from '../../lib/local/http.ts';

/** A service of AWS before the emulator's, which can refuse operations. */
type ServiceFront = {
  readonly url: string;
  /** Refuses operations with a code from now on; none with `{}`. */
  refuse(codes: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
};

/** @param target URL of the emulator. */
export const startFront = async (target: string): Promise<ServiceFront> => {
  let refused: Readonly<Record<string, string>> = {};
  const server = createServer(async (request, response) => {
    const body = (await readBody(request)).toString('utf8');
    const operation = operationOf(request, body);
    const code = refused[operation];
    if (code !== undefined) refuse(request, response, code, operation);
    else await pass(new URL(request.url ?? '/', target), request, body, response);
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    refuse: (codes) => {
      refused = codes;
    },
    close: () => shutDown(server),
  };
};

/** SNS speaks the query protocol, the others JSON. */
const jsonTarget = ({ headers }: IncomingMessage): string | undefined => headers['x-amz-target']?.toString();

const operationOf = (request: IncomingMessage, body: string): string =>
  jsonTarget(request)?.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';

const refuse = (
  request: IncomingMessage,
  response: ServerResponse,
  code: string,
  operation: string,
): void => {
  const message = `User: arn:aws:iam::000000000000:user/somebody is not authorized to perform: ${operation}`;
  const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  response.writeHead(code === 'InternalError' ? 500 : 403, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(jsonTarget(request) === undefined ? xml : JSON.stringify({ __type: code, message }));
};

const OF_THE_CONNECTION = ['host', 'connection', 'content-length', 'transfer-encoding'];

const pass = async (
  url: URL,
  request: IncomingMessage,
  body: string,
  response: ServerResponse,
): Promise<void> => {
  const headers = Object.entries(request.headers)
    .filter(([name]) => !OF_THE_CONNECTION.includes(name))
    .map(([name, value]): [string, string] => [name, String(value)]);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const answer = await fetch(url, { method: 'POST', headers, body, signal: gone.signal });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  } catch {
    response.destroy();
  }
};
