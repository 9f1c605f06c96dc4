import { createServer } from 'node:http';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { watchName } from '../../lib/cli/watch/names.ts';
import type { About, InstalledPortal, Queues } from '../../lib/inspector/protocol.ts';
import { listen, shutDown } from '../../lib/local/http.ts';
import { onTheBus } from '../local-run.ts';
import { runCommand } from './command-line.ts';
import {
  clientOf,
  type Deployment,
  type Environment,
  startDeployment,
  withEnvironment,
} from './deployment.ts';
import { startFront } from './service-front.ts';
import { idOf, posted, sessionStart } from './session-starts.ts';
import { leave, senderTo, temporaries } from './temporaries.ts';
import { detailsOf, endWatches, startWatch } from './watching.ts';

// Each command is a process that loads its clients of AWS.
vi.setConfig({ testTimeout: 30_000 });

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});

afterEach(endWatches);

afterAll(() => deployment.stop());

const watched = (environment: Environment) => temporaries(environment, 'b24bus-watch-');

/** Another deployment for the time of a start, with the parts of this one. */
const startWith = (settings: Environment) =>
  withEnvironment({ ...deployment.environment, ...settings }, (url) => startWatch(url));

describe('watch', () => {
  it('shows an event as it comes, as it is on the bus, and leaves nothing behind', async () => {
    const { environment, url } = deployment;
    const watching = await startWatch(url);
    const { document } = watching;
    const [rule = '', queue = '', ...others] = await watched(environment);
    expect(document).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
      target: `the local run at ${url}`,
      made: [`the rule ${rule}`, `the queue ${queue}`],
    });
    expect(others).toEqual([]);
    expect(await senderTo(environment, queue)).toEqual({
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
      Condition: {
        ArnEquals: { 'aws:SourceArn': `arn:aws:events:eu-central-1:000000000000:rule/b24bus-local/${rule}` },
      },
    });
    const id = await idOf(url, await sessionStart(4711, { 'data.DATA.new_field': 'x' }));
    const [row] = await watching.rows(1);
    const onBus = (await onTheBus(url)).flatMap((seen) =>
      seen.target === 'eventbridge' ? [seen.entry] : [],
    );
    const entry = onBus.find(({ detail }) => detail['id'] === id);
    expect(row).toEqual({
      seq: 1,
      at: entry?.detail['receivedtime'],
      event: 'OnSessionStart',
      outcome: 'published',
      portal: 'a223c6b3710f85df22e9377d6c4f7553',
      connector: 'myconnector',
      line: 107,
      chat: '4711',
      published: entry?.detail,
    });
    if (row === undefined) throw new Error('there is no row');
    expect(await detailsOf(watching, row)).toEqual({
      row,
      mapping: [],
      unmapped: ['new_field'],
      errors: [],
      sent: { eventbridge: entry },
      log: [],
    });
    expect(await watching.get<About>('about')).toMatchObject({ mode: 'stack', name: document.target });
    expect(await (await fetch(document.url)).text()).toContain('<title>');
    expect(await watching.end('SIGINT')).toBe(0);
    expect(await watched(environment)).toEqual([]);
    expect(watching.said()).toBe('What was made for it is removed.\n');
  });

  it.each([
    ['terminated', ['SIGTERM']],
    ['of a terminal that closes', ['SIGHUP']],
    ['under npx, which hands Ctrl+C on once more', ['SIGINT', 'SIGINT']],
  ] as const)('removes what it has made when it is %s', async (_, signals) => {
    const watching = await startWatch(deployment.url);
    expect(await watched(deployment.environment)).toHaveLength(2);
    expect(await watching.end(...signals)).toBe(0);
    expect(await watched(deployment.environment)).toEqual([]);
  });

  it('tells people where to look, and what it has made', async () => {
    const front = await startFront(deployment.environment['AWS_ENDPOINT_URL_SQS'] ?? '');
    front.refuse({ ReceiveMessage: 'AccessDenied' });
    const { stdout, stderr, code } = await withEnvironment(
      { ...deployment.environment, AWS_ENDPOINT_URL_SQS: front.url },
      (url) => runCommand(['watch', '--url', url, '--port', '0']),
    );
    await front.close();
    expect(stdout).toMatch(
      /^Watching the local run at http:\S+: http:\/\/127\.0\.0\.1:\d+\/\nMade for it, and removed when you end it with Ctrl\+C: the rule b24bus-watch-/,
    );
    expect(stderr).toContain(
      'What was made for it is removed.\nA temporary queue for watching cannot be had (sqs:ReceiveMessage): AccessDenied',
    );
    expect(code).toBe(3);
    expect(await watched(deployment.environment)).toEqual([]);
  });

  it('follows the topic where there is nothing on the bus', async () => {
    const watching = await startWith({ DESTINATIONS: 'sns' });
    const { environment, url } = deployment;
    expect(watching.document.made).toEqual([
      expect.stringMatching(/^the queue http\S+\/b24bus-watch-\w+-\w+-topic$/),
      expect.stringMatching(/^the subscription arn:aws:sns:/),
    ]);
    const id = await idOf(url, await sessionStart(4712));
    const [row] = await watching.rows(1);
    expect(row).toMatchObject({ event: 'OnSessionStart', published: { id } });
    if (row === undefined) throw new Error('there is no row');
    const { sent } = await detailsOf(watching, row);
    expect(Object.keys(sent)).toEqual(['sns']);
    expect(Object.keys(sent.sns ?? {}).toSorted()).toEqual([
      'Message',
      'MessageAttributes',
      'MessageId',
      'Timestamp',
      'TopicArn',
      'Type',
    ]);
    expect(await watching.end('SIGINT')).toBe(0);
    expect(await watched(environment)).toEqual([]);
  });

  it('follows a FIFO topic in its order', async () => {
    const fifo = await startDeployment({ TOPIC_TYPE: 'fifo', DESTINATIONS: 'sns' });
    const watching = await startWatch(fifo.url);
    expect(watching.document.made[0]).toMatch(/\/b24bus-watch-\w+-\w+-topic\.fifo$/);
    const ids: string[] = [];
    for (const second of [1, 2, 3]) {
      ids.push(await idOf(fifo.url, await sessionStart(4713, { ts: String(1_714_649_632 + second) })));
    }
    expect((await watching.rows(3)).map(({ published }) => published?.id)).toEqual(ids);
    expect(await watching.end('SIGINT')).toBe(0);
    expect(await watched(fifo.environment)).toEqual([]);
    await fifo.stop();
  });

  it('shows what the queues hold and which portals there are, and leaves it there', async () => {
    const { memberId } = await deployment.installed();
    const { url } = deployment;
    const { reference } = await posted<{ reference: string }>(
      url,
      await sessionStart(4714, { 'data.DATA.connector.line_id': 'none' }),
    );
    const watching = await startWatch(url);
    const looked = await Promise.all([1, 2].map(() => watching.get<Queues>('queues')));
    for (const { quarantine, undelivered } of [...looked, await watching.get<Queues>('queues')]) {
      expect(undelivered).toEqual([]);
      expect(quarantine).toMatchObject([
        { reference, event: 'OnSessionStart', portal: 'a223c6b3710f85df22e9377d6c4f7553', reason: 'invalid' },
      ]);
    }
    const portals = await watching.get<readonly InstalledPortal[]>('portals');
    expect(portals).toMatchObject([{ memberId, status: 'installed', health: 'healthy' }]);
    await watching.end('SIGINT');
  });

  it('says in the page what is to be done where a queue cannot be looked at', async () => {
    const watching = await startWith({
      QUARANTINE_QUEUE_URL: `${deployment.environment['QUARANTINE_QUEUE_URL']}-gone`,
    });
    await expect(watching.get('queues')).rejects.toThrow(
      /^queues: 422 .*The quarantine queue .+ cannot be used: .+ → Deploy it again: the queue is missing\./,
    );
    await watching.end('SIGINT');
  });

  it('removes what a killed run has left more than a day ago, and nothing younger', async () => {
    const { environment } = deployment;
    const now = Date.now();
    const [old, young] = [watchName(now - 25 * 3_600_000), watchName(now - 23 * 3_600_000)];
    for (const name of [old, young]) await leave(environment, name);
    const watching = await startWith({ DESTINATIONS: 'eventbridge,sns' });
    expect(watching.said()).toContain(`Removed, because an earlier run was killed: the rule ${old}, `);
    await watching.end('SIGINT');
    const left = await watched(environment);
    expect(left).toHaveLength(4);
    expect(left.filter((name) => !name.includes(young))).toEqual([]);
  });

  it('counts what is no event of b24bus, and goes on', async () => {
    const { environment, url } = deployment;
    const watching = await startWatch(url);
    const bridge = new EventBridgeClient(clientOf(environment, 'EVENTBRIDGE'));
    const stranger = {
      EventBusName: environment['EVENT_BUS_NAME'],
      Source: 'bitrix24.imopenlines',
      DetailType: 'OnSessionStart',
      Detail: '{"id":"1"}',
    };
    await bridge.send(
      new PutEventsCommand({ Entries: [stranger, { ...stranger, Source: 'shop' }, stranger] }),
    );
    const id = await idOf(url, await sessionStart(4715));
    expect((await watching.rows(1)).map(({ published }) => published?.id)).toEqual([id]);
    await watching.end('SIGINT');
    expect(watching.said()).toBe(
      'Something came that is no event of b24bus; it is ignored, and counted.\nWhat was made for it is removed.\nNo event of b24bus, and ignored: 2 of what came.\n',
    );
  });

  it('waits for a network that is away', async () => {
    const front = await startFront(deployment.environment['AWS_ENDPOINT_URL_SQS'] ?? '');
    front.refuse({ ReceiveMessage: 'InternalError' });
    const watching = await startWith({ AWS_ENDPOINT_URL_SQS: front.url });
    await vi.waitFor(() => expect(watching.said()).toContain('; trying on.\n→ '), { timeout: 10_000 });
    front.refuse({});
    const id = await idOf(deployment.url, await sessionStart(4716));
    expect((await watching.rows(1)).map(({ published }) => published?.id)).toEqual([id]);
    expect(await watching.end('SIGINT')).toBe(0);
    await front.close();
  });

  it.each([
    ['EVENTBRIDGE', 'PutRule', 'AccessDeniedException', 'events:PutRule', 'eventbridge,sns'],
    ['EVENTBRIDGE', 'PutTargets', 'AccessDeniedException', 'events:PutTargets', 'eventbridge'],
    ['SQS', 'CreateQueue', 'AccessDenied', 'sqs:CreateQueue', 'eventbridge'],
    ['SNS', 'Subscribe', 'AuthorizationError', 'sns:Subscribe', 'sns'],
  ])(
    'names the rights that are missing where %s refuses %s',
    async (service, operation, code, action, destinations) => {
      const { environment } = deployment;
      const before = await watched(environment);
      const endpoint = `AWS_ENDPOINT_URL_${service}`;
      const front = await startFront(environment[endpoint] ?? '');
      front.refuse({ [operation]: code });
      const ended = await withEnvironment(
        { ...environment, [endpoint]: front.url, DESTINATIONS: destinations },
        (url) => runCommand(['watch', '--url', url, '--port', '0', '--json']),
      );
      await front.close();
      const { error } = JSON.parse(ended.stdout) as { error: { message: string; cure: string } };
      expect(error.message).toContain(`(${action})`);
      expect(error.message).toContain(`is not authorized to perform: ${operation}`);
      const [, statements = ''] =
        /^Add to the IAM policy of whoever runs this: (\[.+\])$/.exec(error.cure) ?? [];
      expect(JSON.parse(statements)).toContainEqual({
        Effect: 'Allow',
        Action: expect.arrayContaining([action]) as unknown,
        Resource: {
          EVENTBRIDGE: 'arn:aws:events:eu-central-1:000000000000:rule/b24bus-local/b24bus-watch-*',
          SQS: 'arn:aws:sqs:eu-central-1:000000000000:b24bus-watch-*',
          SNS: environment['TOPIC_ARN'],
        }[service],
      });
      expect(ended.code).toBe(3);
      expect(await watched(environment)).toEqual(before);
    },
  );

  it('makes nothing where the port is taken', async () => {
    const { environment, url } = deployment;
    const before = await watched(environment);
    const other = createServer();
    const port = await listen(other, 0);
    const ended = await runCommand(['watch', '--url', url, '--port', String(port)]);
    await shutDown(other);
    expect(ended).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} is in use.\n→ Choose another: --port ${port + 10}\n`,
    });
    expect(await watched(environment)).toEqual(before);
  });

  it('refuses a port that there is not', async () => {
    const { code, stderr } = await runCommand(['watch', '--port', '70000']);
    expect(code).toBe(2);
    expect(stderr).toContain('It must be a port, such as 3001; 0 for a free one.');
  });
});
