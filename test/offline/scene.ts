import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { catalogue, type EventName } from '../../lib/catalogue/index.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { openSession } from '../../lib/lifecycle/session.ts';
import { credentials, REGION } from '../../lib/local/resources.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import type { Delivery } from '../../lib/middleware/keep.ts';
import { sortOut } from '../../lib/middleware/quarantine.ts';
import { runtimeFrom } from '../../lib/middleware/runtime.ts';
import { Stopwatch } from '../../lib/middleware/stopwatch.ts';
import { admit } from '../../lib/occurrences/admit.ts';
import { type Occurrences, occurrencesIn } from '../../lib/occurrences/occurrences.ts';
import { type Drain, type Drained, drainQueue } from '../../lib/offline/drain.ts';
import { switchOn } from '../../lib/offline/switch.ts';
import type { Portal } from '../../lib/portals/portal.ts';
import { publish } from '../../lib/publish/publish.ts';
import { type Application, startApplication } from '../bitrix24/application.ts';
import type { PortalOptions } from '../bitrix24/portal.ts';
import { DAY, type Scene as PortalScene, startScene as startPortals } from '../unit/health/scene.ts';

export const WINDOW = 120;
const TABLE = 'occurrences';
const limits = { maxBodyBytes: 1024 * 1024, maxDepth: 16, maxPairs: 20_000 };

/** Portals with an offline queue, an endpoint that they post to, and the drain. */
export type Scene = PortalScene & {
  readonly endpoint: Application;
  readonly occurrences: Occurrences;
  readonly delivery: Delivery;
  readonly lines: Record<string, unknown>[];
  /** Moves the clock of the occurrences. */
  wait(seconds: number): void;
  /** A portal that posts to the endpoint and queues as well. */
  guarded(options?: PortalOptions): Promise<Portal>;
  /** Lets the endpoint take what is posted, or refuse all of it. */
  online(up: boolean): void;
  /** What the endpoint does with a form. */
  receive(form: string): Promise<readonly string[]>;
  drain(portal: Portal, changes?: Partial<Drain>): Promise<Drained>;
  /** The ids on the bus, oldest first. */
  onTheBus(): Promise<string[]>;
  reset(): Promise<void>;
};

const names = Object.keys(catalogue) as EventName[];

export const startScene = async (): Promise<Scene> => {
  const [portals, endpoint] = await Promise.all([startPortals(), startApplication()]);
  const { cloud, bitrix24, lifecycle } = portals;
  const { environment } = cloud;
  const client = new DynamoDBClient({
    endpoint: environment['AWS_ENDPOINT_URL_DYNAMODB'] ?? '',
    region: REGION,
    credentials,
  });
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'content', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'content', KeyType: 'HASH' }],
    }),
  );
  client.destroy();
  let shift = 0;
  const now = () => Date.now() + shift;
  const lines: Record<string, unknown>[] = [];
  const occurrences = occurrencesIn(TABLE, environment, { window: WINDOW, kept: 3600, now });
  const delivery: Delivery = {
    ...runtimeFrom(environment).delivery,
    publishDeadline: 1000,
    storeDeadline: 500,
    log: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  };
  /** As a receiver does: verified, written down, published, told. */
  const receive = async (form: string): Promise<readonly string[]> => {
    const posted = envelopeOf(decodeForm(form, limits));
    const envelope = { ...posted, memberId: posted.memberId ?? '' };
    const name = names.find((each) => each.toUpperCase() === envelope.event);
    if (name === undefined) return expect.fail(`posted ${envelope.event}`);
    const definition = catalogue[name];
    const arrival = { envelope, received: Date.now(), requestId: 'r', stopwatch: new Stopwatch() };
    const { valid } = sortOut(definition, arrival, delivery.log);
    const admission = await admit(definition, envelope, valid, 300, occurrences);
    const publications = admission.open.map((each) => ({ ...each, name, source: 'bitrix24.imopenlines' }));
    const missed = await publish(publications, delivery.destinations, 1000);
    if (missed.length === 0) await admission.delivered();
    return admission.events.map(({ event }) => event.id);
  };
  return {
    ...portals,
    endpoint,
    occurrences,
    delivery,
    lines,
    receive,
    wait: (seconds) => {
      shift += seconds * 1000;
    },
    guarded: async (options = {}) => {
      const portal = await portals.installed(options, { offlineSince: Date.now() - DAY });
      const { memberId } = portal;
      await bitrix24.changePortal(memberId, { unbind: true });
      const { rest } = await openSession(portal, lifecycle, Date.now() + 10_000);
      for (const event of ['OnSessionStart', 'OnOpenLineMessageAdd', 'OnImConnectorLineDelete'])
        await rest.call('event.bind', { event, handler: `${endpoint.url}/events` });
      const { problems } = await switchOn({ rest, portal, table: lifecycle.table, now: Date.now() });
      expect(problems).toEqual([]);
      return portals.stored(memberId);
    },
    online: (up) => {
      endpoint.answerWith(async ({ text }) => {
        if (!up) return 'reset';
        await receive(text);
        return {};
      });
    },
    drain: async (portal, changes = {}) => {
      const { rest } = await openSession(portal, lifecycle, Date.now() + 10_000);
      const end = Date.now() + 10_000;
      return drainQueue({
        rest,
        portal,
        occurrences,
        delivery,
        requestId: 'r',
        window: WINDOW,
        end,
        now,
        ...changes,
      });
    },
    onTheBus: async () =>
      (await cloud.inspect('bus')).map(
        ({ body }) => (JSON.parse(body) as { detail: { id: string } }).detail.id,
      ),
    reset: async () => {
      shift = 0;
      lines.length = 0;
      cloud.setFaults({});
      await bitrix24.setFaults({});
      await Promise.all((['bus', 'undelivered', 'quarantine'] as const).map((queue) => cloud.purge(queue)));
    },
    stop: async () => {
      await Promise.all([portals.stop(), endpoint.close()]);
    },
  };
};
