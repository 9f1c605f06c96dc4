import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../lib/catalogue/index.ts';
import type { Details, Row } from '../../lib/inspector/protocol.ts';
import { bitrix24Of } from '../../lib/local/portal-sender.ts';
import { type Deployment, startDeployment } from '../cli/deployment.ts';
import { onTheBus, postForm } from '../local-run.ts';
import { eventOf, expectedOf, formOf, publishedSamples, sampleSecrets } from '../samples.ts';
import { ask, detailsOf, type Following, follow, leavesOf, valueAt } from './inspector-client.ts';

/** The update brings another token. */
const renewed = 'a223c6b3710f85df22e9377d6c4f7553:0000e4070000c99a0000e4af00000000';

let run: Deployment;
let stream: Following;
/** What subscribers of the topic have got. */
let messages: readonly string[];
const shown = new Map<string, readonly Details[]>();

const routeOf = (sample: string): string => {
  const name = eventOf(sample);
  if (name === undefined) throw new Error(`${sample} is of no event`);
  return catalogue[name].route;
};

beforeAll(async () => {
  run = await startDeployment({ PORTALS: renewed });
  stream = await follow(run.url);
  const counts = publishedSamples.map((sample) => expectedOf(sample).length);
  const rows = await stream.after(
    counts.reduce((sum, count) => sum + count),
    async () => {
      for (const sample of publishedSamples) await postForm(run.url, routeOf(sample), formOf(sample));
    },
  );
  const details = await Promise.all(rows.map((row) => detailsOf(run.url, row)));
  let first = 0;
  for (const [position, sample] of publishedSamples.entries()) {
    const count = counts[position] ?? 0;
    shown.set(sample, details.slice(first, first + count));
    first += count;
  }
  messages = (await onTheBus(run.url)).flatMap((each) => (each.target === 'sns' ? [each.entry.Message] : []));
});
afterAll(async () => {
  stream.stop();
  await run.stop();
});

const detailsOfSample = (sample: string): readonly Details[] => shown.get(sample) ?? [];

/** Follows from the shape, or from other fields. */
const derived = ['data.message.direction', 'data.message.system', 'data.session.closed'];

const isFlag = (wire: unknown): boolean => /^[y1]$/i.test(String(wire));

const meaningOf = (field: string, published: unknown, wire: unknown): unknown => {
  if (field === 'time') return new Date(Number(wire) * 1000).toISOString().replace('.000Z', 'Z');
  if (field === 'source') return `urn:bitrix24:portal:${wire}`;
  if (typeof published === 'boolean') return isFlag(wire);
  if (typeof published === 'number') return Number(wire);
  return wire;
};

describe.each(publishedSamples)('%s', (sample) => {
  test('is shown as it is on the bus', () => {
    const details = detailsOfSample(sample);
    expect(details).toHaveLength(expectedOf(sample).length);
    for (const { row } of details) {
      expect(row).toMatchObject({
        event: eventOf(sample),
        outcome: 'published',
        at: row.published?.receivedtime,
      });
      expect(messages).toContain(JSON.stringify(row.published));
    }
  });

  test('leads from every field to the wire, and from the wire to every field', () => {
    for (const { row, wire, mapping, unmapped } of detailsOfSample(sample)) {
      const { published } = row;
      for (const { field, wire: path } of mapping) {
        const value = valueAt(published, field);
        expect([field, value]).toEqual([field, meaningOf(field, value, valueAt(wire?.body, path))]);
      }
      const mapped = mapping.map(({ field }) => field);
      const isMapped = (leaf: string) =>
        mapped.some((field) => leaf === field || leaf.startsWith(`${field}.`));
      const { unmapped: rest = {}, ...data } = published?.data ?? {};
      const untold = leavesOf(data, 'data').filter((leaf) => !isMapped(leaf));
      expect(derived).toEqual(expect.arrayContaining(untold));
      expect(mapped).toEqual(expect.arrayContaining(['time', 'source']));
      const valuesOf = (paths: readonly string[], of: unknown) =>
        paths.map((path) => valueAt(of, path)).sort();
      expect(valuesOf(unmapped, wire?.body)).toEqual(valuesOf(leavesOf(rest, 'x'), { x: rest }));
    }
  });

  test('is shown as it was posted and sent', async () => {
    for (const { row, wire, sent, answer, log } of detailsOfSample(sample)) {
      const form = formOf(sample);
      expect(wire).toMatchObject({ method: 'POST', bytes: Buffer.byteLength(form) });
      const masked = sampleSecrets.reduce(
        (rest, secret) => rest.replaceAll(secret, encodeURIComponent('••••••')),
        form,
      );
      expect(wire?.form).toBe(masked);
      expect(answer?.status).toBe(200);
      expect(sent.eventbridge).toMatchObject({
        EventBusName: 'b24bus-local',
        DetailType: row.event,
        Time: expect.stringMatching(/Z$/),
        Detail: JSON.stringify(row.published),
      });
      expect(sent.sns).toMatchObject({
        Message: JSON.stringify(row.published),
        MessageAttributes: { event: { DataType: 'String', StringValue: row.event } },
      });
      expect(log.at(-1)).toContain('"message":"request"');
    }
  });
});

test('an installation is shown with what it has set up', async () => {
  const [row] = await stream.after(1, () => run.installed());
  expect(row).toMatchObject({ event: 'OnAppInstall', outcome: 'published' });
  expect((await detailsOf(run.url, row as Row)).answer?.body).toContain('"boundEvents":[');
});

test('an installation by the page is shown with its event', async () => {
  const bitrix24 = await bitrix24Of(run.url);
  const { memberId } = await bitrix24.createPortal();
  const [row] = await stream.after(1, () =>
    bitrix24.install(memberId, { url: `${run.url}/app/install`, page: true }),
  );
  expect(row).toMatchObject({ event: 'OnAppInstall', outcome: 'published', portal: memberId });
  const seen = (await onTheBus(run.url)).flatMap((each) =>
    each.target === 'sns' ? [each.entry.Message] : [],
  );
  expect(seen).toContain(JSON.stringify(row?.published));
  const { wire, mapping, answer } = await detailsOf(run.url, row as Row);
  expect(wire?.url).toMatch(/^\/app\/install\?DOMAIN=/);
  expect(mapping).toContainEqual({ field: 'source', wire: 'member_id' });
  expect(answer?.body).toContain('<!doctype html>');
});

test('no answer holds a secret', async () => {
  const portal = await run.installed();
  const { bitrix24, url } = run;
  await stream.after(1, () => bitrix24.fire(portal.memberId, 'OnAppTest', { QUERY: { a: '1' } }));
  await stream.after(1, () => bitrix24.update(portal.memberId, { newToken: true, keepsHandlers: true }));
  await stream.after(1, () =>
    postForm(url, '/events/on-session-start', formOf('seed-session-start').replace('128', 'abc')),
  );
  const paths = [
    'about',
    'queues',
    'portals',
    ...Object.keys(catalogue).map((name) => `templates/${name}`),
    ...stream.rows.map(({ seq }) => `rows/${seq}`),
  ];
  const texts = [stream.text()];
  for (const path of paths) {
    const { status, text } = await ask(url, `/_inspector/${path}`);
    expect([path, status]).toEqual([path, 200]);
    texts.push(text);
  }
  const all = texts.join('\n');
  for (const secret of [...sampleSecrets, ...(await run.secrets())]) expect(all).not.toContain(secret);
});
