import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Built } from '../../bench/runtime/build.ts';
import { coldStart } from '../../bench/runtime/cold.ts';
import { type Contestant, contestants } from '../../bench/runtime/contestants.ts';
import { startThrottle } from '../../bench/runtime/cpu-share.ts';
import type { Mode, Stage } from '../../bench/runtime/session.ts';
import { startStub } from '../../bench/runtime/stub-client.ts';
import { measureWarm } from '../../bench/runtime/warm.ts';
import { plainClient } from '../chaos/runtime-client.ts';

const possible = process.platform === 'linux' && spawnSync('openssl', ['version']).status === 0;

const JOB = fileURLToPath(new URL('../../bench/contestants/job.mjs', import.meta.url));

// A contestant in a few lines: decodes, checks, and puts one entry that is signed only in appearance.
const PUBLISHING = `
import { entryOf, isKnown } from './job.mjs';
const { AWS_ACCESS_KEY_ID: key, AWS_ENDPOINT_URL_EVENTBRIDGE: url } = process.env;
const put = (entries) => fetch(url, {
  method: 'POST',
  headers: {
    authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/x, Signature=' + '0'.repeat(64),
    'x-amz-target': 'AWSEvents.PutEvents',
  },
  body: JSON.stringify({ Entries: entries }),
});
export const handler = async ({ body }) => {
  const form = new URLSearchParams(Buffer.from(body, 'base64').toString());
  const auth = { member_id: form.get('auth[member_id]'), application_token: form.get('auth[application_token]') };
  const chat = { id: Number(form.get('data[DATA][0][chat][id]')) };
  if (!isKnown(auth)) return { statusCode: 403 };
  const item = { connector: {}, chat };
  const { status } = await put([entryOf({ ts: Number(form.get('ts')), auth, data: { DATA: [item] } })]);
  return { statusCode: status };
};
`;

const MODE: Mode = { protocol: 'plain', memory: undefined };

describe.skipIf(!possible)('the harness', () => {
  const taskRoot = mkdtempSync(join(tmpdir(), 'b24bus-bench-test-'));
  let stage: Stage;

  beforeAll(async () => {
    copyFileSync(JOB, join(taskRoot, 'job.mjs'));
    stage = { stub: await startStub(), runtime: plainClient(), throttle: await startThrottle('duty-cycle') };
  });

  afterAll(() => {
    stage.stub.stop();
    stage.throttle.close();
    rmSync(taskRoot, { recursive: true });
  });

  /** A contestant of this source, under the client of ours, which wants the whole name of the file. */
  const contestant = (file: string, source: string, changed: Partial<Contestant> = {}): Built => {
    writeFileSync(join(taskRoot, file), source);
    const [like] = contestants.filter(({ name }) => name === 'middy');
    if (like === undefined) throw new Error('there is no middy any more');
    const settings = { ...like.settings, _HANDLER: `${file}.handler` };
    return {
      contestant: { ...like, name: file, settings, ...changed },
      taskRoot,
      bytes: 0,
      zipBytes: 0,
      versions: {},
    };
  };

  const publishing = () => contestant('publishing.mjs', PUBLISHING);

  it.each<{ said: string; mode: Mode }>([
    { said: 'over plain HTTP', mode: MODE },
    { said: 'over TLS', mode: { protocol: 'tls', memory: undefined } },
    { said: 'at the CPU share of 1,024 MB', mode: { protocol: 'plain', memory: 1024 } },
  ])('measures a cold start $said', async ({ mode }) => {
    const { wall, init, first, cpu } = await coldStart(publishing(), mode, stage);
    expect(wall).toBeCloseTo(init + first);
    for (const part of [init, first, cpu]) expect(part).toBeGreaterThan(0);
  });

  it('measures warm invocations, with the stub alone beside them', async () => {
    const { results, roundTrip } = await measureWarm([publishing()], MODE, 60, stage);
    expect(results).toMatchObject([{ name: 'publishing.mjs', protocol: 'plain', count: 60 }]);
    expect(results[0]?.memory100).toBeGreaterThan(10);
    // The stub waits for a millisecond before it answers.
    expect(results[0]?.p50).toBeGreaterThanOrEqual(1);
    expect(roundTrip.p50).toBeGreaterThanOrEqual(1);
  });

  it.each<{ said: string; source: string; fault: RegExp; changed?: Partial<Contestant> }>([
    {
      said: 'does not start',
      source: "throw new Error('broken');",
      fault: /^said\.mjs: does not start: .*broken/s,
    },
    {
      said: 'answers anything but 200',
      source: 'export const handler = async () => ({ statusCode: 403 });',
      fault: /^said\.mjs: answers \{"statusCode":403\}$/,
    },
    {
      said: 'publishes nothing',
      source: 'export const handler = async () => ({ statusCode: 200 });',
      fault:
        /^said\.mjs: 1 events were to arrive, as [\da-f]{32} urn:bitrix24:portal:a223\S+; 0 did, as undefined$/,
    },
    {
      said: 'publishes twice',
      source: PUBLISHING.replace('Entries: entries', 'Entries: [...entries, ...entries]'),
      fault: /^said\.mjs: 1 events were to arrive, as \S+ \S+; 2 did, as \S+ \S+$/,
    },
    {
      said: 'publishes under another id',
      source: PUBLISHING.replace("Number(form.get('ts'))", '0'),
      fault: /^said\.mjs: 1 events were to arrive, as \S+ \S+; 1 did, as \S+ \S+$/,
    },
    {
      said: 'does not sign',
      source: PUBLISHING.replace("'0'.repeat(64)", "''"),
      fault: /^said\.mjs: 1 events were to arrive, as \S+ \S+; 0 did, as undefined$/,
    },
    {
      said: 'is to ask the table and does not',
      source: PUBLISHING,
      changed: { asksTable: true },
      fault: /^said\.mjs: does not ask the table$/,
    },
  ])('fails where a contestant $said', async ({ source, changed, fault }) => {
    const built = contestant('said.mjs', source, changed);
    await expect(coldStart(built, MODE, stage)).rejects.toThrow(fault);
  });
});
