import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type * as v from 'valibot';
import type { Fault } from '../faults.ts';
import { type Listening, listen, readBody, shutDown } from '../http.ts';
import { readRequest, requestBody } from './request.ts';
import { ServiceException } from './service-exception.ts';

type Result = object | Promise<object>;

/** Carries out one operation on its request and answers the response body, or throws a ServiceException. */
export type Operation = (request: object, fault: Fault | undefined) => Result;

/** An operation whose request is read against a schema first. */
export const operation =
  <Schema extends v.GenericSchema>(
    schema: Schema,
    run: (request: v.InferOutput<Schema>, fault: Fault | undefined) => Result,
  ): Operation =>
  (request, fault) =>
    run(readRequest(schema, request), fault);

export type EndpointOptions = {
  /** 0 or none: a free port. */
  readonly port?: number;
  /** Asked once on each request for the fault to play on it. */
  readonly faults?: () => Fault | undefined;
};

type AwsJsonService = EndpointOptions & {
  /** What stands before the dot in the `x-amz-target` header. */
  readonly service: string;
  /** By the name that stands behind it. */
  readonly operations: ReadonlyMap<string, Operation>;
};

/**
 * Starts an endpoint on 127.0.0.1 that speaks the AWS JSON 1.1 protocol, so that the AWS SDK calls it as it calls
 * the service.
 *
 * Rejects with the listen error, for one when the port is taken.
 *
 * Source: "AWS JSON 1.1 protocol" in the Smithy documentation.
 */
export const startAwsJson = async (service: AwsJsonService): Promise<Listening> => {
  const server = createServer((request, response) => {
    // Only a connection that broke while it was read rejects, and nobody is left to answer then.
    handle(service, request, response).catch(() => request.destroy());
  });
  const port = await listen(server, service.port ?? 0);
  return { url: `http://127.0.0.1:${port}`, port, close: () => shutDown(server) };
};

const handle = async (
  service: AwsJsonService,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const fault = service.faults?.();
  const body = (await readBody(request)).toString('utf8');
  if (fault === 'hang') return;
  try {
    refuse(fault);
    const result = await operationOf(service, request)(requestBody(body), fault);
    if (fault === 'reset') request.socket.resetAndDestroy();
    else answer(response, 200, result);
  } catch (error) {
    answerError(response, error);
  }
};

const refuse = (fault: Fault | undefined): void => {
  if (fault === 'error') throw new ServiceException('InternalException', 'Injected fault', 500);
  if (fault === 'throttle') throw new ServiceException('ThrottlingException', 'Rate exceeded');
};

const operationOf = ({ service, operations }: AwsJsonService, request: IncomingMessage): Operation => {
  const target = String(request.headers['x-amz-target'] ?? '');
  const [asked, name = ''] = target.split('.');
  const found = request.method === 'POST' && asked === service ? operations.get(name) : undefined;
  if (found === undefined) {
    throw new ServiceException('UnknownOperationException', `Unknown operation ${target}`);
  }
  return found;
};

const answerError = (response: ServerResponse, error: unknown): void => {
  const known =
    error instanceof ServiceException ? error : new ServiceException('InternalException', String(error), 500);
  response.setHeader('x-amzn-errortype', known.name);
  answer(response, known.status, { __type: known.name, message: known.message });
};

const answer = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
};
