import {
  DescribeReplayCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { clearBus, onTheBus, postForm } from '../local-run.ts';
import { formOf } from '../samples.ts';
import { type Ended, runCommand } from './command-line.ts';
import { clientOf, type Deployment, startDeployment } from './deployment.ts';

/** The samples' own times. */
const SPAN = ['--from', '2024-05-02T11:33:00Z', '--to', '2024-05-02T11:34:00Z'];

type Replays = {
  readonly name: string;
  readonly replays: readonly { readonly event: string; readonly state: string; readonly last?: string }[];
};

let deployment: Deployment;
let events: EventBridgeClient;

beforeAll(async () => {
  deployment = await startDeployment();
  events = new EventBridgeClient(clientOf(deployment.environment, 'EVENTBRIDGE'));
  for (const name of ['session-start', 'dialog-start']) {
    const answered = await postForm(
      deployment.url,
      `/events/on-${name === 'session-start' ? name : 'im-connector-dialog-start'}`,
      formOf(`seed-${name}`),
    );
    expect(answered.status).toBe(200);
  }
});

beforeEach(() => clearBus(deployment.url));

afterAll(async () => {
  events.destroy();
  await deployment.stop();
});

const replay = (...args: readonly string[]): Promise<Ended> =>
  runCommand(['replay', ...args, '--url', deployment.url]);

const json = async (...args: readonly string[]): Promise<Replays & { readonly code: number | null }> => {
  const { stdout, code } = await replay(...args, '--json');
  return { ...(JSON.parse(stdout) as Replays), code };
};

/** Names and ids of what EventBridge has delivered. */
const delivered = async (): Promise<string[]> =>
  (await onTheBus(deployment.url)).flatMap((seen) =>
    seen.target === 'eventbridge' ? [`${seen.entry['detail-type']} ${String(seen.entry.detail['id'])}`] : [],
  );

const SESSION = 'OnSessionStart 84d56545b3ab646a10b766eba0fec324';

describe('b24bus replay', () => {
  it('puts one event on the bus once more, under its id, and nothing else', async () => {
    const { code, replays } = await json(...SPAN, '--event', 'OnSessionStart');
    expect(replays).toEqual([
      {
        event: 'OnSessionStart',
        name: expect.any(String),
        state: 'COMPLETED',
        last: '2024-05-02T11:33:52.000Z',
      },
    ]);
    expect(code).toBe(0);
    expect(await delivered()).toEqual([SESSION]);
  });

  it('replays every archive, more of them than EventBridge runs at a time', async () => {
    const { code, replays } = await json('--from', '2020-01-01', '--to', '0s');
    expect(replays).toHaveLength(17);
    expect(new Set(replays.map(({ state }) => state))).toEqual(new Set(['COMPLETED']));
    expect(
      replays
        .filter(({ last }) => last !== undefined)
        .map(({ event }) => event)
        .toSorted(),
    ).toEqual(['OnImConnectorDialogStart', 'OnSessionStart']);
    expect(code).toBe(0);
    expect((await delivered()).toSorted()).toEqual([
      expect.stringMatching(/^OnImConnectorDialogStart /),
      SESSION,
    ]);
  });

  it('leaves out what the portal had queued at another time', async () => {
    const later = ['--from', '2024-05-02T11:33:53Z', '--to', '2024-05-02T12:00:00Z'];
    expect(await json(...later, '--event', 'OnSessionStart')).toMatchObject({
      code: 0,
      replays: [{ state: 'COMPLETED' }],
    });
    expect(await delivered()).toEqual([]);
  });

  it('replays to one rule only', async () => {
    const { environment } = deployment;
    const sqs = new SQSClient({ ...clientOf(environment, 'SQS'), useQueueUrlAsEndpoint: false });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'one-consumer' }));
    const EventBusName = environment['EVENT_BUS_NAME'];
    await events.send(
      new PutRuleCommand({ Name: 'one', EventBusName, EventPattern: '{"source":[{"prefix":"bitrix24."}]}' }),
    );
    const Targets = [{ Id: 'queue', Arn: 'arn:aws:sqs:eu-central-1:000000000000:one-consumer' }];
    await events.send(new PutTargetsCommand({ Rule: 'one', EventBusName, Targets }));
    const { code, name } = await json(...SPAN, '--event', 'OnSessionStart', '--destination-rule', 'one');
    expect(code).toBe(0);
    expect(await delivered()).toEqual([]);
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    sqs.destroy();
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body))).toEqual([
      expect.objectContaining({
        'detail-type': 'OnSessionStart',
        'replay-name': `${name}-OnSessionStart`,
        time: '2024-05-02T11:33:52Z',
      }),
    ]);
  });

  it('follows the replay of the same name instead of starting another', async () => {
    const again = [...SPAN, '--event', 'OnSessionStart', '--name', 'after-the-outage'];
    const first = await json(...again);
    const second = await json(...again);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ code: 0, name: 'after-the-outage', replays: [{ state: 'COMPLETED' }] });
    expect(await delivered()).toEqual([SESSION]);
    const { State } = await events.send(
      new DescribeReplayCommand({ ReplayName: 'after-the-outage-OnSessionStart' }),
    );
    expect(State).toBe('COMPLETED');
  });

  it('tells people in a table, and that the last minutes may be missing', async () => {
    const { stdout, code } = await replay(
      '--from',
      '1h',
      '--to',
      '0s',
      '--event',
      'OnSessionStart',
      '--name',
      'now',
    );
    expect(stdout).toBe(
      [
        'EVENT           STATE      LAST      REPLAY',
        'OnSessionStart  completed  no event  now-OnSessionStart',
        'Events of the last 10 minutes may not have been in the archives yet.',
        '',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it.each([
    [[], 2, "required option '--from <time>' not specified"],
    [['--from', '1h', '--to', '2h'], 2, '--from is not before --to.'],
    [['--from', 'yesterday', '--to', '0s'], 2, 'It must be a time with its zone'],
    [
      [...SPAN, '--event', 'OnSessionBegin'],
      2,
      'There is no archive of OnSessionBegin.\n→ There are archives of: On',
    ],
    [[...SPAN, '--destination-rule', 'none'], 1, 'The event bus b24bus-local has no rule none.'],
    [[...SPAN, '--name', 'a b'], 2, 'It must have up to 36 letters, digits, or . - _'],
  ])('refuses %j, and replays nothing', async (args, exitCode, text) => {
    const { code, stdout, stderr } = await replay(...args);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' });
    expect(stderr).toContain(text);
    expect(await delivered()).toEqual([]);
  });
});
