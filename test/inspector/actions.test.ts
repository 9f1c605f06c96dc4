import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SendOrder } from '../../lib/inspector/protocol.ts';
import { localPortals } from '../../lib/local/inspector-actions.ts';
import { decodedForm } from '../../lib/local/templates.ts';
import type { QuarantineRecord, UndeliveredRecord } from '../../lib/publish/record.ts';
import { withoutSecrets } from '../../lib/redact.ts';
import { eventOf } from '../../lib/testing/index.ts';
import { emptyQueue, putRecords, putTexts } from '../cli/queues.ts';
import { posted, sessionStart } from '../cli/session-starts.ts';
import { clearBus, stored } from '../local-run.ts';
import { formOf, sampleSecrets } from '../samples.ts';
import { type Scene, startScene, unstopped } from './local-actions.ts';

const DEMO = 'a223c6b3710f85df22e9377d6c4f7553';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());
afterEach(async () => {
  const queues = [
    'UNDELIVERED_QUEUE_URL',
    'UNDELIVERED_DEAD_LETTER_QUEUE_URL',
    'QUARANTINE_QUEUE_URL',
  ] as const;
  for (const queue of queues) await emptyQueue(scene.environment, queue);
  await clearBus(scene.url);
});

const send = (order: SendOrder, aborted = unstopped) => scene.actions.send(order, aborted);

describe('send', () => {
  it('sends the template, and tells the answer', async () => {
    const { body, ...report } = await send({ event: 'OnSessionStart' });
    expect(report).toEqual({ sent: 1, accepted: 1, status: 200 });
    const [event, ...others] = await scene.published();
    expect(others).toEqual([]);
    expect(JSON.parse(body)).toEqual({ status: 'published', events: [{ id: event?.id, type: event?.type }] });
    expect(Math.abs(Date.parse(event?.time ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('sends changed values', async () => {
    await send({
      event: 'OnSessionStart',
      set: [
        ['data.DATA.line.name', 'Продажи 🙂'],
        ['ts', '1714649632'],
      ],
    });
    const [event] = await scene.published();
    expect(event?.data['line']).toEqual({ id: 107, name: 'Продажи 🙂' });
    expect(event?.time).toBe('2024-05-02T11:33:52Z');
  });

  it('changes what says the same with it, unless that is changed, too', async () => {
    const line: [string, string] = ['data.DATA.connector.line_id', '5'];
    await send({ event: 'OnSessionStart', set: [line] });
    await send({ event: 'OnSessionStart', set: [line, ['data.DATA.line.id', '6']] });
    const [first, second] = (await scene.published()).map(({ data }) => data);
    expect(first).toMatchObject({ line: { id: 5 } });
    expect(first).not.toHaveProperty('unmapped');
    expect(second).toMatchObject({ line: { id: 5 }, unmapped: { line: { id: '6' } } });
  });

  it('sends several, each another event, one after the other or at a rate', async () => {
    expect(await send({ event: 'OnAppTest', count: 3 })).toMatchObject({ sent: 3, accepted: 3, status: 200 });
    expect(await send({ event: 'OnSessionFinish', count: 20, rate: 200 })).toMatchObject({ accepted: 20 });
    expect(new Set((await scene.published()).map(({ id }) => id)).size).toBe(23);
  });

  it('stops when nobody waits any more', async () => {
    const { sent, accepted } = await send(
      { event: 'OnAppTest', count: 5000, rate: 20 },
      AbortSignal.timeout(500),
    );
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(5000);
    expect(accepted).toBe(sent);
    expect(await scene.published()).toHaveLength(sent);
  });

  it('tells of a refusal', async () => {
    const report = await send({ event: 'OnAppTest', set: [['auth.application_token', 'wrong']], count: 2 });
    expect(report).toMatchObject({ sent: 2, accepted: 0, status: 403 });
    expect(JSON.parse(report.body)).toMatchObject({ title: 'The sender is not known here' });
  });

  it('sends a whole body as it is', async () => {
    const form = formOf('seed-session-start');
    await send({ event: 'OnSessionStart', form: `\n${form}\n` });
    expect((await scene.published()).map(({ time, data }) => ({ time, chat: data['chat'] }))).toEqual([
      { time: '2024-05-02T11:33:52Z', chat: { id: 10585 } },
    ]);
  });

  it.each([
    ['as the page shows them', '••••••'],
    ['encoded', '%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2'],
    ['encoded otherwise', '%e2%80%a2%e2%80%a2%e2%80%a2%e2%80%a2%e2%80%a2%e2%80%a2'],
  ])('puts the token where secrets are masked, %s, and nowhere else', async (_, mask) => {
    const form = formOf('openline-message-add.code-incoming-custom')
      .replace(/(application_token%5D|application_token\])=\w+/, `$1=${mask}`)
      .replace(/=hi(?:\+|%20)there/, `=${mask}`);
    expect(form.split(mask)).toHaveLength(3);
    expect(await send({ event: 'OnOpenLineMessageAdd', form })).toMatchObject({ accepted: 1 });
    const [event] = await scene.published();
    expect(event?.data['message']).toMatchObject({ text: '••••••' });
  });

  it('has an installed portal send it', async () => {
    const { memberId } = await scene.installed();
    await clearBus(scene.url);
    const order = {
      event: 'OnSessionStart',
      portal: memberId,
      set: [['data.DATA.line.name', 'Sales']],
    } as const;
    expect(await send(order)).toMatchObject({ sent: 1, accepted: 1, status: 200 });
    expect(
      await send({ event: 'OnAppTest', portal: memberId, form: formOf('app-test.capture') }),
    ).toMatchObject({
      accepted: 1,
    });
    const [start, test] = await scene.published();
    expect(start).toMatchObject({
      source: `urn:bitrix24:portal:${memberId}`,
      data: { line: { name: 'Sales' } },
    });
    expect(test).toMatchObject({ name: 'OnAppTest', source: `urn:bitrix24:portal:${memberId}` });
  });

  it('takes the demo portal by its member_id, too', async () => {
    expect(await send({ event: 'OnAppTest', portal: DEMO })).toMatchObject({ accepted: 1 });
  });

  it.each([
    [
      'an event that does not exist',
      { event: 'OnSesionStart' },
      /^There is no event OnSesionStart\. There are:\n/,
    ],
    [
      'a path through a text',
      { event: 'OnAppTest', set: [['ts.x', '1']] },
      /^ts\.x: ts is a text here \("\d+"\) and has nothing inside$/,
    ],
    [
      'a path without a name',
      { event: 'OnAppTest', set: [['data..x', '1']] },
      /^This cannot be sent: set names "data\.\.x": a path needs a name between its dots, as data\.DATA\.line\.name\.$/,
    ],
    [
      'a body that is no form',
      { event: 'OnAppTest', form: '{"event":"ONAPPTEST"}' },
      /: the body is no form: it needs /,
    ],
    ['an empty body', { event: 'OnAppTest', form: '' }, /: the body is no form: it needs /],
    [
      'no event at all',
      { event: 'OnAppTest', count: 0 },
      /: count is 0: it must be a whole number from 1 to 10000\.$/,
    ],
    ['half an event', { event: 'OnAppTest', count: 1.5 }, /: count is 1\.5: it must be a whole number/],
    ['too many events', { event: 'OnAppTest', count: 10_001 }, /: count is 10001: it must be a whole number/],
    [
      'a negative rate and a wrong count',
      { event: 'OnAppTest', rate: -1, count: -1 },
      /count is -1: .+; rate is -1: it must be from 0 \(each when the last is answered\) to 1000 per second\.$/,
    ],
    [
      'changes of a whole body',
      { event: 'OnAppTest', set: [['ts', '1']], form: 'event=x' },
      /: set and form are given: give what to change, or a whole body\.$/,
    ],
    [
      'changes of an installation',
      { event: 'OnAppInstall', set: [['data.VERSION', '2']] },
      /: what a portal posts with OnAppInstall it says by itself: leave set and form out\.$/,
    ],
    [
      'a portal that is not there',
      { event: 'OnAppTest', portal: 'b'.repeat(32) },
      /There is no portal b{32}\./,
    ],
  ] satisfies [string, SendOrder, RegExp][])('refuses %s, and sends nothing', async (_, order, message) => {
    await expect(send(order)).rejects.toThrow(message);
    expect(await scene.published()).toEqual([]);
  });
});

describe('send of OnAppInstall', () => {
  it('installs the application in another portal each time', async () => {
    const before = (await localPortals(scene.environment)).map(({ memberId }) => memberId);
    expect(await send({ event: 'OnAppInstall', count: 2 })).toMatchObject({ sent: 2, accepted: 2 });
    const portals = await localPortals(scene.environment);
    const added = portals.filter(({ memberId }) => !before.includes(memberId));
    expect(added).toHaveLength(2);
    for (const portal of added) {
      expect(portal).toEqual({
        memberId: expect.stringMatching(/^[\da-f]{32}$/),
        domain: expect.any(String),
        status: 'installed',
        health: 'healthy',
        bound: expect.arrayContaining(['OnSessionStart', 'OnAppUninstall']),
        installed: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        problems: [],
      });
    }
  });
});

describe('the portals', () => {
  it('come with their problems, and without a secret', async () => {
    const { memberId } = await scene.bitrix24.createPortal({ unknownEvents: ['OnSessionFinish'] });
    await send({ event: 'OnAppInstall', portal: memberId });
    const portals = await localPortals(scene.environment);
    const { bound, problems } =
      portals.find((portal) => portal.memberId === memberId) ?? expect.fail('not there');
    expect(bound).not.toContain('OnSessionFinish');
    expect(problems).toEqual([
      { message: expect.stringMatching(/^OnSessionFinish: ./), cure: expect.stringMatching(/./) },
    ]);
    const told = JSON.stringify(portals);
    expect([...sampleSecrets, ...(await scene.secrets())].filter((secret) => told.includes(secret))).toEqual(
      [],
    );
  });
});

let references = 0;

/** A body that an older schema has refused and that of today takes. */
const mended = async (chat: number): Promise<QuarantineRecord> => ({
  kind: 'quarantined',
  version: 1,
  reference: (++references).toString(16).padStart(32, '0'),
  reason: 'invalid',
  errors: [{ path: 'data.DATA.line.name', message: 'is not known yet' }],
  items: [],
  route: 'OnSessionStart',
  memberId: DEMO,
  receivedtime: '2026-05-02T11:33:52.000Z',
  body: withoutSecrets(decodedForm(await sessionStart(chat))),
});

/** What of a body is not valid. */
const invalid = async (chat: number): Promise<string> => {
  const changes = { 'data.DATA.connector.line_id': 'L1', 'data.DATA.line.id': 'L1' };
  return (await posted<{ reference: string }>(scene.url, await sessionStart(chat, changes))).reference;
};

const hold = (...records: readonly QuarantineRecord[]): Promise<void> =>
  putRecords(scene.environment, 'QUARANTINE_QUEUE_URL', records);

const held = async (): Promise<unknown[]> =>
  (await stored(scene.url, 'quarantine')).map(({ reference }) => reference);

const chats = async (): Promise<unknown[]> => (await scene.published()).map(({ data }) => data['chat']);

describe('replay', () => {
  it('publishes all that is valid now, and says why the rest is not', async () => {
    const reference = await invalid(1);
    await hold(await mended(2), await mended(3));
    expect(await scene.actions.replay({ all: true })).toEqual({
      done: 2,
      remaining: [`${reference}: data.DATA.connector.line_id is not a whole number (line.id)`],
    });
    expect(await held()).toEqual([reference]);
    expect(await chats()).toEqual(expect.arrayContaining([{ id: 2 }, { id: 3 }]));
  });

  it('publishes what is named, and nothing else', async () => {
    const [one, other] = [await mended(4), await mended(5)];
    await hold(one, other);
    expect(await scene.actions.replay({ these: [other.reference] })).toEqual({ done: 1, remaining: [] });
    expect(await held()).toEqual([one.reference]);
    expect(await chats()).toEqual([{ id: 5 }]);
  });

  it('takes turns: two at a time see the same queue', async () => {
    const [one, other] = [await mended(6), await mended(7)];
    await hold(one, other);
    const both = [one, other].map(({ reference }) => scene.actions.replay({ these: [reference] }));
    expect(await Promise.all(both)).toEqual([
      { done: 1, remaining: [] },
      { done: 1, remaining: [] },
    ]);
    expect(await held()).toEqual([]);
  });
});

describe('drop', () => {
  it('deletes what is named, however often it is there', async () => {
    const [one, other] = [await mended(8), await mended(9)];
    await hold(one, other, one);
    expect(await scene.actions.drop({ these: [one.reference] })).toEqual({ done: 1, remaining: [] });
    expect(await held()).toEqual([other.reference]);
  });

  it('deletes all but what is no body', async () => {
    await hold(await mended(10), await mended(11));
    await putTexts(scene.environment, 'QUARANTINE_QUEUE_URL', ['not json']);
    expect(await scene.actions.drop({ all: true })).toEqual({
      done: 2,
      remaining: ['1 message is no record of this version of b24bus, and stays where it is.'],
    });
    expect(await chats()).toEqual([]);
  });
});

const undelivered = (chat: number): UndeliveredRecord => ({
  kind: 'undelivered',
  version: 1,
  name: 'OnSessionStart',
  source: 'bitrix24.imopenlines',
  rejections: { sns: { code: 'Deadline', message: 'no answer' } },
  event: eventOf('OnSessionStart', { data: { chat: { id: chat } } }),
});

const giveUp = (...records: readonly UndeliveredRecord[]): Promise<void> =>
  putRecords(scene.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', records);

const waiting = async (): Promise<unknown[]> =>
  ((await stored(scene.url, 'undelivered')) as unknown as UndeliveredRecord[]).map(({ event }) => event.id);

describe('redrive', () => {
  it('moves what is named back into the undelivered queue', async () => {
    const [one, other] = [undelivered(12), undelivered(13)];
    await giveUp(one, other);
    expect(await scene.actions.redrive({ these: [one.event.id] })).toEqual({ done: 1, remaining: [] });
    expect(await waiting()).toEqual([one.event.id]);
  });

  it('moves everything but what is no event', async () => {
    const [one, other] = [undelivered(14), undelivered(15)];
    await giveUp(one, other);
    await putTexts(scene.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', ['not json']);
    expect(await scene.actions.redrive({ all: true })).toEqual({
      done: 2,
      remaining: ['1 message is no record of this version of b24bus, and stays where it is.'],
    });
    expect((await waiting()).toSorted()).toEqual([one.event.id, other.event.id].toSorted());
  });
});

describe.each(['replay', 'drop', 'redrive'] as const)('%s', (action) => {
  it('does nothing where nothing is chosen', async () => {
    const record = await mended(16);
    await hold(record);
    await expect(scene.actions[action]({ these: [] })).rejects.toThrow(
      'It is not said which. Name at least one, or choose all.',
    );
    expect(await held()).toEqual([record.reference]);
  });

  it('names what is not there, and where to look', async () => {
    const listed = action === 'redrive' ? 'undelivered' : 'quarantine';
    await expect(scene.actions[action]({ these: ['f'.repeat(32)] })).rejects.toThrow(
      new RegExp(`^f{32} is not in the .+ See what is: npx b24bus ${listed} list --url ${scene.url}$`),
    );
  });
});
