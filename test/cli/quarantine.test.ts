import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nest } from '../../lib/form/nest.ts';
import { pairsOf } from '../../lib/form/pairs.ts';
import type { QuarantineRecord } from '../../lib/publish/record.ts';
import { withoutSecrets } from '../../lib/redact.ts';
import { clearBus, onTheBus, playFaults, stored } from '../local-run.ts';
import { sampleSecrets } from '../samples.ts';
import { type Ended, runCommand, startCommand } from './command-line.ts';
import { type Deployment, startDeployment, withEnvironment } from './deployment.ts';
import { emptyQueue, putRecords, putTexts } from './queues.ts';
import { idOf, posted, sessionStart } from './session-starts.ts';

const MEMBER_ID = 'a223c6b3710f85df22e9377d6c4f7553';

let deployment: Deployment;
let chat = 1000;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.stop());
afterEach(async () => {
  await playFaults(deployment.url, {});
  await emptyQueue(deployment.environment, 'QUARANTINE_QUEUE_URL');
  await clearBus(deployment.url);
});

/** Runs `quarantine ...`; whatever it prints holds no secret. */
const quarantine = async (...args: readonly string[]): Promise<Ended> => {
  const ended = await runCommand(['quarantine', ...args, '--url', deployment.url]);
  const secrets = [...sampleSecrets, ...(await deployment.secrets())];
  expect(secrets.filter((secret) => (ended.stdout + ended.stderr).includes(secret))).toEqual([]);
  return ended;
};

const json = async <Document>(...args: readonly string[]) => {
  const { stdout, code } = await quarantine(...args, '--json');
  return { ...(JSON.parse(stdout) as Document), code };
};

type Listed = { readonly quarantined: Record<string, unknown>[]; readonly unreadable: number };
type Replayed = {
  readonly done: number;
  readonly stillInvalid: number;
  readonly replayed: { reference: string; outcome: string; ids: string[]; errors: object[] }[];
};
type Fault = { readonly error: { readonly code: string; readonly message: string; readonly cure: string } };

const inQuarantine = async (): Promise<QuarantineRecord[]> =>
  (await stored(deployment.url, 'quarantine')) as unknown as QuarantineRecord[];

const onBus = async (): Promise<string[]> =>
  (await onTheBus(deployment.url)).flatMap((seen) =>
    seen.target === 'eventbridge' ? [String(seen.entry.detail['id'])] : [],
  );

/** What a body of another chat is answered that is not valid. */
const postInvalid = async () => {
  chat += 1;
  const body = await sessionStart(chat, { 'data.DATA.connector.line_id': 'L1', 'data.DATA.line.id': 'L1' });
  return await posted<{ reference: string }>(deployment.url, body);
};

/** A body that an older schema has refused and that of today takes, as it lies in quarantine. */
const fixedRecord = (form: string, more: Partial<QuarantineRecord> = {}): QuarantineRecord => {
  const body = withoutSecrets(nest(pairsOf(form), { maxDepth: 16 }));
  chat += 1;
  return {
    kind: 'quarantined',
    version: 1,
    reference: chat.toString(16).padStart(32, '0'),
    reason: 'invalid',
    errors: [{ path: 'data.DATA.line.name', message: 'is not known yet' }],
    items: [],
    route: 'OnSessionStart',
    memberId: MEMBER_ID,
    receivedtime: '2026-05-02T11:33:52.000Z',
    body,
    ...more,
  };
};

const put = (...records: readonly QuarantineRecord[]): Promise<void> =>
  putRecords(deployment.environment, 'QUARANTINE_QUEUE_URL', records);

describe('quarantine list', () => {
  it('says that there is nothing', async () => {
    expect(await quarantine('list')).toEqual({ code: 0, stdout: 'Nothing is in quarantine.\n', stderr: '' });
  });

  it('has a row per body, with its first error, and leaves everything where it is', async () => {
    const { reference } = await postInvalid();
    const before = await inQuarantine();
    for (let time = 0; time < 2; time++) {
      const { stdout, code } = await quarantine('list');
      const [heading, row, end] = stdout.split('\n');
      expect(heading?.split(/ {2,}/)).toEqual([
        'AGE',
        'REFERENCE',
        'EVENT',
        'PORTAL',
        'REASON',
        'FIRST ERROR',
      ]);
      expect(row?.split(/ {2,}/)).toEqual([
        expect.stringMatching(/^\d+s$/),
        reference,
        'OnSessionStart',
        MEMBER_ID,
        'invalid',
        'data.DATA.connector.line_id is not a whole number (line.id)',
      ]);
      expect({ end, code }).toEqual({ end: '', code: 0 });
    }
    expect(await inQuarantine()).toEqual(before);
  });

  it('filters by event, reason, portal, time and reference', async () => {
    const form = await sessionStart(1);
    const one = fixedRecord(form);
    const other = fixedRecord(form, {
      reason: 'wrong-route',
      route: 'OnSessionFinish',
      memberId: 'b'.repeat(32),
      receivedtime: '2026-05-03T00:00:00.000Z',
    });
    await put(other, one);
    const found = async (...args: readonly string[]) =>
      (await json<Listed>('list', ...args)).quarantined.map(({ reference }) => reference);
    expect(await found()).toEqual([one.reference, other.reference]);
    expect(await found('--event', 'onsessionfinish')).toEqual([other.reference]);
    expect(await found('--event', 'OnSessionStart')).toEqual([one.reference, other.reference]);
    expect(await found('--reason', 'invalid')).toEqual([one.reference]);
    expect(await found('--portal', 'B'.repeat(32))).toEqual([other.reference]);
    expect(await found('--since', '2026-05-03')).toEqual([other.reference]);
    expect(await found('--until', '2026-05-03T00:00:00Z')).toEqual([one.reference]);
    expect(await found('--reference', one.reference)).toEqual([one.reference]);
    expect(await found('--since', '1s')).toEqual([]);
  }, 60_000);

  it('tells of messages that are no records', async () => {
    await putTexts(deployment.environment, 'QUARANTINE_QUEUE_URL', ['{"kind":"quarantined"}']);
    const { stdout } = await quarantine('list');
    expect(stdout).toBe(
      'Nothing is in quarantine.\n1 message is no record of this version of b24bus, and stays where it is.\n',
    );
  });

  it('cannot be reached without SQS', async () => {
    await playFaults(deployment.url, { sqs: 'error' });
    const { code, stdout, stderr } = await quarantine('list');
    await playFaults(deployment.url, {});
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^The quarantine queue http.* cannot be used: InternalError: injected\n→ /);
  });
});

describe('quarantine show', () => {
  it('marks the errors in the body, which has no secrets', async () => {
    const { reference } = await postInvalid();
    const { stdout, code } = await quarantine('show', reference);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^reference +${reference}\nreason +invalid\nevent +OnSessionStart\n`));
    expect(stdout).toContain('1 error, in the body without its secrets:\n  event: ONSESSIONSTART\n');
    expect(stdout).toContain(
      '        line_id: L1\n          ✗ is not a whole number (line.id)\n        chat_id: ',
    );
    expect(stdout).not.toContain('application_token');
  });

  it('marks what is missing at the deepest place that is there', async () => {
    const record = fixedRecord(await sessionStart(2), {
      errors: [{ path: 'data.DATA.session.id', message: 'session.id is missing' }],
    });
    await put(record);
    const { stdout } = await quarantine('show', record.reference);
    expect(stdout).toContain('    DATA:\n      ✗ session.id: session.id is missing\n      connector:\n');
  });

  it('shows a body that was posted to another event’s route as both', async () => {
    const { reference } = await posted<{ reference: string }>(
      deployment.url,
      await sessionStart(3),
      '/events/on-session-finish',
    );
    const { stdout } = await quarantine('show', reference);
    expect(stdout).toMatch(/\nevent +OnSessionStart\nposted to +OnSessionFinish\n/);
  });
});

describe('quarantine replay', () => {
  it('publishes what is valid now under the id that it would have had, and deletes it', async () => {
    const form = await sessionStart(4);
    const record = fixedRecord(form);
    await put(record);
    const { replayed, code, done } = await json<Replayed>('replay', record.reference);
    const ids = await onBus();
    expect({ code, done, outcome: replayed[0]?.outcome }).toEqual({ code: 0, done: 1, outcome: 'published' });
    expect(await inQuarantine()).toEqual([]);
    expect(ids).toEqual([await idOf(deployment.url, form)]);
    expect(replayed[0]?.ids).toEqual(ids);
  });

  it('publishes a body of another event’s route as the event that it is', async () => {
    const form = await sessionStart(5);
    await posted(deployment.url, form, '/events/on-session-finish');
    const { stdout, code } = await quarantine('replay', '--reason', 'wrong-route');
    expect(code).toBe(0);
    expect(stdout).toContain('1 left the quarantine, 0 are still not valid.\n');
    expect(await onBus()).toEqual([await idOf(deployment.url, form)]);
  });

  it('keeps what is still not valid, and says why', async () => {
    const { reference } = await postInvalid();
    const { code, done, stillInvalid, replayed } = await json<Replayed>('replay', '--all');
    expect({ code, done, stillInvalid }).toEqual({ code: 1, done: 0, stillInvalid: 1 });
    expect(replayed).toMatchObject([
      {
        reference,
        outcome: 'quarantined',
        ids: [],
        errors: [{ path: 'data.DATA.connector.line_id', message: 'is not a whole number (line.id)' }],
      },
    ]);
    expect((await inQuarantine()).map((record) => record.reference)).toEqual([reference]);
    expect(await onBus()).toEqual([]);
  });

  it('rehearses without publishing or deleting', async () => {
    const record = fixedRecord(await sessionStart(6));
    await put(record);
    const { stdout, code } = await quarantine('replay', '--all', '--dry-run');
    expect({ code, summary: stdout.split('\n').at(-2) }).toEqual({
      code: 0,
      summary: '1 would leave the quarantine, 0 are still not valid.',
    });
    expect((await inQuarantine()).map(({ reference }) => reference)).toEqual([record.reference]);
    expect(await onBus()).toEqual([]);
  });

  it('names references that are not there', async () => {
    const { error, code } = await json<Fault>('replay', 'f'.repeat(32));
    expect({ code, error: error.code }).toEqual({ code: 1, error: 'NOT_IN_QUARANTINE' });
    expect(error.cure).toBe(`See what is: npx b24bus quarantine list --url ${deployment.url}`);
  });

  it('keeps what nobody takes', async () => {
    const record = fixedRecord(await sessionStart(7));
    await put(record);
    await playFaults(deployment.url, { eventbridge: 'error', sns: 'error' });
    const broken = { ...deployment.environment, UNDELIVERED_QUEUE_URL: 'http://127.0.0.1:1/0/gone' };
    const { code, stderr } = await withEnvironment(broken, (url) =>
      runCommand(['quarantine', 'replay', '--all', '--url', url]),
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^Neither the destinations nor the undelivered queue take events\. 0 were replayed/m,
    );
    expect((await inQuarantine()).map(({ reference }) => reference)).toEqual([record.reference]);
  });

  it('can be interrupted and resumed: nothing is lost, nothing done twice', async () => {
    const forms = await Promise.all(Array.from({ length: 35 }, (_, at) => sessionStart(5000 + at)));
    await put(...forms.map((form) => fixedRecord(form)));
    const before = (await stored(deployment.url, 'undelivered')).length;
    await playFaults(deployment.url, { eventbridge: 'hang', sns: 'hang' });
    const child = startCommand(['quarantine', 'replay', '--all', '--json', '--url', deployment.url]);
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    await expect
      .poll(async () => (await stored(deployment.url, 'undelivered')).length, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(before + 10);
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number];
    await playFaults(deployment.url, {});
    const { error } = JSON.parse(printed) as Fault;
    expect({ code, error: error.code }).toEqual({ code: 130, error: 'INTERRUPTED' });
    const early = (await stored(deployment.url, 'undelivered')).slice(before);
    const left = await inQuarantine();
    expect(error.message).toContain(`${early.length} were replayed`);
    expect(left.length).toBe(35 - early.length);
    expect(left.length).toBeGreaterThan(0);

    const { done } = await json<Replayed>('replay', '--all');
    expect(done).toBe(left.length);
    const ids = [...early.map(({ event }) => (event as { id: string }).id), ...(await onBus())];
    expect([ids.length, new Set(ids).size]).toEqual([35, 35]);
    expect(await inQuarantine()).toEqual([]);
  }, 60_000);
});

describe('quarantine drop', () => {
  it('does nothing before it is confirmed', async () => {
    const { reference } = await postInvalid();
    const { code, stderr } = await quarantine('drop', reference);
    expect(code).toBe(2);
    expect(stderr).toContain(`npx b24bus quarantine drop ${reference} --yes --url ${deployment.url}`);
    expect((await inQuarantine()).map((record) => record.reference)).toEqual([reference]);
  });

  it('deletes this body and no other', async () => {
    const { reference } = await postInvalid();
    const other = await postInvalid();
    const { stdout, code } = await quarantine('drop', reference, '--yes');
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${reference} is dropped.\n` });
    expect((await inQuarantine()).map((record) => record.reference)).toEqual([other.reference]);
  });
});

describe.each(['show', 'drop'])('quarantine %s', (command) => {
  it('names a reference that is not there', async () => {
    const { error, code } = await json<Fault>(command, 'e'.repeat(32));
    expect({ code, error: error.code }).toEqual({ code: 1, error: 'NOT_IN_QUARANTINE' });
  });
});

describe('wrong usage', () => {
  it.each([
    [['replay'], 'It is not said what to replay.'],
    [['replay', '--all', '--reason', 'invalid'], '--all is given beside what it is not all of.'],
    [['replay', 'x'], 'It must have 32 hexadecimal digits.'],
    [['list', '--event', 'OnSession'], 'There is no event OnSession.\n→ Give one of these: OnIm'],
    [['list', '--reason', 'other'], 'Allowed choices are invalid, wrong-route, fault.'],
    [['list', '--since', 'yesterday'], 'It must be a time with its zone, such as 2026-05-02T11:33:52Z'],
    [['list', '--since', '1h', '--until', '2h'], '--until is not after --since.'],
    [['show'], "missing required argument 'reference'"],
  ])('of %j ends with 2', async (args, text) => {
    const { code, stdout, stderr } = await quarantine(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });
});
