import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Bitrix24, startBitrix24 } from '../../test/bitrix24/server.ts';
import { CATCH_ALL, catalogue, type EventName, eventNames } from '../catalogue/index.ts';
import { type Answer, jsonAnswer } from '../middleware/answer.ts';
import type { Receiver } from '../middleware/receiver.ts';
import { invocationContext, proxyEvent } from './api-gateway.ts';
import { type LocalCloud, startCloud } from './cloud.ts';
import type { EventSource } from './event-source.ts';
import { type Listening, listen, readBody, shutDown } from './http.ts';
import type { LocalIngest } from './ingest.ts';
import { startLocalIngest } from './ingest-start.ts';
import { isInspection, serveInspection } from './inspection.ts';
import { asFunction } from './logs-tap.ts';
import type { TopicType } from './resources.ts';
import { startSchedules } from './schedule.ts';
import { turns } from './turns.ts';

/** The portal that a local run knows (contract, section 5). */
const DEMO_PORTAL = 'a223c6b3710f85df22e9377d6c4f7553:51856fefc120afa4b628cc82d3935cce';

type LocalOptions = {
  /** 0 for a free one. */
  readonly port: number;
  readonly topicType: TopicType;
  readonly ingest: 'direct' | 'queued';
  /** Whether what a destination did not accept is tried again. */
  readonly redelivery: boolean;
};

/**
 * Lambda gives each event in flight a process of its own. Here they share one, and a function's deadlines would run out
 * while it is busy with hundreds of others; so the rest waits its turn, as at an account's limit.
 */
const inTurn = turns(16);

/** Beyond this an HTTP API answers by itself. */
const API_GATEWAY_MAX_BYTES = 10 * 1024 * 1024;

/**
 * Serves the functions as API Gateway and Lambda do, against emulators of the AWS services and a stand-in for
 * Bitrix24. The functions find out nothing of it: only endpoints in the environment differ, and their settings are
 * those of this process. One run per process therefore.
 *
 * @throws Error if the port is taken, SettingsError if a setting is wrong.
 */
export const startLocal = async ({
  port,
  topicType,
  ingest,
  redelivery,
}: LocalOptions): Promise<Listening> => {
  const functions = Promise.withResolvers<Deployed>();
  const [cloud, bitrix24] = await Promise.all([startCloud(topicType), startBitrix24()]);
  const closeAll = () => Promise.all([cloud.close(), bitrix24.close()]);
  let environment: Environment = cloud.environment;
  const server = createServer((request, response) => {
    serve(request, response, functions.promise, { ...cloud, environment }).catch((fault: unknown) => {
      process.stderr.write(`${fault instanceof Error ? fault.stack : String(fault)}\n`);
      reply(response, internalServerError);
    });
  });
  try {
    const boundPort = await listen(server, port);
    const url = `http://127.0.0.1:${boundPort}`;
    environment = { ...cloud.environment, ...settingsOf(url, bitrix24) };
    cloud.setParameter(environment['APPLICATION_PARAMETER'] ?? '', parameterOf(bitrix24));
    const { PORTALS = '' } = process.env;
    Object.assign(process.env, environment, { PORTALS: `${DEMO_PORTAL},${PORTALS}` });
    const { functions: handlers } = await import('../../functions/index.ts');
    const queues = ingest === 'queued' ? await startLocalIngest(environment) : undefined;
    functions.resolve({ handlers, queues });
    const redelivering = redelivery ? await startRedelivery(cloud) : undefined;
    const clock = startSchedules();
    return {
      port: boundPort,
      url,
      close: async () => {
        await shutDown(server);
        clock.stop();
        await Promise.all([queues?.stop(), redelivering?.stop()]);
        await closeAll();
      },
    };
  } catch (fault) {
    await shutDown(server);
    await closeAll();
    throw fault;
  }
};

const startRedelivery = async (cloud: LocalCloud): Promise<EventSource> => {
  const { handler: invoke } = await import('../../functions/queue/redeliver.ts');
  return cloud.feed('undelivered', { functionName: 'Redeliver', invoke });
};

type Deployed = {
  readonly handlers: Readonly<Record<EventName, Receiver>>;
  /** Where `ingest` is `queued`. */
  readonly queues: LocalIngest | undefined;
};

type Environment = Readonly<Record<string, string>>;

/** What the deployment's template, and the application's form in a portal, say otherwise. */
const settingsOf = (url: string, { url: origin, oauthUrl }: Bitrix24): Environment => ({
  DESTINATIONS: process.env['DESTINATIONS'] ?? 'eventbridge,sns',
  HANDLER_BASE_URL: url,
  OAUTH_ENDPOINTS: oauthUrl,
  TRUSTED_PORTAL_ORIGINS: origin,
  BITRIX24_URL: origin,
});

const parameterOf = ({ application: { clientId, clientSecret } }: Bitrix24): string =>
  JSON.stringify({ client_id: clientId, client_secret: clientSecret });

const serve = async (
  request: IncomingMessage,
  response: ServerResponse,
  functions: Promise<Deployed>,
  cloud: LocalCloud,
): Promise<void> => {
  const body = await readBody(request);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (isInspection(pathname)) {
    reply(response, await serveInspection(request.method ?? 'GET', pathname, body, cloud));
    return;
  }
  if (body.length > API_GATEWAY_MAX_BYTES) {
    reply(response, tooLargeForApiGateway);
    return;
  }
  const { handlers, queues } = await functions;
  const queued = queues?.queuedAt(request.method ?? 'GET', pathname);
  if (queues && queued) {
    reply(response, await queues.write(queued, body));
    return;
  }
  const name = eventNames.find((event) => catalogue[event].route === pathname);
  const event = proxyEvent(request, body, name ? `ANY ${pathname}` : '$default');
  const called = name ?? CATCH_ALL;
  const handle = () => handlers[called](event, invocationContext(called));
  reply(response, await inTurn(() => asFunction(called, handle)));
};

const reply = (response: ServerResponse, { statusCode, headers, body }: Answer): void => {
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, String(value));
  response.statusCode = statusCode;
  response.end(body);
};

const tooLargeForApiGateway = jsonAnswer(413, { message: 'Request Entity Too Large' });
const internalServerError = jsonAnswer(500, { message: 'Internal Server Error' });
