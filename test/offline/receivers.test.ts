import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import { SettingsError } from '../../lib/errors.ts';
import type { Answer } from '../../lib/middleware/answer.ts';
import { eventSteps, receiver } from '../../lib/middleware/receiver.ts';
import { runtimeFrom } from '../../lib/middleware/runtime.ts';
import type { Portal } from '../../lib/portals/portal.ts';
import { Secret } from '../../lib/secret.ts';
import { type Scene, startScene } from './scene.ts';

let scene: Scene;
let past: number;
let line = 0;

beforeAll(async () => {
  scene = await startScene();
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});
beforeEach(() => {
  past = Math.floor(Date.now() / 1000) - 300;
  line += 1;
});
afterEach(() => scene.reset());
afterAll(async () => {
  vi.restoreAllMocks();
  await scene.stop();
});

/** A receiver in a container of its own, with these settings. */
const newReceiver = (settings: Record<string, string>) => {
  const runtime = runtimeFrom({ ...scene.cloud.environment, OCCURRENCES_TABLE: 'occurrences', ...settings });
  const definition = catalogue.OnImConnectorLineDelete;
  const handler = receiver(definition, runtime, eventSteps(runtime));
  return async (body: string): Promise<{ status: number; ids: string[] }> => {
    const event = {
      requestContext: { http: { method: 'POST', path: definition.route } },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEventV2;
    const answer: Answer = await handler(event, { awsRequestId: 'request-1' } as Context);
    const { events = [] } = JSON.parse(answer.body ?? '{}') as { events?: { id: string }[] };
    return { status: answer.statusCode, ids: events.map(({ id }) => id) };
  };
};

/** A portal with its token known here, that loses what it posts, into `received`. */
const guarded = async (): Promise<Portal> => {
  const { memberId } = await scene.guarded();
  const { applicationToken } = await scene.bitrix24.portal(memberId);
  scene.online(false);
  return scene.change(memberId, { tokenDigest: new Secret(applicationToken).digest() });
};

/** Lets an event happen; answers what was posted of it. */
const posted = async ({ memberId }: Portal, offlineTs: number): Promise<string> => {
  await scene.bitrix24.fire(memberId, 'OnImConnectorLineDelete', line, { ts: past, offlineTs });
  return scene.endpoint.received.at(-1)?.text ?? '';
};

describe('a receiver', () => {
  test('writes down what came online from a portal whose queue is drained', async () => {
    const portal = await guarded();
    const receive = newReceiver({});
    const { status, ids } = await receive(await posted(portal, past + 5));
    expect([status, ids.length]).toEqual([200, 1]);
    expect(await scene.drain(portal)).toEqual({ confirmed: 1, published: 0, quarantined: 0, kept: 0 });
    expect(await scene.onTheBus()).toEqual(ids);
  });

  test('answers a late copy with the id under which the drain has published it', async () => {
    const portal = await guarded();
    const late = await posted(portal, past + 5);
    await scene.drain(portal);
    const published = await scene.onTheBus();
    expect(await newReceiver({})(late)).toEqual({ status: 200, ids: published });
    expect(await scene.onTheBus()).toEqual(published);
  });

  test('publishes duplicates of other portals, under one id', async () => {
    const portal = await guarded();
    const body = await posted(portal, past);
    await scene.change(portal.memberId, { offlineSince: undefined } as never);
    const receive = newReceiver({});
    const [first, second] = [await receive(body), await receive(body)];
    expect(first).toEqual(second);
    expect(await scene.onTheBus()).toEqual([...first.ids, ...second.ids]);
  });

  test('suppresses duplicates of all portals with DEDUPE, even at the same moment', async () => {
    const portal = await guarded();
    const body = await posted(portal, past);
    await scene.change(portal.memberId, { offlineSince: undefined } as never);
    const receive = newReceiver({ DEDUPE: 'true' });
    const answers = await Promise.all([receive(body), receive(body), receive(body)]);
    const [first] = answers;
    expect(answers).toEqual([first, first, first]);
    expect(first?.status).toBe(200);
    expect(await scene.onTheBus()).toEqual(first?.ids);
  });

  test('publishes a duplicate if the copy before it was not kept anywhere', async () => {
    const portal = await guarded();
    const body = await posted(portal, past);
    const receive = newReceiver({ DEDUPE: 'true' });
    scene.cloud.setFaults({ eventbridge: 'error', sqs: 'error' });
    expect(await receive(body)).toMatchObject({ status: 503 });
    scene.cloud.setFaults({});
    const { status, ids } = await receive(body);
    expect([status, await scene.onTheBus()]).toEqual([200, ids]);
  });

  test('publishes anyway while the table does not answer', async () => {
    const portal = await guarded();
    const body = await posted(portal, past);
    const receive = newReceiver({ DEDUPE: 'true' });
    await receive(body);
    scene.cloud.setFaults({ dynamodb: 'error' });
    const { status, ids } = await receive(body);
    expect([status, await scene.onTheBus()]).toEqual([200, [...ids, ...ids]]);
  });

  test.each([
    [{ DEDUPE: 'yes' }, 'DEDUPE must be true or false'],
    [{ DEDUPE: 'true', OCCURRENCES_TABLE: '' }, 'OCCURRENCES_TABLE is missing, and DEDUPE is true'],
  ])('does not start with %j', (settings, fault) => {
    expect(() => newReceiver(settings)).toThrow(new SettingsError([fault]));
  });
});
