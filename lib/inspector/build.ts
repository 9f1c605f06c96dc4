import { spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's directory: of the clone, or of the installed package, where this is part of `dist/cli/`. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const BUILT = join(ROOT, 'dist/inspector');
const PAGE = join(ROOT, 'lib/inspector/page');

const SOURCES = [
  'lib/inspector/page',
  'lib/inspector/protocol.ts',
  'lib/consumer',
  'lib/events',
  'lib/schemas',
  'package-lock.json',
];

/**
 * The directory of the page as it is served. In a clone the page is built first, in a process of its own, unless that
 * has been done since its sources changed; the installed package has it built.
 *
 * @throws Error where it cannot be built; the message says why.
 */
export const builtPage = async (): Promise<string> => {
  if (existsSync(PAGE) && (await isStale())) {
    building ??= build().finally(() => {
      building = undefined;
    });
    await building;
  }
  return BUILT;
};

let building: Promise<void> | undefined;

const isStale = async (): Promise<boolean> => {
  const built = await stat(join(BUILT, 'index.html')).catch(() => undefined);
  if (built === undefined) return true;
  const changes = await Promise.all(SOURCES.map((source) => changedAt(join(ROOT, source))));
  return Math.max(...changes) > built.mtimeMs;
};

/** When a file was changed, or anything in a directory, in milliseconds. */
const changedAt = async (path: string): Promise<number> => {
  const status = await stat(path);
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => changedAt(join(path, name))));
  return Math.max(status.mtimeMs, ...inside);
};

/** Builds beside, and then takes the place of what is there, unless another process has been faster. */
const build = async (): Promise<void> => {
  const begun = new Date();
  await mkdir(dirname(BUILT), { recursive: true });
  const beside = await mkdtemp(`${BUILT}.`);
  const abandon = (): void => rmSync(beside, { recursive: true, force: true });
  process.once('exit', abandon);
  try {
    await runVite(beside);
    // What is changed while it builds is newer than what is built.
    await utimes(join(beside, 'index.html'), begun, begun);
    if (!(await isStale())) return;
    await rm(BUILT, { recursive: true, force: true });
    await rename(beside, BUILT);
  } finally {
    process.off('exit', abandon);
    abandon();
  }
};

const runVite = (outDir: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
    const parameters = ['build', PAGE, '--configLoader', 'native', '--logLevel', 'warn', '--outDir', outDir];
    const child = spawn(process.execPath, [vite, ...parameters], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const stop = (): boolean => child.kill();
    process.once('exit', stop);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('exit', stop);
      if (code === 0) resolve();
      else reject(new Error(`The inspector's page could not be built, see whether npm ci helps:\n${said}`));
    });
  });
