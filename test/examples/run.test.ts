import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalProcess, postForm, startLocalProcess } from '../local-run.ts';
import { formOf } from '../samples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = ['-C', 'b24bus-source', '--import', './lib/local/node-version.mjs', 'examples/local/main.ts'];

let local: LocalProcess;
let started: ChildProcess | undefined;

beforeAll(async () => {
  local = await startLocalProcess();
});

afterAll(() => local.stop());

afterEach(() => {
  started?.kill('SIGKILL');
});

/** `npm run example -- <name>`, and what it prints. */
const example = (parameters: readonly string[], port = new URL(local.url).port) => {
  const child = spawn(process.execPath, [...command, ...parameters], {
    cwd: root,
    env: { ...process.env, PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started = child;
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      printed += text;
    });
  }
  return { child, printed: () => printed, ended: once(child, 'close').then(([code]) => code as number) };
};

describe('npm run example', () => {
  it('takes the events of a local run, says what it did, and ends when it is interrupted', async () => {
    const { child, printed, ended } = example(['conversations']);
    const queue = '/000000000000/conversations; Ctrl+C ends it\n';
    await vi.waitFor(() => expect(printed()).toContain(queue), 15_000);
    const posted = await postForm(local.url, '/events/on-session-start', formOf('seed-session-start'));
    expect(posted.status).toBe(200);
    const stored = '{"pk":"a223c6b3710f85df22e9377d6c4f7553/chat/10585","sk":"session/';
    await vi.waitFor(() => expect(printed()).toContain(stored), 10_000);
    expect(printed()).toContain('OnSessionStart connector/livechat/line/128/chat/10585: done\n');
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it.each([
    [[], undefined, 'Say which: npm run example -- conversations|chat-order|delivery-bot\n'],
    [['constructor'], undefined, 'Say which: npm run example -- conversations|chat-order|delivery-bot\n'],
    [
      ['chat-order'],
      undefined,
      'The local run has a standard topic. Start it with a FIFO topic: TOPIC_TYPE=fifo npm start\n',
    ],
    [['conversations'], '1', 'Nothing answers at http://127.0.0.1:1. Start the local run first: npm start\n'],
  ])('says what is missing: %s on port %s', async (parameters, port, message) => {
    const { printed, ended } = example(parameters, port);
    expect([await ended, printed()]).toEqual([1, message]);
  });
});
