import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../measure.ts';

const SOURCE = join(ROOT, 'bench/pure-path');
const CACHE = join(ROOT, 'node_modules/.cache/bench/pure-path');

type Peers = {
  readonly decoders: Readonly<Record<string, (text: string) => unknown>>;
  readonly pipelines: Readonly<Record<string, (base64: string) => readonly string[]>>;
};

/** Loads the ways of others; their packages are installed once, and never as dependencies of this project. */
export const loadPeers = async (): Promise<
  Peers & { readonly versions: Readonly<Record<string, string>> }
> => {
  mkdirSync(CACHE, { recursive: true });
  const wanted = readFileSync(join(SOURCE, 'package.json'), 'utf8');
  const stamp = join(CACHE, 'installed.json');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    writeFileSync(join(CACHE, 'package.json'), wanted);
    install();
    writeFileSync(stamp, wanted);
  }
  const copy = join(CACHE, 'peers.mjs');
  copyFileSync(join(SOURCE, 'peers.mjs'), copy);
  const { dependencies } = JSON.parse(wanted) as { readonly dependencies: Record<string, string> };
  return { ...((await import(pathToFileURL(copy).href)) as Peers), versions: dependencies };
};

const install = (): void => {
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--prefix', CACHE], {
    cwd: CACHE,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm could not install what bench/pure-path needs');
};
