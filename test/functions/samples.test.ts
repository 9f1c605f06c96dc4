import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { catalogue, type EventName } from '../../lib/catalogue/index.ts';
import { clearBus, type LocalProcess, onTheBus, postForm, startLocalProcess, stored } from '../local-run.ts';
import {
  eventOf,
  expectedOf,
  formOf,
  meaningOf,
  publishedSamples,
  sampleSecrets,
  throughPhp,
} from '../samples.ts';

const member = 'a223c6b3710f85df22e9377d6c4f7553';

let run: LocalProcess;

// The update sample brings a new token, which only OAuth could prove otherwise.
const renewed = `${member}:0000e4070000c99a0000e4af00000000`;

beforeAll(async () => {
  run = await startLocalProcess({ PORTALS: renewed });
});
afterAll(() => run.stop());
beforeEach(() => clearBus(run.url));

const nameOf = (sample: string): EventName => {
  const name = eventOf(sample);
  if (name === undefined) throw new Error(`${sample} is of no event in the catalogue`);
  return name;
};

const postSample = (sample: string): Promise<Response> =>
  postForm(run.url, catalogue[nameOf(sample)].route, formOf(sample));

describe('the seed samples', () => {
  test('the dialog start appears on the bus exactly as the contract says', async () => {
    await postSample('seed-dialog-start');
    const seen = await onTheBus(run.url);
    const bus = seen.find(({ target }) => target === 'eventbridge');
    expect(bus?.entry).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'OnImConnectorDialogStart',
      source: 'bitrix24.imconnector',
      account: '000000000000',
      time: '2024-05-02T11:33:52Z',
      region: 'eu-central-1',
      resources: [`urn:bitrix24:portal:${member}`],
      detail: {
        specversion: '1.0',
        id: 'ed175debeb43d1d2613e85ba4b5b3873',
        source: `urn:bitrix24:portal:${member}`,
        type: 'com.bitrix24.imconnector.dialog.started.v1',
        subject: 'connector/newcustomconnector/line/105/chat/8',
        time: '2024-05-02T11:33:52Z',
        datacontenttype: 'application/json',
        dataschema: 'urn:b24bus:schema:com.bitrix24.imconnector.dialog.started.v1',
        portaldomain: 'some-domain.bitrix24.com',
        receivedtime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        partitionkey: `${member}/8`,
        data: {
          connector: { id: 'newcustomconnector' },
          line: { id: 105 },
          chat: { externalId: '8' },
          session: { id: 3282, closed: false, closesAfterMinutes: 10 },
        },
      },
    });
  });

  test('the session start, whose user holds the line, appears with the line as the line', async () => {
    await postSample('seed-session-start');
    const [bus] = (await onTheBus(run.url)).filter(({ target }) => target === 'eventbridge');
    expect(bus?.entry).toMatchObject({
      'detail-type': 'OnSessionStart',
      source: 'bitrix24.imopenlines',
      detail: {
        type: 'com.bitrix24.imopenlines.session.started.v1',
        subject: 'connector/livechat/line/128/chat/10585',
        data: { line: { id: 128, name: 'linename' }, chat: { id: 10585 }, user: { id: 1984 } },
      },
    });
  });
});

/**
 * The id as the contract words it, worked out from what the sample means and not from our decoder. Secrets do not
 * count: a replay from quarantine, which has none, must have the same id.
 */
const idsOf = (sample: string): string[] => {
  const payload = throughPhp(meaningOf(sample).payload);
  if (typeof payload !== 'object') throw new Error(`${sample} has no payload`);
  const { data } = payload;
  const listed = typeof data === 'object' ? (data['MESSAGES'] ?? data['DATA']) : undefined;
  const items = typeof listed === 'object' ? ('0' in listed ? Object.values(listed) : [listed]) : [data];
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([, child]) => typeof child !== 'string' || !sampleSecrets.includes(child))
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([key, child]) => [key, sorted(child)]),
        )
      : value;
  return items.map((item) =>
    createHash('sha256')
      .update(JSON.stringify([member, payload['event'], payload['ts'], sorted(item), 0]))
      .digest('hex')
      .slice(0, 32),
  );
};

describe('every sample', () => {
  test.each(publishedSamples)(
    '%s reaches the bus and the topic, byte for byte the same, without a secret',
    async (sample) => {
      const response = await postSample(sample);
      const expected = expectedOf(sample);
      const ids = idsOf(sample);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.json()).toEqual({
        status: 'published',
        events: expected.map(({ type }, index) => ({ id: ids[index], type })),
      });

      const seen = await onTheBus(run.url);
      const details = seen.flatMap((each) => (each.target === 'eventbridge' ? [each.entry.detail] : []));
      const messages = seen.flatMap((each) => (each.target === 'sns' ? [each.entry.Message] : []));
      expect(details).toMatchObject(expected.map((event, index) => ({ ...event, id: ids[index] })));
      expect(details.map(({ data }) => data)).toEqual(expected.map(({ data }) => data));
      expect(messages.map((message) => JSON.parse(message) as unknown)).toEqual(details);
      expect(messages).toEqual(details.map((detail) => JSON.stringify(detail)));
      for (const secret of sampleSecrets) {
        expect(JSON.stringify(seen)).not.toContain(secret);
        expect(run.lines.join('\n')).not.toContain(secret);
      }
    },
  );

  test('carries the routing attributes on the topic', async () => {
    await postSample('session-start.code-custom-connector');
    const [topic] = (await onTheBus(run.url)).flatMap((each) => (each.target === 'sns' ? [each.entry] : []));
    expect(topic?.MessageAttributes).toEqual({
      event: { Type: 'String', Value: 'OnSessionStart' },
      type: { Type: 'String', Value: 'com.bitrix24.imopenlines.session.started.v1' },
      portal: { Type: 'String', Value: member },
      connector: { Type: 'String', Value: 'myconnector' },
      line: { Type: 'Number', Value: '107' },
    });
  });

  test('posted twice, has the same id twice', async () => {
    const [first, second] = [await postSample('seed-session-start'), await postSample('seed-session-start')];
    expect(await first.json()).toEqual(await second.json());
  });
});

describe('samples of other routes', () => {
  test.each([
    ['app-install.doc', 202],
    ['app-install.code-local-null-version', 202],
    ['app-uninstall.doc-clean-1', 202],
    ['app-update.doc', 202],
    ['app-user-ready.doc', 202],
    ['edge.auth-absent', 400],
    ['install-page.post-default', 400],
    ['install-page.query', 400],
  ])(
    '%s, posted to the route of OnAppTest, answers %i and nothing reaches the bus',
    async (sample, status) => {
      const response = await postForm(run.url, catalogue.OnAppTest.route, formOf(sample));
      expect(response.status).toBe(status);
      expect(await onTheBus(run.url)).toEqual([]);
      if (status !== 202) return;
      const { reference } = (await response.json()) as { reference: string };
      const held = (await stored(run.url, 'quarantine')).find((record) => record['reference'] === reference);
      expect(held).toMatchObject({
        reason: 'wrong-route',
        route: 'OnAppTest',
        body: { event: meaningOf(sample).event },
      });
      for (const secret of sampleSecrets) expect(JSON.stringify(held)).not.toContain(secret);
    },
  );
});
