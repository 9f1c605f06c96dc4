/**
 * How long `npm start` takes to its ready line, and how much memory the local run holds.
 * `node bench/local-run.ts [rounds]`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formOf } from '../test/samples.ts';
import { interleaved, median, print, printMachine, printSamples, ROOT, shown } from './measure.ts';

const rounds = Number(process.argv[2] ?? 10);
const windows = process.platform === 'win32';

type Way = { readonly name: string; readonly command: string; readonly parameters: readonly string[] };

const ways: readonly Way[] = [
  { name: '`npm start`', command: 'npm', parameters: ['start', '--silent'] },
  {
    name: 'the same without npm',
    command: process.execPath,
    parameters: ['--import', './lib/local/node-version.mjs', 'lib/local/main.ts'],
  },
];

type Start = { readonly ready: number; readonly idle: number; readonly busy: number };

/** Starts a local run on a free port, waits for its ready line, posts events to it and stops it. */
const start = async (way: Way): Promise<Start> => {
  const started = performance.now();
  const child = spawn(way.command, way.parameters, {
    cwd: ROOT,
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: !windows,
    shell: windows,
  });
  try {
    const url = await readyUrl(child);
    const ready = performance.now() - started;
    const idle = residentMegabytes(child);
    for (let count = 0; count < 100; count++) await post(url);
    return { ready, idle, busy: residentMegabytes(child) };
  } finally {
    await stop(child);
  }
};

const readyUrl = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /b24bus ready on (\S+)/.exec(output)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the local run ended with ${code}`)));
  });

const post = async (url: string): Promise<void> => {
  const { status } = await fetch(`${url}/events/on-session-start`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: formOf('seed-session-start'),
  });
  if (status !== 200) throw new Error(`the local run answered ${status}`);
};

/** Resident memory of a process and not of those that it started; Linux only. */
const residentMegabytes = ({ pid }: ChildProcess): number => {
  if (process.platform !== 'linux') return Number.NaN;
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(join('/proc', String(pid), 'status'), 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
};

/** npm passes no signal on to its script, so the whole group gets it. */
const stop = async (child: ChildProcess): Promise<void> => {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  if (windows) child.kill();
  else process.kill(-child.pid, 'SIGTERM');
  await ended;
};

printMachine();
const starts = await interleaved(ways, rounds, start);
print(`${rounds} rounds`);
print();
printSamples(
  'to the ready line',
  'ms',
  new Map([...starts].map(([name, each]) => [name, each.map(({ ready }) => ready)])),
);
const direct = [...starts.values()].at(-1) ?? [];
print(
  `resident memory, MiB: ${shown(median(direct.map(({ idle }) => idle)))} when ready, ` +
    `${shown(median(direct.map(({ busy }) => busy)))} after 100 events`,
);
process.exit(0);
