import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { canonicalJson, eventId } from '../../lib/events/identity.ts';
import { copiesOf } from '../../lib/occurrences/copy.ts';
import { envelopeOfRow, postedValue } from '../../lib/offline/row.ts';
import type { Portal } from '../../lib/portals/portal.ts';
import { decodeRecord } from '../../lib/publish/record.ts';
import { type Scene, startScene } from './scene.ts';

let scene: Scene;
/** Unix seconds at which the events happened: long enough ago. */
let past: number;

beforeAll(async () => {
  scene = await startScene();
});
beforeEach(() => {
  past = Math.floor(Date.now() / 1000) - 300;
  scene.online(true);
});
afterEach(() => scene.reset());
afterAll(() => scene.stop());

const session = (chat: number) => ({
  DATA: [
    {
      connector: { connector_id: 'livechat', line_id: '105', chat_id: String(chat), user_id: '128' },
      chat: { id: chat },
      user: { id: 128 },
    },
  ],
});

/** The id that the event would have if it came at this time. */
const idAt = ({ memberId }: Portal, chat: number, ts: number): string => {
  const [item] = session(chat).DATA;
  const canonical = canonicalJson(postedValue(item) ?? '');
  return eventId({ memberId, event: 'ONSESSIONSTART', ts: String(ts), item: canonical, indexAmongEquals: 0 });
};

/** Lets a session start: posted at `ts`, queued at `offlineTs`. */
const start = (portal: Portal, chat: number, ts: number, offlineTs = ts) =>
  scene.bitrix24.fire(portal.memberId, 'OnSessionStart', session(chat), { ts, offlineTs });

const queued = async ({ memberId }: Portal) => (await scene.bitrix24.portal(memberId)).offlineQueue;

describe('while the endpoint is down', () => {
  test('every event appears through the drain, under the id that its time gives it', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    for (let chat = 1; chat <= 60; chat++) await start(portal, chat, past + (chat % 3));
    expect(await scene.drain(portal)).toEqual({ confirmed: 60, published: 60, quarantined: 0, kept: 0 });
    const ids = Array.from({ length: 60 }, (_, at) => idAt(portal, at + 1, past + ((at + 1) % 3)));
    // A call of 10 events that took too long is made again: the same id may be there twice.
    expect(new Set(await scene.onTheBus())).toEqual(new Set(ids));
    expect(await queued(portal)).toEqual([]);
    expect(await scene.drain(portal)).toEqual({ confirmed: 0, published: 0, quarantined: 0, kept: 0 });
  });

  test('the event is the one that would have come online', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 7, past);
    await scene.drain(portal);
    const { memberId, domain } = portal;
    const [message] = await scene.cloud.inspect('bus');
    expect(JSON.parse(message?.body ?? '')).toMatchObject({
      source: 'bitrix24.imopenlines',
      'detail-type': 'OnSessionStart',
      detail: {
        id: idAt(portal, 7, past),
        source: `urn:bitrix24:portal:${memberId}`,
        subject: 'connector/livechat/line/105/chat/7',
        time: new Date(past * 1000).toISOString().replace('.000Z', 'Z'),
        portaldomain: domain,
        data: { connector: { id: 'livechat' }, line: { id: 105 }, chat: { id: 7 }, user: { id: 128 } },
      },
    });
  });

  test('a body that is not valid goes to the quarantine queue', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    const data = { DATA: [{ connector: { connector_id: 'livechat' }, chat: { id: 'no number' } }] };
    await scene.bitrix24.fire(portal.memberId, 'OnSessionStart', data, { offlineTs: past });
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 0, quarantined: 1, kept: 0 });
    const [message] = await scene.cloud.inspect('quarantine');
    expect(decodeRecord(message?.body ?? '')).toMatchObject({
      kind: 'quarantined',
      reason: 'invalid',
      route: 'OnSessionStart',
      memberId: portal.memberId,
    });
  });

  test('rows younger than the window wait for their online copy', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past, Math.floor(Date.now() / 1000) - 60);
    expect(await scene.drain(portal)).toEqual({ confirmed: 0, published: 0, quarantined: 0, kept: 0 });
    expect(await queued(portal)).toMatchObject([{ PROCESS_ID: '' }]);
  });
});

describe('an event that comes both ways', () => {
  test('is published once, where its copies are some seconds apart', async () => {
    const portal = await scene.guarded();
    await start(portal, 1, past, past + 9);
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 0, quarantined: 0, kept: 0 });
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past)]);
    expect(await queued(portal)).toEqual([]);
  });

  test('has the id of the drain where the online copy is late', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past, past + 9);
    await scene.drain(portal);
    const late = scene.endpoint.received.at(-1);
    expect(await scene.receive(late?.text ?? '')).toEqual([idAt(portal, 1, past + 9)]);
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past + 9)]);
  });

  test('is two events where a session starts twice in one chat', async () => {
    const portal = await scene.guarded();
    await start(portal, 1, past, past + 2);
    await scene.drain(portal);
    await start(portal, 1, past + 30, past + 31);
    await scene.drain(portal);
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past), idAt(portal, 1, past + 30)]);
  });

  test('is two events where only the first start came online', async () => {
    const portal = await scene.guarded();
    await start(portal, 1, past, past + 2);
    await scene.drain(portal);
    scene.online(false);
    await start(portal, 1, past + 30, past + 31);
    await scene.drain(portal);
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past), idAt(portal, 1, past + 31)]);
  });

  test('is published by the drain, under the same id, where the receiver died before publishing', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past, past + 4);
    const copy = { content: contentOf(portal), own: idAt(portal, 1, past), sent: past };
    await scene.occurrences.note('online', copy);
    expect(await scene.drain(portal)).toEqual({ confirmed: 0, published: 0, quarantined: 0, kept: 1 });
    scene.wait(31);
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 1, quarantined: 0, kept: 0 });
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past)]);
  });
});

/** The content of the session in chat 1, as both paths see it. */
const contentOf = ({ memberId }: Portal): string => {
  const row = {
    ID: '1',
    TIMESTAMP_X: past * 1000,
    EVENT_NAME: 'ONSESSIONSTART',
    EVENT_DATA: session(1),
    MESSAGE_ID: '',
  };
  const [copy] = copiesOf(catalogue.OnSessionStart, envelopeOfRow(row, { memberId }));
  return copy?.content ?? '';
};

describe('a drain that fails', () => {
  test('before it confirms: the rows are found again, and nothing is published twice', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past);
    await scene.bitrix24.setFaults({
      rest: { code: 'ACCESS_DENIED', method: 'event.offline.clear', times: 1 },
    });
    await expect(scene.drain(portal)).rejects.toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await queued(portal)).toHaveLength(1);
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 0, quarantined: 0, kept: 0 });
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past)]);
  });

  test('whose reserved batch is never answered: the rows are found again', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past);
    await scene.bitrix24.setFaults({ rest: { code: 'reset', method: 'event.offline.get', times: 1 } });
    expect(await scene.drain(portal)).toMatchObject({ confirmed: 0 });
    expect(await queued(portal)).toMatchObject([{ PROCESS_ID: expect.stringMatching(/./) }]);
    expect(await scene.drain(portal)).toMatchObject({ confirmed: 1, published: 1 });
  });

  test('with the bus down: the undelivered queue has the event, and the row is confirmed', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past);
    scene.cloud.setFaults({ eventbridge: 'error' });
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 1, quarantined: 0, kept: 0 });
    const [message] = await scene.cloud.inspect('undelivered');
    expect(decodeRecord(message?.body ?? '')).toMatchObject({ event: { id: idAt(portal, 1, past) } });
  });

  test('with the bus and the queue down: the row stays, and comes under the same id', async () => {
    const portal = await scene.guarded();
    scene.online(false);
    await start(portal, 1, past);
    scene.cloud.setFaults({ eventbridge: 'error', sqs: 'error' });
    expect(await scene.drain(portal)).toEqual({ confirmed: 0, published: 0, quarantined: 0, kept: 1 });
    scene.cloud.setFaults({});
    scene.wait(60);
    expect(await scene.drain(portal)).toMatchObject({ confirmed: 1, published: 1 });
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past)]);
  });

  test('with the table down: the rows stay, as nobody knows what came online', async () => {
    const portal = await scene.guarded();
    await start(portal, 1, past, past + 3);
    scene.cloud.setFaults({ dynamodb: 'error' });
    await expect(scene.drain(portal)).rejects.toThrow('DynamoDB answers 500');
    scene.cloud.setFaults({});
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 0, quarantined: 0, kept: 0 });
    expect(await scene.onTheBus()).toEqual([idAt(portal, 1, past)]);
  });
});

test('rows of the minute in which receivers did not know of it are not published', async () => {
  const portal = await scene.guarded();
  const since = await scene.change(portal.memberId, { offlineSince: (past - 30) * 1000 });
  scene.online(false);
  await start(portal, 1, past);
  expect(await scene.drain(since)).toEqual({ confirmed: 1, published: 0, quarantined: 0, kept: 0 });
  expect(await scene.onTheBus()).toEqual([]);
});

test('rows of events that are not ours are set aside, and stay in the portal', async () => {
  const portal = await scene.guarded();
  const { accessToken: auth } = await scene.bitrix24.issueTokens(portal.memberId);
  const { clientEndpoint } = portal;
  const body = new URLSearchParams({ auth, event: 'ONAPPMETHODCONFIRM', event_type: 'offline' });
  await fetch(`${clientEndpoint}event.bind`, { method: 'POST', body });
  await scene.bitrix24.fire(portal.memberId, 'OnAppMethodConfirm', { any: 'thing' }, { offlineTs: past });
  expect(await scene.drain(portal)).toEqual({ confirmed: 0, published: 0, quarantined: 0, kept: 0 });
  expect(await queued(portal)).toMatchObject([{ EVENT_NAME: 'ONAPPMETHODCONFIRM', ERROR: '1' }]);
});
