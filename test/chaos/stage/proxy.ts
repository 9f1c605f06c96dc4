import {
  Agent,
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import { type Listening, listen, readBody, shutDown } from '../../../lib/local/http.ts';
import { halved, merged, pretended } from './batch-call.ts';
import type { Call, Control, Fault } from './faults.ts';

/** Longer than any deadline of a receiver and of redelivery for one call. */
const SLOW_MS = 5_000;

/**
 * Stands before an emulator and plays faults on what goes through, by rate; without one it passes everything on as
 * it is.
 *
 * @param target URL of the emulator.
 */
export const startProxy = async (
  target: string,
  service: Call['service'],
  control: Control,
): Promise<Listening> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const server = createServer((request, response) => {
    serve({ target: new URL(target), agent, service, control }, request, response).catch(() =>
      request.socket.destroy(),
    );
  });
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      agent.destroy();
      await shutDown(server);
    },
  };
};

type Route = {
  readonly target: URL;
  readonly agent: Agent;
  readonly service: Call['service'];
  readonly control: Control;
};

const serve = async (route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  onNextCall.get(request.socket)?.();
  const text = (await readBody(request)).toString('utf8');
  const { service, control } = route;
  const operation = String(request.headers['x-amz-target'] ?? '').replace(/^.*\./, '');
  const call: Call = { service, operation, text: control.rescaled(operation, text) };
  const fault = control.faultOf(call);
  if (fault === 'error' || fault === 'throttle') return refuse(response, fault);
  if (fault === 'slow' && Math.random() < 0.5) return;
  if (fault === 'drop') return send(response, pretended(call.text));
  if (control.kills(call, 'before')) return;
  const answer = await carryOut(route, request, call, fault);
  if (control.kills(call, 'after')) return control.unacknowledged(call.text);
  acknowledge(response, answer, call, fault, control);
};

/** What an emulator answers; of a call that is to fail in part, only one half of the entries reaches it. */
const carryOut = async (
  route: Route,
  request: IncomingMessage,
  { text }: Call,
  fault: Fault | undefined,
): Promise<Answer> => {
  if (fault !== 'partial') return pass(route, request, text);
  const { kept, isKept } = halved(text);
  const answer = kept === undefined ? undefined : await pass(route, request, kept);
  return { status: 200, type: answer?.type, body: merged(text, isKept, answer?.body) };
};

/**
 * Answers. A sender that has given up before it read the answer drops the connection; the next call on the
 * connection shows that it was read.
 */
const deliver = (response: ServerResponse, answer: Answer, text: string, control: Control): void => {
  const { socket } = response;
  const dropped = (): void => control.unacknowledged(text);
  if (socket === null || socket.destroyed) {
    dropped();
    return;
  }
  socket.once('close', dropped);
  onNextCall.set(socket, () => socket.off('close', dropped));
  send(response, answer);
};

const onNextCall = new WeakMap<Socket, () => void>();

/** Answers, unless the fault is that what was carried out stays without an answer. */
const acknowledge = (
  response: ServerResponse,
  answer: Answer,
  { text }: Call,
  fault: Fault | undefined,
  control: Control,
): void => {
  if (fault === 'reset') {
    control.unacknowledged(text);
    response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body) });
    response.write(answer.body.slice(0, answer.body.length / 2), () => response.socket?.resetAndDestroy());
  } else if (fault === 'slow') {
    control.unacknowledged(text);
    setTimeout(() => send(response, answer), SLOW_MS).unref();
  } else {
    deliver(response, answer, text, control);
  }
};

const send = (response: ServerResponse, { status, type, body }: Answer): void => {
  response.writeHead(status, { 'content-type': type ?? 'application/x-amz-json-1.0' });
  response.end(body);
};

const refuse = (response: ServerResponse, fault: 'error' | 'throttle'): void => {
  const [status, code] = fault === 'error' ? [500, 'InternalError'] : [400, 'ThrottlingException'];
  send(response, { status, type: undefined, body: JSON.stringify({ __type: code, message: 'injected' }) });
};

type Answer = { readonly status: number; readonly type: string | undefined; readonly body: string };

const pass = ({ target, agent }: Route, incoming: IncomingMessage, text: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { method, url: path } = incoming;
    const headers = { ...incoming.headers, 'content-length': Buffer.byteLength(text) };
    const { hostname, port } = target;
    const outgoing = forward({ hostname, port, method, path, headers, agent }, (answer) => {
      readBody(answer).then((body) => {
        const { 'content-type': type } = answer.headers;
        resolve({ status: answer.statusCode ?? 502, type, body: body.toString('utf8') });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
