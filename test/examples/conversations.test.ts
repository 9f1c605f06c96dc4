import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as example from '../../examples/conversations/local.ts';
import { clientOf } from '../cli/deployment.ts';
import { onTheBus } from '../local-run.ts';
import { type Scene, startScene } from './scene.ts';

const TABLE = 'conversations-local';
const PORTAL = 'a223c6b3710f85df22e9377d6c4f7553';
const TS = 1_773_759_161;
const AT = '2026-03-17T14:52:41Z';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene(example, { DESTINATIONS: 'eventbridge' });
});

afterAll(() => scene.stop());

const after = (seconds: number) =>
  new Date(Date.parse(AT) + seconds * 1000).toISOString().replace('.000', '');
const posted = (seconds: number) => ({ ts: String(TS + seconds) });
const version = (at: string) => expect.stringMatching(new RegExp(`^${at} [\\da-f]{32}$`));
const written = (at: string) => ({ at, version: version(at) });

const chat = `${PORTAL}/connector/myconnector/line/107/chat/channel-123`;

/** A session in which a client and an operator write; the operator edits one message twice and deletes another. */
const conversation = async (): Promise<number> => {
  const dialog = 'data.DATA.0.connector';
  const finished = {
    'data.DATA.0.session.id': '42',
    'data.DATA.0.chat.id': 'channel-123',
    [`${dialog}.connector_id`]: 'myconnector',
    [`${dialog}.line_id`]: '107',
    [`${dialog}.chat_id`]: 'channel-123',
    ...posted(60),
  };
  await scene.post('imconnector-dialog-start.code', posted(0));
  await scene.post('openline-message-add.code-incoming-custom', posted(1));
  await scene.post('openline-message-add.code-outgoing', posted(2));
  await scene.post('openline-message-update.code-outgoing', {
    ...posted(4),
    'data.DATA.message.text': '[b]Jane Doe:[/b][br]Hello [b]again[/b] 🙂',
  });
  await scene.post('openline-message-update.code-outgoing', posted(3));
  await scene.post('openline-message-add.code-outgoing', { ...posted(5), 'data.DATA.message.id': '86499' });
  const other = { 'data.DATA.0.im.message_id': '86499', 'data.DATA.1.im.message_id': '86499' };
  await scene.post('openline-message-delete.code-outgoing-list', { ...posted(6), ...other });
  await scene.post('imconnector-dialog-finish.doc-2026', finished);
  // A deleted message has an event for each of its two external ids.
  return 9;
};

const stored = [
  { pk: `${PORTAL}/chat/1807`, sk: 'messages', of: chat },
  { pk: chat, sk: 'message/86499', deleted: true },
  {
    pk: chat,
    sk: 'message/86497',
    at: after(2),
    added: {
      ...written(after(2)),
      direction: 'outgoing',
      authorId: 27,
      system: false,
      sender: 'Jane Doe',
      text: 'Hello',
    },
    edited: { ...written(after(4)), sender: 'Jane Doe', text: 'Hello again 🙂' },
  },
  {
    pk: chat,
    sk: 'message/external/ext-900',
    at: after(1),
    added: { ...written(after(1)), direction: 'incoming', authorId: 1985, system: false, text: 'hi there' },
  },
  {
    pk: chat,
    sk: 'session/42',
    at: AT,
    started: { ...written(AT), userId: 1985, closesAfterMinutes: 60 },
    finished: written(after(60)),
  },
];

describe('the example conversations', () => {
  it('stores sessions and messages of a chat together, as people read them', async () => {
    await scene.until(await conversation(), 'done');
    const items = await scene.items(TABLE);
    expect(items).toHaveLength(stored.length);
    expect(items).toEqual(expect.arrayContaining(stored));
  });

  it('stores the same whenever, however often and in whatever order the events come', async () => {
    const { handler } = await import('../../examples/conversations/handler.ts');
    const events = (await onTheBus(scene.url)).flatMap(({ target, entry }) =>
      target === 'eventbridge' ? [JSON.stringify(entry)] : [],
    );
    expect(events).toHaveLength(9);
    const expected = await scene.items(TABLE);
    const comeTwice = fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length });
    const batchSize = fc.integer({ min: 1, max: 10 });
    await fc.assert(
      fc.asyncProperty(comeTwice, batchSize, async (bodies, size) => {
        const portal = crypto.randomUUID().replaceAll('-', '');
        const records = bodies.map((body, position) => ({
          messageId: String(position),
          eventSource: 'aws:sqs',
          body: body.replaceAll(PORTAL, portal),
        }));
        for (let at = 0; at < records.length; at += size) {
          const Records = records.slice(at, at + size);
          expect(await handler({ Records })).toEqual({ batchItemFailures: [] });
        }
        const items = (await scene.items(TABLE)).filter(({ pk }) => String(pk).startsWith(portal));
        expect(JSON.parse(JSON.stringify(items).replaceAll(portal, PORTAL))).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });

  it('stores sessions under the number of the chat where the portal tells no other name', async () => {
    await scene.post('session-start.doc-2026-list-session');
    await scene.post('session-finish.doc-2026-list-session');
    await scene.post('seed-session-start');
    await scene.until(12, 'done');
    const at = '2024-05-02T11:33:52Z';
    const items = (await scene.items(TABLE)).filter(({ pk }) => pk === `${PORTAL}/chat/10585`);
    expect(items).toEqual([
      {
        pk: `${PORTAL}/chat/10585`,
        sk: expect.stringMatching(new RegExp(`^session/${at}/[\\da-f]{32}$`)),
        at,
        started: { ...written(at), userId: 1984 },
      },
      {
        pk: `${PORTAL}/chat/10585`,
        sk: 'session/42',
        at,
        started: { ...written(at), userId: 1984, closesAfterMinutes: 60 },
        finished: written(at),
      },
    ]);
  });

  it('leaves what it does not understand to the dead letters, and takes the rest', async () => {
    const before = await scene.items(TABLE);
    const events = new EventBridgeClient(clientOf(scene.environment, 'EVENTBRIDGE'));
    const [seen] = await onTheBus(scene.url);
    const { detail } = seen?.target === 'eventbridge' ? seen.entry : expect.fail('nothing is on the bus');
    const type = 'com.bitrix24.imconnector.dialog.started.v2';
    const Entries = [
      {
        EventBusName: scene.environment['EVENT_BUS_NAME'],
        Source: 'bitrix24.imconnector',
        DetailType: 'OnImConnectorDialogStart',
        Detail: JSON.stringify({ ...detail, type, dataschema: `urn:b24bus:schema:${type}`, data: {} }),
      },
    ];
    await events.send(new PutEventsCommand({ Entries }));
    events.destroy();
    await scene.send('{"detail-type": "OnSessionSt');
    await scene.post('seed-session-start', posted(0));
    const dead = await scene.deadLetters(2);
    expect(dead.map(({ body }) => body.includes(type) || body)).toEqual(
      expect.arrayContaining([true, '{"detail-type": "OnSessionSt']),
    );
    expect(await scene.items(TABLE)).toHaveLength(before.length + 1);
  });
});
