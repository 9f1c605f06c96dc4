import { createServer } from 'node:http';
import { type Bitrix24, startBitrix24 } from '../../test/bitrix24/server.ts';
import { readConfig } from '../config.ts';
import { builtPage } from '../inspector/build.ts';
import { pageFiles } from '../inspector/page-files.ts';
import { createInspector } from '../inspector/server.ts';
import { captureFor } from './capture.ts';
import { type LocalCloud, startCloud } from './cloud.ts';
import { DEMO_PORTAL } from './demo-portal.ts';
import type { EventSource } from './event-source.ts';
import { type Deployed, replyWithFault, serve } from './front.ts';
import { type Listening, listen, shutDown } from './http.ts';
import { startLocalIngest } from './ingest-start.ts';
import type { TopicType } from './resources.ts';
import { startSchedules } from './schedule.ts';

type LocalOptions = {
  /** 0 for a free one. */
  readonly port: number;
  readonly topicType: TopicType;
  readonly ingest: 'direct' | 'queued';
  /** Whether what a destination did not accept is tried again. */
  readonly redelivery: boolean;
};

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
      replyWithFault(response);
    });
  });
  try {
    const boundPort = await listen(server, port);
    const url = `http://127.0.0.1:${boundPort}`;
    environment = { ...cloud.environment, ...settingsOf(url, bitrix24) };
    cloud.setParameter(environment['APPLICATION_PARAMETER'] ?? '', parameterOf(bitrix24));
    const { PORTALS = '' } = process.env;
    const { memberId, token } = DEMO_PORTAL;
    Object.assign(process.env, environment, { PORTALS: `${memberId}:${token},${PORTALS}` });
    const { functions: handlers } = await import('../../functions/index.ts');
    const { localSource } = await import('./inspector-source.ts');
    const capture = captureFor(cloud, readConfig(process.env));
    const inspector = createInspector(localSource(url, environment, cloud, capture), pageFiles(builtPage));
    const queues = ingest === 'queued' ? await startLocalIngest(environment, capture) : undefined;
    functions.resolve({ handlers, capture, inspector, queues });
    const redelivering = redelivery ? await startRedelivery(cloud) : undefined;
    const clock = startSchedules();
    return {
      port: boundPort,
      url,
      close: async () => {
        inspector.close();
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
