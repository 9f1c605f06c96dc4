import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Fault } from '../faults.ts';
import { type Listening, listen, readBody, shutDown } from '../http.ts';
import { type Account, addEventBus, DEFAULT_BUS } from './event-buses.ts';
import { perform } from './operations.ts';
import { ServiceException } from './service-exception.ts';

export type EventBridgeOptions = {
  /** 0 or none: a free port. */
  readonly port?: number;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
  /** Delivers to the target queues; queue URLs are looked up by the name in the target's ARN. */
  readonly sqs: SQSClient;
  /** Limit of PutEvents on all entries together, in bytes. AWS documents 1 MB, and 256 KB before 2026. */
  readonly maxRequestBytes?: number;
  /** Asked once on each request for the fault to play on it. */
  readonly faults?: () => Fault | undefined;
};

const DEFAULT_MAX_REQUEST_BYTES = 1_048_576;

/**
 * Starts a local EventBridge endpoint on 127.0.0.1 with an event bus named "default". It speaks the AWS JSON 1.1
 * protocol, so the AWS SDK's EventBridgeClient calls it as it calls the service. State is in memory.
 *
 * Rejects with the listen error, for one when the port is taken.
 *
 * Source: "AWS JSON 1.1 protocol" in the Smithy documentation; Amazon EventBridge API Reference.
 */
export async function startEventBridge(options: EventBridgeOptions): Promise<Listening> {
  const { region, accountId, sqs, maxRequestBytes = DEFAULT_MAX_REQUEST_BYTES, faults, port = 0 } = options;
  const account: Account = { region, accountId, sqs, maxRequestBytes, buses: new Map() };
  addEventBus(account, DEFAULT_BUS);
  const server = createServer((request, response) => {
    // Only a connection that broke while it was read rejects, and nobody is left to answer then.
    handle(account, request, response, faults?.()).catch(() => request.destroy());
  });
  const boundPort = await listen(server, port);
  return { url: `http://127.0.0.1:${boundPort}`, port: boundPort, close: () => shutDown(server) };
}

async function handle(
  account: Account,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  if (fault === 'hang') return;
  try {
    refuse(fault);
    const result = await perform(account, operationName(request), body, fault);
    if (fault === 'reset') request.socket.resetAndDestroy();
    else answer(response, 200, result);
  } catch (error) {
    answerError(response, error);
  }
}

function refuse(fault: Fault | undefined): void {
  if (fault === 'error') throw new ServiceException('InternalException', 'Injected fault', 500);
  if (fault === 'throttle') throw new ServiceException('ThrottlingException', 'Rate exceeded');
}

function operationName(request: IncomingMessage): string {
  const target = String(request.headers['x-amz-target'] ?? '');
  const [service, name = ''] = target.split('.');
  if (request.method !== 'POST' || service !== 'AWSEvents') {
    throw new ServiceException('UnknownOperationException', `Unknown operation ${target}`);
  }
  return name;
}

function answerError(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof ServiceException ? error : new ServiceException('InternalException', String(error), 500);
  response.setHeader('x-amzn-errortype', known.name);
  answer(response, known.status, { __type: known.name, message: known.message });
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
  });
  response.end(JSON.stringify(body));
}
