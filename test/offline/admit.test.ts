import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildQuery } from '../../lib/bitrix24/query.ts';
import { catalogue } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import { admit } from '../../lib/occurrences/admit.ts';
import { copiesOf } from '../../lib/occurrences/copy.ts';
import { type Scene, startScene } from './scene.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterEach(() => scene.reset());
afterAll(() => scene.stop());

const limits = { maxBodyBytes: 10_000, maxDepth: 16, maxPairs: 1000 };
const memberId = 'a223c6b3710f85df22e9377d6c4f7553';
let line = 0;

/** A body with an event of its own. */
const newBody = (): string => {
  line += 1;
  const auth = { member_id: memberId, application_token: 'fake' };
  return buildQuery({ event: 'ONIMCONNECTORLINEDELETE', data: String(line), ts: '1714649632', auth });
};

const definition = catalogue.OnImConnectorLineDelete;

const parts = (body: string) => {
  const envelope = { ...envelopeOf(decodeForm(body, limits)), memberId };
  return { envelope, valid: normalise(definition, envelope, Date.now()).valid };
};

const admitted = (body: string, patience = 0) => {
  const { envelope, valid } = parts(body);
  return admit(definition, envelope, valid, patience, scene.occurrences);
};

const ownId = (body: string): string => parts(body).valid[0]?.event.id ?? '';

const idsOf = (events: readonly { readonly event: { readonly id: string } }[]) =>
  events.map(({ event }) => event.id);

describe('an event that comes online', () => {
  test('is open, under its own id', async () => {
    const body = newBody();
    const { events, open } = await admitted(body);
    expect([idsOf(events), idsOf(open)]).toEqual([[ownId(body)], [ownId(body)]]);
  });

  test('is not open once it was delivered, and keeps its id', async () => {
    const body = newBody();
    const first = await admitted(body);
    await first.delivered();
    const { events, open } = await admitted(body);
    expect([idsOf(events), open]).toEqual([[ownId(body)], []]);
  });

  test('waits for a copy that is just being delivered', async () => {
    const body = newBody();
    const first = await admitted(body);
    const second = admitted(body, 2000);
    await first.delivered();
    expect((await second).open).toEqual([]);
  });

  test('is open if the one who was delivering it does not say that he did', async () => {
    const body = newBody();
    await admitted(body);
    expect(idsOf((await admitted(body, 120)).open)).toEqual([ownId(body)]);
  });

  test('does not wait for one who has had 30 s', async () => {
    const body = newBody();
    await admitted(body);
    scene.wait(31);
    const { envelope } = parts(body);
    const [copy] = copiesOf(definition, envelope);
    if (copy === undefined) return expect.fail('the body has no copy');
    expect(await scene.occurrences.note('online', copy)).toMatchObject({ state: 'open' });
  });

  test.each(['error', 'throttle', 'hang'] as const)(
    'is published anyway if the table answers with %s',
    async (fault) => {
      const body = newBody();
      scene.cloud.setFaults({ dynamodb: fault });
      const { events, open, delivered } = await admitted(body);
      expect([idsOf(events), idsOf(open)]).toEqual([[ownId(body)], [ownId(body)]]);
      await delivered();
    },
  );

  test('keeps its bytes in step with its id', async () => {
    const body = newBody();
    const { envelope, valid } = parts(body);
    const [copy] = copiesOf(definition, envelope);
    const offline = { content: copy?.content ?? '', own: 'f'.repeat(32), sent: (copy?.sent ?? 0) + 5 };
    await scene.occurrences.note('offline', offline);
    const { open } = await admit(definition, envelope, valid, 0, scene.occurrences);
    expect(open.map(({ json }) => (JSON.parse(json) as { id: string }).id)).toEqual(['f'.repeat(32)]);
  });

  test('is as many copies as it has items, equal ones too', () => {
    const item = { im: { chat_id: '1', message_id: '2' }, message: { text: 'same' }, chat: { id: '3' } };
    const data = { CONNECTOR: 'c', LINE: '1', MESSAGES: { '0': item, '1': item } };
    const envelope = { ...parts(newBody()).envelope, event: 'ONIMCONNECTORMESSAGEADD', data };
    const copies = copiesOf(catalogue.OnImConnectorMessageAdd, envelope);
    expect([copies.length, new Set(copies.map(({ own }) => own)).size]).toEqual([2, 2]);
    expect(new Set(copies.map(({ content }) => content)).size).toBe(1);
    expect(copiesOf(catalogue.OnImConnectorMessageAdd, { ...envelope, ts: 'soon' })).toEqual([]);
  });
});
