import type { IncomingMessage, ServerResponse } from 'node:http';
import { CATCH_ALL, catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { guardPrograms } from '../inspector/guard.ts';
import { Refused, refuse } from '../inspector/refusal.ts';
import type { Inspector } from '../inspector/server.ts';
import { type Answer, jsonAnswer } from '../middleware/answer.ts';
import type { Receiver } from '../middleware/receiver.ts';
import { invocationContext, proxyEvent } from './api-gateway.ts';
import type { Capture } from './capture.ts';
import type { LocalCloud } from './cloud.ts';
import { readBody } from './http.ts';
import type { LocalIngest } from './ingest.ts';
import { isInspection, serveInspection } from './inspection.ts';
import { turns } from './turns.ts';

/** What answers requests, once it has started. */
export type Deployed = {
  readonly handlers: Readonly<Record<EventName, Receiver>>;
  readonly capture: Capture;
  readonly inspector: Inspector;
  /** Where `ingest` is `queued`. */
  readonly queues: LocalIngest | undefined;
};

/**
 * Lambda gives each event in flight a process of its own. Here they share one, and a function's deadlines would run out
 * while it is busy with hundreds of others; so the rest waits its turn, as at an account's limit.
 */
const inTurn = turns(16);

/** Beyond this an HTTP API answers by itself. */
const API_GATEWAY_MAX_BYTES = 10 * 1024 * 1024;

/** Answers a request as the local run itself, as the inspector, or as API Gateway and Lambda. */
export const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  functions: Promise<Deployed>,
  cloud: LocalCloud,
): Promise<void> => {
  const body = await readBody(request);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (isInspection(pathname)) {
    await answerProgram(request, response, pathname, body, cloud);
    return;
  }
  const deployed = await functions;
  // To the API, `/` is a path like any other that no event has.
  if (deployed.inspector.handles(pathname) && !(pathname === '/' && request.method === 'POST')) {
    await deployed.inspector.serve(request, response, body);
    return;
  }
  reply(response, await answer(request, pathname, body, deployed));
};

const answerProgram = async (
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  body: Buffer,
  cloud: LocalCloud,
): Promise<void> => {
  try {
    guardPrograms(request);
  } catch (fault) {
    if (!(fault instanceof Refused)) throw fault;
    refuse(response, fault);
    return;
  }
  reply(response, await serveInspection(request.method ?? 'GET', pathname, body, cloud));
};

/** As API Gateway does, with a function or a queue behind it. */
const answer = async (
  request: IncomingMessage,
  pathname: string,
  body: Buffer,
  { handlers, capture, queues }: Deployed,
): Promise<Answer> => {
  const { method = 'GET', url = '/', headers } = request;
  if (body.length > API_GATEWAY_MAX_BYTES) return tooLargeForApiGateway;
  const queued = queues?.queuedAt(method, pathname);
  if (queues && queued) return queues.write(queued, body);
  const known = eventNames.find((event) => catalogue[event].route === pathname);
  const event = proxyEvent(request, body, known ? `ANY ${pathname}` : '$default');
  const name = known ?? CATCH_ALL;
  const posted = { name, method, url, isForm: isForm(headers['content-type']), body };
  return inTurn(() => capture.call(posted, () => handlers[name](event, invocationContext(name))));
};

const isForm = (contentType = ''): boolean =>
  contentType.split(';')[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded';

const reply = (response: ServerResponse, { statusCode, headers, body }: Answer): void => {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, String(value));
  response.statusCode = statusCode;
  response.end(body);
};

/** Where the local run itself is at fault. */
export const replyWithFault = (response: ServerResponse): void =>
  reply(response, jsonAnswer(500, { message: 'Internal Server Error' }));

const tooLargeForApiGateway = jsonAnswer(413, { message: 'Request Entity Too Large' });
