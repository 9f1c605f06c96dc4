import { SQSClient } from '@aws-sdk/client-sqs';
import { startCloud } from '../../../lib/local/cloud.ts';
import { startLogs } from '../../../lib/local/logs.ts';
import { ACCOUNT, credentials, LOG_GROUP_PREFIX, queueNames, REGION } from '../../../lib/local/resources.ts';
import { type Body, drivenEvents, type PortalKey } from '../bodies.ts';
import { type Ledger, ledger } from '../ledger.ts';
import { markersIn } from '../marker.ts';
import { startBusReader } from './bus-reader.ts';
import { controls, type Trouble } from './control.ts';
import { answered, payloadOf } from './front.ts';
import { type Clock, functionsOf, REDELIVERY_CONCURRENCY, type Runtime } from './functions.ts';
import { startOperator } from './operator.ts';
import { portalInstaller } from './portals.ts';
import { startProxies } from './proxies.ts';
import { startPoller } from './queue-poller.ts';
import { depthOf, rescaleQueue } from './queues.ts';

/** The functions in their sandboxes, AWS emulated behind proxies, and the portals' end of the line. */
export type Stage = {
  /** Begins a new account; answers it. */
  open(): Ledger;
  install(portals: number): Promise<PortalKey[]>;
  /** Plays faults until it is called again. */
  trouble(trouble: Trouble): void;
  /** Posts a body as a portal does, and books it and its answer. */
  post(body: Body, clock: Clock): Promise<void>;
  /** Kills whatever process handles an event of this body. */
  kill(body: Body): void;
  /** `b24bus recover`; answers how many records it has taken out of the log. */
  recover(): Promise<number>;
  /** The markers of what was dropped on purpose. */
  readonly dropped: ReadonlySet<string>;
  /** Messages in the undelivered queue. */
  undelivered(): Promise<number>;
  close(): Promise<void>;
};

/** @param sandboxes per event type. */
export const startStage = async (runtime: Runtime, sandboxes: number): Promise<Stage> => {
  let book = ledger();
  let opened = Date.now();
  const logs = await startLogs(LOG_GROUP_PREFIX);
  const onLine = (functionName: string, line: string): void => {
    logs.write(functionName, line);
    if (line.includes('"message":"UNDELIVERED"')) book.logged(line);
  };
  const functions = functionsOf(runtime, sandboxes, () => environment, onLine);
  const control = controls(functions.kill, () => book);
  const { environment: direct, close: closeCloud } = await startCloud('standard');
  const { environment, close: closeProxies } = await startProxies(direct, control);
  const endpoint = new URL(direct['AWS_ENDPOINT_URL_STS'] ?? '').origin;
  const operator = await startOperator({ ...direct, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url });
  const sqs = new SQSClient({ endpoint, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const faulty = new SQSClient({
    region: REGION,
    credentials,
    endpoint: environment['AWS_ENDPOINT_URL_SQS'] ?? '',
  });
  const portals = portalInstaller(direct['AWS_ENDPOINT_URL_DYNAMODB'] ?? '');
  const { undelivered, bus } = queueNames('standard');
  const undeliveredUrl = `${endpoint}/${ACCOUNT}/${undelivered}`;
  await rescaleQueue(sqs, undeliveredUrl);
  const redelivery = await functions.redelivery();
  await Promise.all(drivenEvents.map((name) => functions.receiver(name, 'exact')));
  const reader = startBusReader(sqs, `${endpoint}/${ACCOUNT}/${bus}`, (marker, id) => book.seen(marker, id));
  const poller = startPoller({
    sqs: faulty,
    queueUrl: environment['UNDELIVERED_QUEUE_URL'] ?? '',
    concurrency: REDELIVERY_CONCURRENCY,
    invoke: async (payload) => {
      const invoked = await redelivery.invoke(payload, [...markersIn(payload)]);
      if (invoked.kind !== 'answered') book.uncertain(payload, 'redelivery killed');
      return invoked;
    },
    undeleted: (payload) => book.uncertain(payload, 'accepted unacknowledged'),
  });
  return {
    open: () => {
      opened = Date.now();
      book = ledger();
      return book;
    },
    install: portals.install,
    trouble: control.set,
    post: async (body, clock) => {
      book.sent(body.markers);
      const pool = await functions.receiver(body.name, clock);
      const { how, ids } = answered(await pool.invoke(payloadOf(body), [...body.markers, body.memberId]));
      book.answered(body.markers, how, ids);
    },
    kill: ({ markers: [marker = ''] }) => functions.kill(marker),
    recover: () => operator.recover(opened),
    dropped: control.dropped,
    undelivered: () => depthOf(sqs, undeliveredUrl),
    close: async () => {
      control.set({});
      await Promise.all([poller.close(), reader.close()]);
      await functions.close();
      portals.close();
      for (const client of [sqs, faulty]) client.destroy();
      await Promise.all([closeProxies(), operator.close(), logs.close()]);
      await closeCloud();
    },
  };
};
