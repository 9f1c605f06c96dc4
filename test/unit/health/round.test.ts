import type { Context } from 'aws-lambda';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { checkRound, type Round } from '../../../lib/health/round.ts';
import { checkPortalsOnSchedule } from '../../../lib/health/schedule.ts';
import type { Delivery } from '../../../lib/middleware/keep.ts';
import { runtimeFrom } from '../../../lib/middleware/runtime.ts';
import type { Portal } from '../../../lib/portals/portal.ts';
import { decodeRecord } from '../../../lib/publish/record.ts';
import { serve } from '../publish/stage.ts';
import { DAY, HOUR, type Scene, startScene } from './scene.ts';

let scene: Scene;
let delivery: Delivery;
let lines: Record<string, unknown>[] = [];

beforeAll(async () => {
  scene = await startScene();
  delivery = {
    ...runtimeFrom(scene.cloud.environment).delivery,
    log: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  };
});
beforeEach(async () => {
  lines = [];
  await scene.clear();
  await scene.cloud.purge('bus');
  await scene.cloud.purge('undelivered');
});
afterEach(async () => {
  scene.cloud.setFaults({});
  await scene.bitrix24.setFaults({});
});
afterAll(() => scene.stop());

const round = (changes: Partial<Round> = {}): Promise<void> =>
  checkRound({
    lifecycle: scene.lifecycle,
    delivery,
    requestId: 'request-1',
    end: Date.now() + 60_000,
    patience: 5_000,
    now: Date.now,
    ...changes,
  });

/** As an hour later. */
const laterRound = async (memberId: string, changes: Partial<Round> = {}): Promise<void> => {
  await scene.change(memberId, { checkedAt: Date.now() - 2 * HOUR });
  await round(changes);
};

type HealthEvent = {
  readonly id: string;
  readonly receivedtime: string;
  readonly data: { readonly health: { readonly status: string; readonly problems: readonly object[] } };
};

const events = async (): Promise<(Record<string, unknown> & { readonly detail: HealthEvent })[]> =>
  (await scene.cloud.inspect('bus')).map(({ body }) => JSON.parse(body));

const told = (message: string) => lines.filter((line) => line['message'] === message);

const counts = (changes: object) => ({
  PortalsChecked: 0,
  PortalsUnhealthy: 0,
  PortalsRepaired: 0,
  PortalsDue: 0,
  Faults: 0,
  ...changes,
});

describe('a round', () => {
  test('checks the portals that are due, and no others', async () => {
    const due = await scene.installed();
    const checked = await scene.installed({}, { checkedAt: Date.now() - 60_000 });
    const gone = await scene.installed({}, { status: 'uninstalled' });
    await round();
    expect((await scene.stored(due.memberId)).checkedAt).toBeGreaterThan(Date.now() - 60_000);
    expect(await scene.stored(checked.memberId)).toEqual(checked);
    expect(await scene.stored(gone.memberId)).toEqual(gone);
    expect(await events()).toEqual([]);
    expect(lines).toEqual([
      {
        level: 'INFO',
        message: 'portals checked',
        function: 'CheckPortals',
        requestId: 'request-1',
        ...counts({ PortalsChecked: 1 }),
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'b24bus',
              Dimensions: [['function']],
              Metrics: Object.keys(counts({})).map((Name) => ({ Name, Unit: 'Count' })),
            },
          ],
        },
      },
    ]);
  });

  test('repairs what was lost, and tells it', async () => {
    const { memberId } = await scene.installed();
    await scene.bitrix24.changePortal(memberId, { unbind: ['ONSESSIONSTART', 'ONAPPUNINSTALL'] });
    await round();
    expect(told('portal checked')).toEqual([
      {
        level: 'INFO',
        message: 'portal checked',
        requestId: 'request-1',
        portal: memberId,
        health: 'healthy',
        problems: [],
        repaired: ['OnSessionStart', 'OnAppUninstall'],
      },
    ]);
    expect(told('portals checked')).toMatchObject([counts({ PortalsChecked: 1, PortalsRepaired: 1 })]);
    expect(await events()).toEqual([]);
  });

  test('leaves for the next one what it has no time for, the longest waiting first', async () => {
    const ages = [3, 5, 4];
    const portals: Portal[] = [];
    for (const age of ages) portals.push(await scene.installed({}, { checkedAt: Date.now() - age * HOUR }));
    await round({ end: Date.now() + 4_000 });
    expect(told('portals checked')).toMatchObject([counts({ PortalsDue: 3 })]);
    expect(await Promise.all(portals.map(({ memberId }) => scene.stored(memberId)))).toEqual(portals);
    const asked: string[] = [];
    const { seal } = scene.lifecycle;
    const open = async (memberId: string, sealed: Buffer) => {
      asked.push(memberId);
      return seal.open(memberId, sealed);
    };
    await round({ lifecycle: { ...scene.lifecycle, seal: { ...seal, open } } });
    const [three, five, four] = portals.map(({ memberId }) => memberId);
    expect(asked).toEqual([five, four, three]);
  });

  test('is not held up by portals that hang', async () => {
    const url = await serve(() => undefined);
    const hanging: Portal[] = [];
    for (let index = 0; index < 4; index++) {
      const changes = { clientEndpoint: `${url}/rest/`, checkedAt: Date.now() - 5 * HOUR };
      hanging.push(await scene.installed({}, changes));
    }
    const sound: Portal[] = [];
    for (let index = 0; index < 6; index++) sound.push(await scene.installed());
    await round({ patience: 3_000 });
    const checkedAt = async (portals: readonly Portal[]) =>
      (await Promise.all(portals.map(({ memberId }) => scene.stored(memberId)))).map(
        ({ checkedAt: at = Number.NaN }) => at,
      );
    expect(Math.max(...(await checkedAt(sound)))).toBeLessThan(Math.min(...(await checkedAt(hanging))));
    expect(told('portals checked')).toMatchObject([counts({ PortalsChecked: 10 })]);
    for (const { memberId } of hanging) {
      expect(await scene.stored(memberId)).toMatchObject({
        problems: [{ check: 'portal', code: 'TIMEOUT' }],
        health: { status: 'healthy' },
      });
    }
  });

  test('has at most five portals at a time', async () => {
    let open = 0;
    let most = 0;
    const { seal } = scene.lifecycle;
    const counting = {
      ...seal,
      open: async (memberId: string, sealed: Buffer) => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 20));
        open -= 1;
        return seal.open(memberId, sealed);
      },
    };
    for (let index = 0; index < 12; index++) await scene.installed();
    await round({ lifecycle: { ...scene.lifecycle, seal: counting } });
    expect(most).toBe(5);
    expect(told('portals checked')).toMatchObject([counts({ PortalsChecked: 12 })]);
  });

  test('goes on after a defect that one portal brings out, and says where it is', async () => {
    const bad = await scene.installed({}, { checkedAt: Date.now() - 5 * HOUR });
    const good = await scene.installed();
    const { seal } = scene.lifecycle;
    const open = async (memberId: string, sealed: Buffer) => {
      if (memberId === bad.memberId) throw new TypeError('a defect');
      return seal.open(memberId, sealed);
    };
    await round({ lifecycle: { ...scene.lifecycle, seal: { ...seal, open } } });
    expect((await scene.stored(good.memberId)).health).toMatchObject({ status: 'healthy' });
    expect(told('fault')).toMatchObject([{ requestId: 'request-1', fault: { name: 'TypeError' } }]);
    expect(told('portals checked')).toMatchObject([
      { level: 'ERROR', ...counts({ PortalsChecked: 1, PortalsDue: 1, Faults: 1 }) },
    ]);
  });

  test('tells that the table cannot be read', async () => {
    await scene.installed();
    scene.cloud.setFaults({ dynamodb: 'error' });
    await round();
    expect(told('portals not listed')).toMatchObject([
      {
        level: 'ERROR',
        code: 'InternalError',
        reason: expect.stringContaining('b24bus-local-portals'),
      },
    ]);
    expect(told('portals checked')).toMatchObject([{ level: 'ERROR', ...counts({ Faults: 1 }) }]);
  });
});

describe('a change of health', () => {
  test('is published, counted and stored as announced, once', async () => {
    const { memberId } = await scene.installed({ installed: false });
    const before = Date.now();
    await round();
    const { health, problems } = await scene.stored(memberId);
    expect(health).toEqual({ status: 'unhealthy', changedAt: expect.any(Number), announced: true });
    const changedAt = new Date(health?.changedAt ?? 0).toISOString();
    const second = `${changedAt.slice(0, 19)}Z`;
    const [event, ...others] = await events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      'detail-type': 'AppHealthChanged',
      source: 'bitrix24.app',
      time: second,
      resources: [`urn:bitrix24:portal:${memberId}`],
    });
    expect(event?.detail).toEqual({
      specversion: '1.0',
      id: expect.stringMatching(/^[\da-f]{32}$/),
      source: `urn:bitrix24:portal:${memberId}`,
      type: 'com.bitrix24.app.health.changed.v1',
      time: second,
      datacontenttype: 'application/json',
      dataschema: 'urn:b24bus:schema:com.bitrix24.app.health.changed.v1',
      portaldomain: 'some-domain.bitrix24.com',
      receivedtime: expect.any(String),
      partitionkey: memberId,
      data: { health: { status: 'unhealthy', previous: 'healthy', since: changedAt, problems } },
    });
    expect(problems).toEqual([
      {
        check: 'installed',
        code: 'NOT_INSTALLED',
        message: expect.stringContaining('not finished'),
        cure: expect.stringContaining('Finish the installation'),
      },
    ]);
    expect(Date.parse(String(event?.detail.receivedtime))).toBeGreaterThanOrEqual(before);
    expect(told('health changed')).toEqual([
      {
        level: 'WARN',
        message: 'health changed',
        portal: memberId,
        id: event?.detail.id,
        health: 'unhealthy',
        problems,
        HealthChanged: 1,
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'b24bus',
              Dimensions: [['portal']],
              Metrics: [{ Name: 'HealthChanged', Unit: 'Count' }],
            },
          ],
        },
      },
    ]);
    await laterRound(memberId);
    expect(told('health changed')).toHaveLength(1);
    expect(told('portals checked')).toMatchObject([
      counts({ PortalsChecked: 1, PortalsUnhealthy: 1 }),
      counts({ PortalsChecked: 1, PortalsUnhealthy: 1 }),
    ]);
    expect(await events()).toHaveLength(1);
  });

  test('is published again when the portal has recovered', async () => {
    const { memberId } = await scene.installed({ installed: false });
    await round();
    await scene.bitrix24.changePortal(memberId, { installed: true });
    await laterRound(memberId);
    const published = (await events()).map(({ detail }) => detail.data.health);
    expect(published).toMatchObject([
      { status: 'unhealthy', previous: 'healthy' },
      { status: 'healthy', previous: 'unhealthy', problems: [] },
    ]);
    expect(told('portals checked').at(-1)).toMatchObject(counts({ PortalsChecked: 1 }));
    expect(told('health changed').at(-1)).toMatchObject({ level: 'INFO', health: 'healthy' });
  });

  test('is none after one temporary fault, and says since when after two', async () => {
    const { memberId } = await scene.installed();
    await scene.bitrix24.setFaults({ rest: 'error' });
    await round({ patience: 400 });
    expect(await events()).toEqual([]);
    const { health: first } = await scene.stored(memberId);
    await laterRound(memberId, { patience: 400 });
    const [event] = await events();
    expect(event?.detail.data.health).toMatchObject({
      status: 'unhealthy',
      since: new Date(first?.failingSince ?? 0).toISOString(),
      problems: [{ check: 'portal', code: 'HTTP_500' }],
    });
  });

  test('goes to the undelivered queue where a destination does not accept it', async () => {
    const { memberId } = await scene.installed({ installed: false });
    scene.cloud.setFaults({ eventbridge: 'error' });
    await round();
    const [message, ...others] = await scene.cloud.inspect('undelivered');
    expect(others).toEqual([]);
    expect(decodeRecord(message?.body ?? '')).toMatchObject({
      kind: 'undelivered',
      version: 1,
      name: 'AppHealthChanged',
      source: 'bitrix24.app',
      rejections: { eventbridge: { code: expect.any(String) } },
      event: { type: 'com.bitrix24.app.health.changed.v1', partitionkey: memberId },
    });
    expect((await scene.stored(memberId)).health).toMatchObject({ announced: true });
    scene.cloud.setFaults({});
    await laterRound(memberId);
    expect(await events()).toEqual([]);
  });

  test('stands in the log where the queue does not take it either', async () => {
    await scene.installed({ installed: false });
    scene.cloud.setFaults({ eventbridge: 'error', sqs: 'error' });
    await round();
    expect(told('UNDELIVERED')).toMatchObject([
      { requestId: 'request-1', record: { kind: 'undelivered', name: 'AppHealthChanged' } },
    ]);
  });

  test('that a round could not store as announced is published by the next one, under the same id', async () => {
    const { memberId } = await scene.installed({ installed: false });
    const { table } = scene.lifecycle;
    const put: typeof table.put = async (portal) => {
      if (portal.health?.announced) throw new TypeError('cut off');
      await table.put(portal);
    };
    await round({ lifecycle: { ...scene.lifecycle, table: { ...table, put } } });
    expect(told('portals checked')).toMatchObject([
      counts({ PortalsChecked: 1, PortalsUnhealthy: 1, Faults: 1 }),
    ]);
    await round();
    await round();
    const [one, other, ...more] = (await events()).map(({ detail }) => detail.id);
    expect(more).toEqual([]);
    expect(other).toBe(one);
    expect((await scene.stored(memberId)).health).toMatchObject({ announced: true });
    // Published, not checked: it is not due.
    expect(told('portals checked').slice(1)).toMatchObject([
      counts({ PortalsUnhealthy: 1 }),
      counts({ PortalsUnhealthy: 1 }),
    ]);
  });

  test('shows no secret, on the bus or in the log', async () => {
    const { memberId } = await scene.installed({}, { accessExpires: Date.now() - 1 });
    await scene.bitrix24.changePortal(memberId, { scopes: [] });
    await round();
    await scene.change(memberId, { refreshExpires: Date.now() + DAY });
    await scene.bitrix24.changePortal(memberId, { revokeRefreshTokens: true });
    const secrets = await scene.secrets();
    await laterRound(memberId);
    const seen = JSON.stringify([lines, await events()]);
    expect(seen).toContain('invalid_grant');
    expect(secrets.length).toBeGreaterThan(4);
    for (const secret of secrets) expect(seen).not.toContain(secret);
  });
});

describe('the scheduled function', () => {
  const printed = (): (() => string) => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    onTestFinished(() => write.mockRestore());
    return () => write.mock.calls.map(([chunk]) => String(chunk)).join('');
  };
  const invoke = async (remaining: number): Promise<Record<string, unknown>> => {
    const output = printed();
    const handler = checkPortalsOnSchedule(process.env);
    expect(handler).toHaveLength(2);
    const context = { awsRequestId: 'request-2', getRemainingTimeInMillis: () => remaining } as Context;
    await handler({} as Parameters<typeof handler>[0], context);
    const summary = output()
      .split('\n')
      .find((line) => line.includes('"portals checked"'));
    return JSON.parse(summary ?? '{}') as Record<string, unknown>;
  };

  test('makes one round per invocation', async () => {
    await scene.installed();
    expect(await invoke(300_000)).toMatchObject({ requestId: 'request-2', ...counts({ PortalsChecked: 1 }) });
  });

  test('begins nothing when its time is nearly over', async () => {
    await scene.installed();
    expect(await invoke(30_000)).toMatchObject(counts({ PortalsDue: 1 }));
  });
});
