import { eventOf, inSqs } from 'b24bus/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as example from '../../examples/chat-order/local.ts';
import { type Scene, startScene } from './scene.ts';

const PORTAL = 'a223c6b3710f85df22e9377d6c4f7553';
const TS = 1_773_759_161;

let scene: Scene;

beforeAll(async () => {
  scene = await startScene(example, { TOPIC_TYPE: 'fifo', DESTINATIONS: 'sns' });
});

afterAll(() => scene.stop());

const path = 'data.DATA';

/** What a client writes; `at` in seconds. */
const write = (chat: string, id: string, text: string, at = 0) =>
  scene.post('openline-message-add.code-incoming-custom', {
    ts: String(TS + at),
    [`${path}.message.id`]: id,
    [`${path}.message.text`]: text,
    [`${path}.chat.id`]: chat,
    [`${path}.connector.chat_id`]: chat,
  });

const chatNamed = (chat: string) => `${PORTAL}/connector/myconnector/line/107/chat/${chat}`;

const transcripts = async () => {
  const items = await scene.items('transcripts-local');
  return Object.fromEntries(items.map(({ chat, day, lines }) => [`${chat} ${day}`, lines]));
};

const texts = async (chat: string) => {
  const items = await scene.items('transcripts-local');
  const lines = items.flatMap((item) => (item['chat'] === chat ? (item['lines'] as object[]) : []));
  return lines.map((line) => 'text' in line && line.text);
};

describe('the example chat-order', () => {
  it('writes the transcript of each chat, a day at a time', async () => {
    await write('channel-123', 'ext-900', 'hi [b]there[/b]');
    await scene.post('openline-message-add.code-outgoing');
    await scene.post('openline-message-update.code-outgoing');
    await scene.post('openline-message-delete.code-outgoing-list');
    await write('channel-123', 'ext-903', 'next day', 86_400);
    await scene.until(6, 'done');
    const at = '2026-03-17T14:52:41Z';
    expect(await transcripts()).toEqual({
      [`${chatNamed('channel-123')} 2026-03-17`]: [
        { at, message: 'ext-900', did: 'wrote', by: 'client', text: 'hi there' },
        { at, message: '86497', did: 'wrote', by: 'Jane Doe', text: 'Hello' },
        { at, message: 'ext-900', did: 'edited', by: 'Jane', text: 'edited' },
        { at, message: 'ext-900', did: 'deleted' },
        { at, message: 'ext-901', did: 'deleted' },
      ],
      [`${chatNamed('channel-123')} 2026-03-18`]: [
        { at: '2026-03-18T14:52:41Z', message: 'ext-903', did: 'wrote', by: 'client', text: 'next day' },
      ],
    });
  });

  it('keeps the order in which the messages of many chats came in', async () => {
    const chats = ['one', 'two', 'three'];
    const sequence = Array.from({ length: 12 }, (_, index) => `message ${index}`);
    for (const [index, text] of sequence.entries())
      await Promise.all(chats.map((chat) => write(chat, `${chat}-${index}`, text)));
    await scene.until(6 + chats.length * sequence.length, 'done');
    for (const chat of chats) expect(await texts(chatNamed(chat))).toEqual(sequence);
  });

  it('appends what comes twice once', async () => {
    const { handler } = await import('../../examples/chat-order/handler.ts');
    const event = eventOf('OnOpenLineMessageAdd', {
      data: { chat: { externalId: 'twice' }, message: { text: 'once' } },
    });
    const batch = inSqs([event], { fifo: true });
    expect(await Promise.all([handler(batch), handler(batch)])).toEqual([
      { batchItemFailures: [] },
      { batchItemFailures: [] },
    ]);
    expect(await texts(`${event.source.replace('urn:bitrix24:portal:', '')}/${event.subject}`)).toEqual([
      'once',
    ]);
  });

  it('holds back the chat of a message that fails, until that is a dead letter, and no other chat', async () => {
    const done = scene.said.filter((line) => line.endsWith(': done')).length;
    await scene.send('{"specversion":"1.0"', `${PORTAL}/stuck`);
    await scene.until(1, 'failed');
    await write('stuck', 'stuck-1', 'behind it');
    await write('free', 'free-1', 'not behind it');
    await scene.until(done + 1, 'done');
    expect([await texts(chatNamed('free')), await texts(chatNamed('stuck'))]).toEqual([
      ['not behind it'],
      [],
    ]);
    expect(await scene.deadLetters(1)).toMatchObject([{ body: '{"specversion":"1.0"' }]);
    await scene.until(done + 2, 'done');
    expect(await texts(chatNamed('stuck'))).toEqual(['behind it']);
  });
});
