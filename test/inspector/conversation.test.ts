import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearBus } from '../local-run.ts';
import { type Scene, startScene, unstopped } from './local-actions.ts';

type Data = {
  readonly connector?: { readonly id: string };
  readonly line?: { readonly id: number };
  readonly chat: { readonly id?: number; readonly externalId?: string; readonly name?: string };
  readonly message?: { readonly id?: number; readonly direction: string; readonly text?: string };
};

type Happened = { readonly name: string; readonly source: string; readonly data: Data };

const inOrder = [
  'OnImConnectorDialogStart',
  'OnSessionStart',
  'OnOpenLineMessageAdd',
  'OnOpenLineMessageAdd',
  'OnImConnectorMessageAdd',
  'OnOpenLineMessageAdd',
  'OnOpenLineMessageAdd',
  'OnImConnectorMessageAdd',
  'OnOpenLineMessageUpdate',
  'OnImConnectorMessageUpdate',
  'OnOpenLineMessageAdd',
  'OnImConnectorMessageAdd',
  'OnOpenLineMessageDelete',
  'OnImConnectorMessageDelete',
  'OnOpenLineMessageAdd',
  'OnSessionFinish',
  'OnImConnectorDialogFinish',
];

let scene: Scene;
/** Two plays, each by Bitrix24's name of its chat. */
let plays: ReadonlyMap<number, readonly Happened[]>;

beforeAll(async () => {
  scene = await startScene();
  const reports = await Promise.all([scene.actions.play(unstopped), scene.actions.play(unstopped)]);
  for (const report of reports) expect(report).toMatchObject({ sent: 17, accepted: 17, status: 200 });
  const events = (await scene.published()) as unknown as Happened[];
  const tied = events.flatMap(({ data: { chat } }) =>
    chat.id !== undefined && chat.externalId !== undefined ? [[chat.externalId, chat.id] as const] : [],
  );
  const ids = new Map(tied);
  plays = Map.groupBy(events, ({ data: { chat } }) => chat.id ?? ids.get(chat.externalId ?? '') ?? 0);
});
afterAll(() => scene.stop());

const messages = (name: string, direction: string): unknown[] => {
  const [events = []] = [...plays.values()];
  return events.flatMap((event) =>
    event.name === name && event.data.message?.direction === direction ? [event.data.message.text] : [],
  );
};

describe('a conversation that is played', () => {
  it('is of one chat, another each time, whole and in order', () => {
    expect([...plays.values()].map((events) => events.map(({ name }) => name))).toEqual([inOrder, inOrder]);
    for (const events of plays.values()) {
      expect(new Set(events.map(({ source }) => source)).size).toBe(1);
      expect(new Set(events.map(({ data }) => data.connector?.id))).toEqual(new Set(['webshop']));
      expect(new Set(events.map(({ data }) => data.line?.id))).toEqual(new Set([7]));
    }
  });

  it('has both sides speak', () => {
    expect(messages('OnOpenLineMessageAdd', 'incoming')).toEqual([
      'Hello! On Monday I ordered a coffee grinder, order 4711. When will it arrive?',
      'Thank you! It is a birthday present, so I need it by Friday.',
      'Perfect, thank you for your help 🙂',
    ]);
    const answers = [
      '[b]Olga:[/b] [br]Hello Anna! Let me look it up for you.',
      '[b]Olga:[/b] [br]It was sent yesterday and arrives on [b]Thursday[/b].',
      '[b]Olga:[/b] [br]Max, is there another one in stock?',
    ];
    expect(messages('OnOpenLineMessageAdd', 'outgoing')).toEqual(answers);
    expect(messages('OnImConnectorMessageAdd', 'outgoing')).toEqual(answers);
  });

  it('has one message edited and another deleted, each on both ways', () => {
    for (const events of plays.values()) {
      const written = events.filter(({ name }) => name.endsWith('MessageAdd'));
      const changed = (suffix: string) =>
        events.flatMap(({ name, data }) => (name.endsWith(suffix) ? [data.message?.id] : []));
      const idOf = (text: string) =>
        written.find(({ data: { message } }) => message?.text?.includes(text))?.data.message?.id;
      expect(changed('MessageUpdate')).toEqual([idOf('Thursday'), idOf('Thursday')]);
      expect(changed('MessageDelete')).toEqual([idOf('in stock'), idOf('in stock')]);
    }
    expect(messages('OnOpenLineMessageUpdate', 'outgoing')).toEqual([
      '[b]Olga:[/b] [br]It was sent yesterday and arrives on [b]Wednesday[/b].',
    ]);
  });

  it('ends when nobody waits any more', async () => {
    await clearBus(scene.url);
    const { sent } = await scene.actions.play(AbortSignal.timeout(700));
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(17);
    expect(await scene.published()).toHaveLength(sent);
    expect(await scene.actions.play(AbortSignal.abort())).toEqual({
      sent: 0,
      accepted: 0,
      status: 0,
      body: '',
    });
  });
});
