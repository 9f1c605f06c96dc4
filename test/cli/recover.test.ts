import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { undeliveredLine } from '../../lib/log.ts';
import { onTheBus, playFaults, postForm, stored } from '../local-run.ts';
import { sampleSecrets } from '../samples.ts';
import { type Ended, runCommand, startCommand } from './command-line.ts';
import { type Deployment, startDeployment, withEnvironment } from './deployment.ts';
import { type LogLine, startLogEndpoint } from './log-endpoint.ts';
import { emptyQueue } from './queues.ts';
import { idOf, route, sessionStart } from './session-starts.ts';

const GROUP = '/aws/lambda/b24bus-local-OnSessionStart';
const outage = { eventbridge: 'error', sns: 'error', sqs: 'error' };

let deployment: Deployment;
let folder: string;
/** Before anything was logged. */
let started: string;
let state: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'b24bus-recover-'));
  started = new Date().toISOString();
  deployment = await startDeployment();
});
afterAll(async () => {
  await deployment.stop();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await playFaults(deployment.url, {});
  for (const queue of ['UNDELIVERED_QUEUE_URL', 'QUARANTINE_QUEUE_URL'] as const) {
    await emptyQueue(deployment.environment, queue);
  }
});

/** A file that no run has written yet. */
const newState = (): string => {
  state = join(folder, randomUUID());
  return state;
};

const recover = async (...args: readonly string[]): Promise<Ended> => {
  const ended = await runCommand(['recover', ...args, '--state', state, '--url', deployment.url]);
  expect(sampleSecrets.filter((secret) => (ended.stdout + ended.stderr).includes(secret))).toEqual([]);
  return ended;
};

type Recovered = {
  readonly code: number | null;
  readonly found: number;
  readonly recovered: { readonly undelivered: number; readonly quarantine: number };
  readonly recoveredBefore: number;
  readonly duplicates: number;
  readonly unreadable: readonly Record<string, string>[];
  readonly events: Record<string, number>;
  readonly logGroups: readonly string[];
  readonly error?: { readonly code: string; readonly message: string };
};

const documentOf = ({ stdout, code }: Ended): Recovered => ({
  ...(JSON.parse(stdout) as Omit<Recovered, 'code'>),
  code,
});

const json = async (...args: readonly string[]): Promise<Recovered> =>
  documentOf(await recover(...args, '--json'));

/** Posts bodies while nothing of AWS works; answers when that was. */
const postInOutage = async (forms: readonly string[], { url } = deployment): Promise<string> => {
  const since = new Date().toISOString();
  await playFaults(url, outage);
  for (const form of forms) expect((await postForm(url, route, form)).status).toBe(503);
  await playFaults(url, {});
  return since;
};

const idsOnBus = async ({ url }: Deployment): Promise<unknown[]> =>
  (await onTheBus(url)).flatMap((seen) => (seen.target === 'eventbridge' ? [seen.entry.detail['id']] : []));

const undeliveredIds = async (): Promise<unknown[]> =>
  (await stored(deployment.url, 'undelivered')).map(({ event }) => (event as { id: string }).id);

describe('recover, after an outage of everything', () => {
  it('brings the events that were answered 503 onto the bus, once, under their ids', async () => {
    newState();
    const healing = await startDeployment({ REDELIVERY: 'on' });
    const recoverHere = async (...args: readonly string[]) =>
      documentOf(await runCommand(['recover', ...args, '--state', state, '--url', healing.url, '--json']));
    try {
      const forms = await Promise.all([sessionStart(1), sessionStart(2)]);
      const since = await postInOutage(forms, healing);
      expect(await stored(healing.url, 'undelivered')).toEqual([]);

      const first = await recoverHere('--since', since);
      expect(first).toMatchObject({
        code: 0,
        found: 2,
        recovered: { undelivered: 2, quarantine: 0 },
        recoveredBefore: 0,
        duplicates: 0,
        events: { OnSessionStart: 2 },
      });
      expect(first.logGroups).toContain(GROUP);
      const ids = () => idsOnBus(healing);
      await expect.poll(ids, { timeout: 30_000, interval: 500 }).toHaveLength(2);

      const again = await recoverHere('--since', since);
      expect(again).toMatchObject({ code: 0, found: 2, recovered: { undelivered: 0 }, recoveredBefore: 2 });
      const arrived = await ids();
      const expected = await Promise.all(forms.map((form) => idOf(healing.url, form)));
      expect(arrived.toSorted()).toEqual(expected.toSorted());
    } finally {
      await healing.stop();
    }
  }, 60_000);

  it('puts a body that is not valid into quarantine', async () => {
    newState();
    const since = await postInOutage([
      await sessionStart(3, { 'data.DATA.connector.line_id': 'L1', 'data.DATA.line.id': 'L1' }),
    ]);
    const { stdout, code } = await recover('--since', since, '--log-group', GROUP);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Searched ${GROUP}, from ${since} to `));
    expect(stdout).toContain('\n0 put into the undelivered queue, 1 into the quarantine queue\n');
    expect(await stored(deployment.url, 'quarantine')).toMatchObject([
      { kind: 'quarantined', reason: 'invalid', route: 'OnSessionStart' },
    ]);
  });

  it('sends an event once that was posted twice', async () => {
    newState();
    const form = await sessionStart(4);
    const since = await postInOutage([form, form]);
    expect(await json('--since', since)).toMatchObject({
      found: 2,
      recovered: { undelivered: 1 },
      duplicates: 1,
    });
    expect(await json('--since', since)).toMatchObject({ recovered: { undelivered: 0 }, recoveredBefore: 2 });
  });

  it('keeps keys with escapes, whatever record came before', async () => {
    newState();
    const since = await postInOutage([
      await sessionStart(8, { 'data.DATA.mood.x': '1', 'data.DATA.\\': '2' }),
      await sessionStart(9, { 'data.DATA.mood': '1', 'data.DATA."': '2' }),
    ]);
    expect(await json('--since', since)).toMatchObject({ recovered: { undelivered: 2 } });
    // As text: parsed as usual it could come back wrong here, too.
    const kept = await (await fetch(`${deployment.url}/_local/undelivered`)).text();
    expect(kept).toContain(String.raw`"mood":{"x":"1"},"\\":"2"`);
    expect(kept).toContain(String.raw`"mood":"1","\"":"2"`);
  });

  it('looks at the given time only', async () => {
    newState();
    await postInOutage([await sessionStart(5)]);
    const { stdout, code } = await recover('--since', '2d', '--until', started, '--log-group', GROUP);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^No UNDELIVERED record in ${GROUP}, from .* to ${started}\\.\n$`));
  });

  it('rehearses without sending or remembering', async () => {
    newState();
    const since = await postInOutage([await sessionStart(6)]);
    const { stdout, code } = await recover('--since', since, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('1 would be put into the undelivered queue');
    expect([existsSync(state), await undeliveredIds()]).toEqual([false, []]);
  });

  it('remembers nothing that the queue did not take, and goes on from there', async () => {
    newState();
    const since = await postInOutage([await sessionStart(7)]);
    await playFaults(deployment.url, { sqs: 'error' });
    const refused = await recover('--since', since);
    await playFaults(deployment.url, {});
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/^The undelivered queue does not take the records: InternalError: /);
    expect(await json('--since', since)).toMatchObject({ recovered: { undelivered: 1 }, recoveredBefore: 0 });
  });
});

describe('recover, from a log of CloudWatch', () => {
  const lineOf = (chat: number): LogLine => ({
    eventId: `event-${chat}`,
    message: `${undeliveredLine(
      JSON.stringify({
        kind: 'undelivered',
        version: 1,
        name: 'OnSessionStart',
        source: 'bitrix24.imopenlines',
        rejections: { eventbridge: { code: 'Deadline', message: 'no answer before the deadline' } },
        event: {
          id: String(chat).padStart(32, '0'),
          type: 'com.bitrix24.imopenlines.session.started.v1',
          source: 'urn:bitrix24:portal:a223c6b3710f85df22e9377d6c4f7553',
          time: '2026-05-02T11:33:52Z',
          receivedtime: new Date().toISOString(),
          partitionkey: `a223c6b3710f85df22e9377d6c4f7553/${chat}`,
          data: {},
        },
      }),
      'request',
    )}\n`,
  });

  const withLog = async <Result>(
    pages: readonly (readonly LogLine[])[],
    use: (url: string, log: Awaited<ReturnType<typeof startLogEndpoint>>) => Promise<Result>,
  ): Promise<Result> => {
    const log = await startLogEndpoint(pages);
    const environment = { ...deployment.environment, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: log.url };
    try {
      return await withEnvironment(environment, (url) => use(url, log));
    } finally {
      log.release();
      await log.close();
    }
  };

  const command = (url: string, ...args: readonly string[]) => [
    'recover',
    '--since',
    '1h',
    '--log-group',
    GROUP,
    '--state',
    state,
    '--url',
    url,
    '--json',
    ...args,
  ];

  it('can be interrupted, and goes on where it was', async () => {
    newState();
    const pages = [[lineOf(1), lineOf(2)], [lineOf(3)], [lineOf(4)]];
    const error = await withLog(pages, async (url, log) => {
      const child = startCommand(command(url));
      await log.secondAsked;
      child.kill('SIGINT');
      log.release();
      const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      return { code, ...(JSON.parse(printed) as Recovered).error };
    });
    expect(error).toMatchObject({ code: 'INTERRUPTED' });
    // The page that was asked for when the signal came may still be taken.
    const [heading, ...early] = readFileSync(state, 'utf8').trim().split('\n');
    expect(heading).toBe('{"b24bus":"recover","version":1}');
    expect(['event-1 event-2', 'event-1 event-2 event-3']).toContain(early.join(' '));
    expect(await undeliveredIds()).toHaveLength(early.length);

    const resumed = await withLog(pages, async (url, log) => {
      log.release();
      return documentOf(await runCommand(command(url)));
    });
    expect(resumed).toMatchObject({
      code: 0,
      recovered: { undelivered: 4 - early.length },
      recoveredBefore: early.length,
    });
    const ids = [1, 2, 3, 4].map((chat) => String(chat).padStart(32, '0'));
    expect((await undeliveredIds()).toSorted()).toEqual(ids);
  });

  it('ignores what only looks like a record, and names what has been cut', async () => {
    newState();
    const whole = lineOf(9);
    const cut = { eventId: 'cut', message: whole.message.slice(0, 120) };
    const other = { eventId: 'other', message: '{"message":"request","detail":"UNDELIVERED"}' };
    const { unreadable, ...found } = await withLog([[other, cut, whole]], async (url) =>
      documentOf(await runCommand(command(url))),
    );
    expect(found).toMatchObject({ code: 1, found: 2, recovered: { undelivered: 1 } });
    expect(unreadable).toEqual([
      { eventId: 'cut', logGroup: GROUP, logStream: 'one', time: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
  });

  it('sends again what is read of a state that was cut', async () => {
    newState();
    writeFileSync(state, '{"b24bus":"recover","version":1}\nevent-1\neve');
    const { recovered, recoveredBefore } = await withLog([[lineOf(1), lineOf(2)]], async (url) =>
      documentOf(await runCommand(command(url))),
    );
    expect({ recovered, recoveredBefore }).toMatchObject({
      recovered: { undelivered: 1 },
      recoveredBefore: 1,
    });
    expect(readFileSync(state, 'utf8')).toBe('{"b24bus":"recover","version":1}\nevent-1\neve\nevent-2\n');
  });

  it('cannot do without CloudWatch Logs', async () => {
    newState();
    const nowhere = { ...deployment.environment, AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://127.0.0.1:1' };
    const { code, stderr } = await withEnvironment(nowhere, (url) =>
      runCommand(['recover', '--since', '1h', '--url', url]),
    );
    expect(code).toBe(3);
    expect(stderr).toContain('The log groups cannot be listed: ECONNREFUSED');
  });
});

describe('wrong usage', () => {
  it.each([
    [[], "required option '--since <time>' not specified", 2],
    [['--since', 'noon'], 'It must be a time with its zone, such as 2026-05-02T11:33:52Z', 2],
    [['--since', '1h', '--until', '2h'], '--until is not after --since.', 2],
    [
      ['--since', '1h', '--log-group', '/aws/lambda/none'],
      '→ Check its name and the region: aws logs describe-log-groups',
      3,
    ],
  ])('of %j is told', async (args, message, exitCode) => {
    newState();
    const { code, stdout, stderr } = await recover(...args);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('does not write into a file that is something else', async () => {
    newState();
    writeFileSync(state, 'my notes\n');
    const { code, stderr } = await recover('--since', '1h');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `${state} is no state of \`b24bus recover\`.\n→ Name another file: --state <file>\n`,
    });
    expect(readFileSync(state, 'utf8')).toBe('my notes\n');
  });
});
