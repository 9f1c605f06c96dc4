import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventNames } from '../../lib/catalogue/index.ts';
import { clearBus, type LocalProcess, onTheBus, postForm, startLocalProcess } from '../local-run.ts';
import { formOf } from '../samples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs a script of lib/local to its end. */
const runScript = (
  script: string,
  args: readonly string[],
  settings: Record<string, string> = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...settings } };
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });

let run: LocalProcess;

beforeAll(async () => {
  run = await startLocalProcess();
});
afterAll(() => run.stop());

describe('npm start', () => {
  test('prints one line when it accepts events, within 15 s', () => {
    expect(run.lines[0]).toMatch(/^b24bus ready on http:\/\/127\.0\.0\.1:\d+$/);
    expect(run.readyAfter).toBeLessThan(15_000);
  });

  test('runs beside another, each with its own bus', async () => {
    const other = await startLocalProcess();
    await clearBus(run.url);
    await postForm(other.url, '/events/on-session-start', formOf('seed-session-start'));
    expect(await onTheBus(other.url)).toHaveLength(2);
    expect(await onTheBus(run.url)).toEqual([]);
    await other.stop();
  });

  test('listens on loopback only', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ family, internal }) => family === 'IPv4' && !internal);
    const reachable = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: outside?.address ?? '127.0.0.2', port: Number(new URL(run.url).port) });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    expect(reachable).toBe(false);
  });

  test.each([
    [{ PORT: 'abc' }, /^PORT must be a number, 0 for a free port\n$/],
    [{ PORT: '0', TOPIC_TYPE: 'fifi' }, /^TOPIC_TYPE must be standard or fifo\n$/],
    [
      { PORT: '0', DESTINATIONS: 'kafka', PORTALS: 'nonsense', MAX_DEPTH: 'deep' },
      /wrong:\n- DESTINATIONS must be eventbridge, sns, or eventbridge,sns\n- MAX_DEPTH must be a whole number\n- PORTALS: pair 2 is not of the form member_id:token\n$/,
    ],
  ])('says what is wrong with %j and ends with 1', async (settings, message) => {
    const { code, stderr, stdout } = await runScript('lib/local/main.ts', [], settings);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, '']);
  });

  test('says which port is taken, and the cure', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const { code, stderr } = await runScript('lib/local/main.ts', [], { PORT: String(port) });
    expect([code, stderr]).toEqual([
      1,
      `Port ${port} is in use. Choose another: PORT=${port + 10} npm start\n`,
    ]);
    taken.close();
  });
});

describe('an older Node', () => {
  const script = (version: string): string[] => [
    '--input-type=module',
    '--eval',
    `Object.defineProperty(process, 'versions', { value: { node: '${version}' } });
     await import(${JSON.stringify(new URL('../../lib/local/node-version.mjs', import.meta.url))});
     process.stdout.write('went on');`,
  ];

  test.each(['20.20.2', '23.11.1'])('than Lambda’s is refused with the cure: %s', async (version) => {
    const { code, stdout, stderr } = await runScript('--no-warnings', script(version));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `needs Node 24 or newer, as Lambda's nodejs24.x has it; this is Node ${version}.`,
    );
  });

  test.each(['24.0.0', '26.10.0'])('is not %s', async (version) => {
    expect(await runScript('--no-warnings', script(version))).toMatchObject({ code: 0, stdout: 'went on' });
  });
});

describe('/_local', () => {
  test('lists what reached the bus and forgets it on DELETE', async () => {
    await postForm(run.url, '/events/on-session-start', formOf('seed-session-start'));
    expect((await onTheBus(run.url)).map(({ target }) => target).sort()).toEqual(['eventbridge', 'sns']);
    expect((await fetch(`${run.url}/_local/events`, { method: 'DELETE' })).status).toBe(204);
    expect(await onTheBus(run.url)).toEqual([]);
  });

  test.each([
    ['not JSON', 'x'],
    ['an unknown service', '{"kinesis":"error"}'],
    ['an unknown fault', '{"sns":"explode"}'],
    ['a fault that this service cannot play', '{"sqs":"partial"}'],
  ])('refuses faults that are %s', async (_, body) => {
    const response = await fetch(`${run.url}/_local/faults`, { method: 'PUT', body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      message:
        'Give {"<eventbridge|sns|sqs|dynamodb|kms|ssm>":"<error|throttle|hang|reset>"}; eventbridge also takes "partial"',
      errors: [{ message: expect.any(String) }],
    });
  });

  test('tells another process how to reach the emulators', async () => {
    const response = await fetch(`${run.url}/_local/environment`);
    const environment = (await response.json()) as Record<string, string>;
    expect(environment).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      EVENT_BUS_NAME: 'b24bus-local',
      PORTALS_TABLE: 'b24bus-local-portals',
      TOKEN_KEY_ID: expect.stringMatching(/^arn:aws:kms:/),
      APPLICATION_PARAMETER: '/b24bus/local/application',
    });
    const endpoints = Object.entries(environment).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL_'));
    expect(endpoints.map(([name]) => name.slice('AWS_ENDPOINT_URL_'.length)).sort()).toEqual([
      'CLOUDWATCH_LOGS',
      'DYNAMODB',
      'EVENTBRIDGE',
      'KMS',
      'SNS',
      'SQS',
      'SSM',
      'STS',
    ]);
    for (const [, url] of endpoints) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const health = await fetch(`${environment['AWS_ENDPOINT_URL_DYNAMODB']}/`);
    expect(await health.text()).toMatch(/^healthy: dynamodb/);
  });

  test('names what there is where there is nothing', async () => {
    const response = await fetch(`${run.url}/_local/nothing`);
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining('GET /_local/quarantine'),
    ]);
  });
});

describe('npm run send', () => {
  const send = (...args: string[]): Promise<Ended> =>
    runScript('lib/local/send.ts', [...args, '--url', run.url]);

  test('posts an event with a value changed and shows it on the bus', async () => {
    const { code, stdout } = await send('OnSessionStart', '--set', 'data.DATA.line.name=Линия 5');
    expect(code).toBe(0);
    expect(stdout).toContain(`POST ${run.url}/events/on-session-start\n200 {"status":"published"`);
    expect(stdout).toContain('"detail-type": "OnSessionStart"');
    expect(stdout).toContain('"name": "Линия 5"');
  });

  test('posts several, each another event, at a rate', async () => {
    await clearBus(run.url);
    const { code, stdout } = await send('onapptest', '--count', '5', '--rate', '100');
    expect([code, stdout.split('\n').at(-2)]).toEqual([0, '5 of 5 accepted']);
    const ids = new Set(stdout.match(/"id":"[\da-f]{32}"/g));
    expect(ids.size).toBe(5);
    expect(await onTheBus(run.url)).toHaveLength(10);
  });

  test('lists the events with their routes', async () => {
    const { stdout } = await send('--list');
    expect(stdout.trim().split('\n')).toHaveLength(eventNames.length);
    expect(stdout).toMatch(/^OnOpenLineMessageAdd +\/events\/on-open-line-message-add$/m);
  });

  test.each([
    ['an event that does not exist', ['OnSesionStart'], /There is no event OnSesionStart. There are:\n/],
    ['no event', [], /Say which event, as in: npm run send -- OnSessionStart/],
    ['a change that is none', ['OnAppTest', '--set', 'x'], /It must be of the form path=value/],
    ['a change inside a text', ['OnAppTest', '--set', 'ts.x=1'], /--set ts.x: ts is a text here/],
    ['a count that is none', ['OnAppTest', '--count', 'many'], /It must be a number/],
  ])('refuses %s and says what to do', async (_, args, message) => {
    const { code, stderr } = await send(...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
  });

  test('ends with 1 where the event is refused', async () => {
    const { code, stdout } = await send('OnAppTest', '--set', 'auth.application_token=wrong');
    expect([code, stdout]).toEqual([1, expect.stringContaining('\n403 ')]);
  });

  test('says to start the local run where nothing answers', async () => {
    const { code, stderr } = await runScript('lib/local/send.ts', [
      'OnAppTest',
      '--url',
      'http://127.0.0.1:9',
    ]);
    expect([code, stderr]).toEqual([
      1,
      'Nothing answers at http://127.0.0.1:9. Start the local run first: npm start\n',
    ]);
  });
});
