import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import { type Listening, listen, readBody, shutDown } from './http.ts';

/**
 * Stands before an emulator that others maintain and plays faults on what goes through; without one it passes
 * everything on as it is. It cannot play `partial`, which needs to know the entries of a call.
 *
 * @param target URL of the emulator.
 * @param fault asked on each request.
 */
export const startFaultProxy = async (target: string, fault: () => Fault | undefined): Promise<Listening> => {
  const server = createServer((request, response) => {
    serve(new URL(target), request, response, fault()).catch(() => response.destroy());
  });
  const port = await listen(server, 0);
  return { port, url: `http://127.0.0.1:${port}`, close: () => shutDown(server) };
};

const serve = async (
  target: URL,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> => {
  const body = await readBody(request);
  if (fault === 'hang') return;
  if (fault === 'error' || fault === 'throttle') {
    refuse(request, response, fault);
    return;
  }
  const { status, headers, body: answer } = await pass(target, request, body);
  if (fault === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  response.writeHead(status, headers);
  response.end(answer);
};

/** SQS speaks JSON, SNS the query protocol with XML errors. */
const refuse = (request: IncomingMessage, response: ServerResponse, fault: 'error' | 'throttle'): void => {
  const [status, code] = fault === 'error' ? [500, 'InternalError'] : [400, 'ThrottlingException'];
  if (request.headers['x-amz-target'] === undefined) {
    response.writeHead(status, { 'content-type': 'text/xml' });
    response.end(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>injected</Message></Error></ErrorResponse>`,
    );
    return;
  }
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: code, message: 'injected' }));
};

type Answered = { status: number; headers: IncomingMessage['headers']; body: Buffer };

const pass = (target: URL, incoming: IncomingMessage, body: Buffer): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { method, url: path, headers } = incoming;
    const outgoing = forward(
      { hostname: target.hostname, port: target.port, method, path, headers },
      (answer) => {
        readBody(answer).then(
          (received) =>
            resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: received }),
          reject,
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
