import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The release of Lambda's own runtime client that the functions run under. */
export const CLIENT = { name: 'aws-lambda-ric', version: '4.0.2' } as const;

/** What its native part is built with, as Debian names it. */
const DEBIAN_PACKAGES = 'g++ make cmake autoconf automake libtool python3 xz-utils';

/**
 * Arguments for `node` that start Lambda's runtime client. It is no dependency of this project: the first call
 * installs it, which builds its native part (a minute or two).
 *
 * @param root of the project; it goes into `node_modules/.cache`.
 * @throws Error with the cure where it cannot be built.
 */
export const genuineClient = (root: string): readonly string[] => {
  const directory = join(root, 'node_modules/.cache/chaos');
  const main = join(directory, 'node_modules', CLIENT.name, 'index.mjs');
  const native = join(directory, 'node_modules', CLIENT.name, 'rapid-client.node');
  if (!existsSync(native)) install(directory);
  if (!existsSync(native)) throw notBuilt('its native part is missing');
  return [main];
};

const install = (directory: string): void => {
  mkdirSync(directory, { recursive: true });
  process.stderr.write(`Building ${CLIENT.name} ${CLIENT.version}, once ...\n`);
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefix', directory, `${CLIENT.name}@${CLIENT.version}`],
    { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', env: { ...process.env, ...headers() } },
  );
  if (status !== 0) throw notBuilt(stderr.trim().split('\n').slice(-5).join('\n'));
};

/** Node's own headers, where it has brought them along; node-gyp would fetch them. */
const headers = (): Readonly<Record<string, string>> => {
  const directory = join(dirname(process.execPath), '..');
  const has = existsSync(join(directory, 'include/node/node_api.h'));
  return has ? { npm_config_nodedir: directory } : {};
};

const notBuilt = (reason: string): Error =>
  new Error(
    `${CLIENT.name} cannot be built: ${reason}\nIt needs Linux and, on Debian: apt-get install ${DEBIAN_PACKAGES}\nWithout it: npm run chaos -- --client plain`,
  );

/** A client of our own in its place, where the genuine one cannot be built and in the tests. */
export const plainClient = (): readonly string[] => [
  fileURLToPath(new URL('./stage/plain-client.ts', import.meta.url)),
];
