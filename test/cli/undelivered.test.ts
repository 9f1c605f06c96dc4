import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StoredRecord, UndeliveredRecord } from '../../lib/publish/record.ts';
import { clearBus, onTheBus, playFaults, stored } from '../local-run.ts';
import { sampleSecrets } from '../samples.ts';
import { type Ended, runCommand } from './command-line.ts';
import { type Deployment, startDeployment, withEnvironment } from './deployment.ts';
import { emptyQueue, putRecords, putTexts } from './queues.ts';
import { posted, sessionStart } from './session-starts.ts';

const MEMBER_ID = 'a223c6b3710f85df22e9377d6c4f7553';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.stop());
afterEach(async () => {
  await playFaults(deployment.url, {});
  for (const queue of ['UNDELIVERED_QUEUE_URL', 'UNDELIVERED_DEAD_LETTER_QUEUE_URL'] as const) {
    await emptyQueue(deployment.environment, queue);
  }
  await clearBus(deployment.url);
});

const run = async (url: string, ...args: readonly string[]): Promise<Ended> => {
  const ended = await runCommand(['undelivered', ...args, '--url', url]);
  expect(sampleSecrets.filter((secret) => (ended.stdout + ended.stderr).includes(secret))).toEqual([]);
  return ended;
};

const undelivered = (...args: readonly string[]): Promise<Ended> => run(deployment.url, ...args);

const json = async <Document>(...args: readonly string[]) => {
  const { stdout, code } = await undelivered(...args, '--json');
  return { ...(JSON.parse(stdout) as Document), code };
};

type Listed = { readonly undelivered: Record<string, unknown>[]; readonly waiting: number };
type Redriven = { readonly moved: number; readonly unreadable: number };
type Fault = { readonly error: { readonly code: string; readonly message: string; readonly cure: string } };

/** What the undelivered queue takes of a session start when the topic does not, of that many chats. */
const records = async (deployed: Deployment, ...chats: readonly number[]): Promise<UndeliveredRecord[]> => {
  await playFaults(deployed.url, { sns: 'error' });
  for (const chat of chats) {
    const { status } = await posted(deployed.url, await sessionStart(chat));
    expect(status).toBe('stored');
  }
  await playFaults(deployed.url, {});
  const all = (await stored(deployed.url, 'undelivered')) as unknown as UndeliveredRecord[];
  await emptyQueue(deployed.environment, 'UNDELIVERED_QUEUE_URL');
  return all;
};

const idOf = ({ event }: UndeliveredRecord): string => event.id;

const inQueue = async (): Promise<string[]> =>
  ((await stored(deployment.url, 'undelivered')) as unknown as UndeliveredRecord[]).map(idOf);

const giveUp = (...given: readonly StoredRecord[]): Promise<void> =>
  putRecords(deployment.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', given);

/** The events that were given up, as the command line lists them. */
const givenUp = async (): Promise<unknown[]> =>
  (await json<Listed>('list')).undelivered.flatMap(({ queue, id }) => (queue === 'dead-letter' ? [id] : []));

describe('undelivered list', () => {
  it('says that there is nothing', async () => {
    expect(await undelivered('list')).toEqual({ code: 0, stdout: 'Nothing is undelivered.\n', stderr: '' });
  });

  it('has a row per event of both queues, oldest first, and leaves all of them there', async () => {
    const [one, other] = await records(deployment, 1, 2);
    if (one === undefined || other === undefined) throw new Error('nothing was stored');
    await giveUp(one);
    await putRecords(deployment.environment, 'UNDELIVERED_QUEUE_URL', [other]);
    for (let time = 0; time < 2; time++) {
      const { stdout, code } = await undelivered('list');
      const [heading, ...rows] = stdout.split('\n').map((line) => line.split(/ {2,}/));
      expect(code).toBe(0);
      expect(heading).toEqual(['AGE', 'ID', 'EVENT', 'PORTAL', 'DESTINATIONS', 'LAST REJECTION', 'QUEUE']);
      const rowOf = (id: string, queue: string) => [
        expect.stringMatching(/^\d+s$/),
        id,
        'OnSessionStart',
        MEMBER_ID,
        'sns',
        'InternalErrorException',
        queue,
      ];
      expect(rows).toEqual([
        rowOf(idOf(one), 'dead-letter'),
        rowOf(idOf(other), 'undelivered'),
        [`1 of them has been given up: npx b24bus undelivered redrive --all --url ${deployment.url}`],
        [''],
      ]);
    }
  });

  it('counts what waits for its next attempt and cannot be looked at', async () => {
    await playFaults(deployment.url, { eventbridge: 'error' });
    await posted(deployment.url, await sessionStart(3));
    expect((await undelivered('list')).stdout).toBe(
      'Nothing undelivered can be looked at.\n1 more waits for the next attempt, and cannot be looked at until then.\n',
    );
  });

  it('shows bodies whose sender is unknown, and what is no record', async () => {
    await putTexts(deployment.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', ['not json']);
    await giveUp({
      kind: 'unverified',
      version: 1,
      route: 'OnSessionStart',
      memberId: MEMBER_ID,
      tokenDigest: '0'.repeat(64),
      receivedtime: '2026-05-02T11:33:52.000Z',
      body: { event: 'ONSESSIONSTART' },
    });
    const { undelivered: rows } = await json<Listed>('list');
    expect(rows.map(({ kind, event, portal }) => [kind, event, portal])).toEqual([
      ['unverified', 'OnSessionStart', MEMBER_ID],
      ['unreadable', undefined, undefined],
    ]);
  });

  it('needs a deployment that tells of its dead-letter queue', async () => {
    const { UNDELIVERED_DEAD_LETTER_QUEUE_URL: _, ...older } = deployment.environment;
    const { code, stderr } = await withEnvironment(older, (url) => run(url, 'list'));
    expect({ code, cure: stderr.split('\n')[1] }).toEqual({
      code: 1,
      cure: '→ Start the local run again: npm start',
    });
  });
});

describe('undelivered redrive', () => {
  it('moves one event back, and leaves the others', async () => {
    const [one, other] = await records(deployment, 11, 12);
    if (one === undefined || other === undefined) throw new Error('nothing was stored');
    await giveUp(one, other);
    const { stdout, code } = await undelivered('redrive', '--id', idOf(one));
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1 was moved back into the undelivered queue.\n',
    });
    expect(await inQueue()).toEqual([idOf(one)]);
    expect(await givenUp()).toEqual([idOf(other)]);
  });

  it('moves all but what is no record', async () => {
    const all = await records(deployment, ...Array.from({ length: 12 }, (_, at) => 100 + at));
    await giveUp(...all);
    await putTexts(deployment.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', ['not json']);
    expect(await json<Redriven>('redrive', '--all')).toEqual({ code: 1, moved: 12, unreadable: 1 });
    expect((await inQueue()).toSorted()).toEqual(all.map(idOf).toSorted());
    expect(await givenUp()).toEqual([undefined]);
  });

  it('leaves what the queue does not take, and moves it the next time', async () => {
    const [one] = await records(deployment, 21);
    if (one === undefined) throw new Error('nothing was stored');
    await giveUp(one);
    const broken = { ...deployment.environment, UNDELIVERED_QUEUE_URL: 'http://127.0.0.1:1/0/gone' };
    const { code, stderr } = await withEnvironment(broken, (url) => run(url, 'redrive', '--all'));
    expect(code).toBe(3);
    expect(stderr).toContain('The undelivered queue does not take them');
    expect(stderr).toContain('0 were moved back into the undelivered queue. The rest is as it was.');
    expect(await json<Redriven>('redrive', '--all')).toEqual({ code: 0, moved: 1, unreadable: 0 });
    expect(await inQueue()).toEqual([idOf(one)]);
  });

  it('names ids that are not there', async () => {
    const { error, code } = await json<Fault>('redrive', '--id', 'a'.repeat(32));
    expect({ code, error: error.code }).toEqual({ code: 1, error: 'NOT_GIVEN_UP' });
    expect(error.cure).toBe(`See what is: npx b24bus undelivered list --url ${deployment.url}`);
  });

  it('has the event delivered to the destination that lacks it', async () => {
    const healing = await startDeployment({ REDELIVERY: 'on' });
    try {
      const [one] = await records(healing, 31);
      if (one === undefined) throw new Error('nothing was stored');
      await clearBus(healing.url);
      await putRecords(healing.environment, 'UNDELIVERED_DEAD_LETTER_QUEUE_URL', [one]);
      expect((await run(healing.url, 'redrive', '--all')).code).toBe(0);
      const seen = () => onTheBus(healing.url);
      await expect.poll(async () => (await seen()).length, { timeout: 30_000, interval: 500 }).toBe(1);
      const [event] = await seen();
      expect(event?.target).toBe('sns');
      expect(JSON.stringify(event)).toContain(idOf(one));
    } finally {
      await healing.stop();
    }
  }, 60_000);
});

describe('wrong usage', () => {
  it.each([
    [['redrive'], 'It is not said what to move.'],
    [['redrive', '--all', '--id', 'a'.repeat(32)], '--all and --id are given.'],
    [['redrive', '--id', 'a'], 'It must have 32 hexadecimal digits.'],
  ])('of %j ends with 2', async (args, text) => {
    const { code, stdout, stderr } = await undelivered(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });
});
