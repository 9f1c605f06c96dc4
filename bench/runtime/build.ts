import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { ROOT } from '../measure.ts';
import type { Contestant } from './contestants.ts';

const CACHE = join(ROOT, 'node_modules/.cache/bench');
const SOURCES = join(ROOT, 'bench/contestants');

/** A contestant that can be started, and what it weighs. */
export type Built = {
  readonly contestant: Contestant;
  /** The directory with `index.mjs` or `index.cjs` in it, and nothing else. */
  readonly taskRoot: string;
  readonly bytes: number;
  /** Of a zip with nothing but the bundle in it. */
  readonly zipBytes: number;
  /** Of the packages that it names, in their exact versions. */
  readonly versions: Readonly<Record<string, string>>;
};

/** What a zip adds to the compressed bytes of one file with a name of this length: two headers and the end. */
const zipOverhead = (name: string): number => 30 + 46 + 22 + 2 * name.length;

export const zipBytesOf = (file: Uint8Array, name: string): number =>
  deflateRawSync(file, { level: 9 }).length + zipOverhead(name);

const sizesOf = (taskRoot: string, file: string): Pick<Built, 'bytes' | 'zipBytes'> => {
  const path = join(taskRoot, file);
  return { bytes: statSync(path).size, zipBytes: zipBytesOf(readFileSync(path), file) };
};

const emptied = (directory: string): string => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return directory;
};

/** Installs what a contestant needs, once per content of its package.json; never as dependencies of this project. */
const installed = (source: string): { directory: string; versions: Record<string, string> } => {
  const directory = join(CACHE, source);
  mkdirSync(directory, { recursive: true });
  const wanted = readFileSync(join(SOURCES, source, 'package.json'), 'utf8');
  const { dependencies } = JSON.parse(wanted) as { readonly dependencies: Record<string, string> };
  const stamp = join(directory, 'installed.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return { directory, versions: dependencies };
  writeFileSync(join(directory, 'package.json'), wanted);
  const { status } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--silent', '--prefix', directory],
    { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`npm could not install what bench/contestants/${source} needs`);
  writeFileSync(stamp, wanted);
  return { directory, versions: dependencies };
};

/**
 * esbuild, minified, everything in one file: what AWS's own documentation and Serverless Framework do. An ES module
 * gets a `require` where a package in it is CommonJS, as Powertools' documentation says.
 */
const bundlingOf = (format: Contestant['format']): BuildOptions => ({
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format,
  logLevel: 'warning',
  ...(format === 'esm' && {
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
    },
  }),
});

const buildPeer = async (contestant: Contestant): Promise<Built> => {
  const { source, format } = contestant;
  const { directory, versions } = installed(source);
  const taskRoot = emptied(join(CACHE, 'tasks', source));
  // Next to its packages, so that nothing is taken from this project's.
  copyFileSync(join(SOURCES, 'job.mjs'), join(CACHE, 'job.mjs'));
  copyFileSync(join(SOURCES, source, 'index.mjs'), join(directory, 'index.mjs'));
  const file = format === 'esm' ? 'index.mjs' : 'index.cjs';
  const { banner, ...options } = bundlingOf(format);
  const bundle = { ...options, entryPoints: [join(directory, 'index.mjs')], outfile: join(taskRoot, file) };
  const { metafile } = await build({ ...bundle, metafile: true });
  const requires = Object.values(metafile.outputs).some(({ imports }) =>
    imports.some(({ kind }) => kind === 'require-call'),
  );
  if (banner !== undefined && requires) await build({ ...bundle, banner });
  return { contestant, taskRoot, ...sizesOf(taskRoot, file), versions };
};

/** A copy of the packaged bundle, which the next build does not change. */
const copyOurs = (contestant: Contestant, dist: string): Built => {
  const taskRoot = emptied(join(CACHE, 'tasks', contestant.name));
  copyFileSync(join(dist, 'on-session-start/index.mjs'), join(taskRoot, 'index.mjs'));
  return { contestant, taskRoot, ...sizesOf(taskRoot, 'index.mjs'), versions: {} };
};

/** Installs and bundles contestants. @param dist where `npm run build` has put ours. */
export const buildContestants = async (chosen: readonly Contestant[], dist: string): Promise<Built[]> => {
  const built: Built[] = [];
  for (const contestant of chosen) {
    built.push(contestant.source === 'ours' ? copyOurs(contestant, dist) : await buildPeer(contestant));
  }
  return built;
};
