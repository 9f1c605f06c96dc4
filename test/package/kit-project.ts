import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './service.ts';

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A folder in which somebody has typed `npm install b24bus-<version>.tgz`. */
export type Project = {
  readonly directory: string;
  readonly tarball: string;
  /** What the tarball holds, sorted. */
  readonly files: readonly string[];
  /** What `npm install` has put into node_modules. */
  readonly installed: readonly string[];
};

/** Runs a program to its end, successful or not. */
export const run = (
  directory: string,
  file: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    execFile(file, parameters, { cwd: directory, env, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });

const succeeded = async (ending: Promise<Ended>): Promise<void> => {
  const { code, stdout, stderr } = await ending;
  if (code !== 0) throw new Error(`${stdout}${stderr}`);
};

/**
 * Runs `npm pack`, and `npm install` of what it made in a fresh folder. Without a registry, valibot is installed from
 * here; the tools, with which somebody would work on it, are linked, as are packages that are optional.
 */
export const installedPackage = async (): Promise<Project> => {
  const directory = await mkdtemp(join(tmpdir(), 'b24bus-'));
  const tarball = join(directory, 'b24bus-0.1.0.tgz');
  await succeeded(run(ROOT, 'npm', ['pack', '--pack-destination', directory]));
  await writeFile(join(directory, 'package.json'), '{}');
  const dependency = join(ROOT, 'node_modules/valibot');
  const quietly = ['--offline', '--install-links', '--no-save', '--no-audit', '--no-fund'];
  await succeeded(run(directory, 'npm', ['install', ...quietly, tarball, dependency]));
  const installed = (await readdir(join(directory, 'node_modules'))).filter((name) => !name.startsWith('.'));
  for (const name of ['typescript', 'fast-check', '@aws-lambda-powertools/idempotency']) {
    const link = join(directory, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), link);
  }
  return { directory, tarball, files: await filesIn(join(directory, 'node_modules/b24bus')), installed };
};

/** Every file below, sorted, by path with slashes. */
const filesIn = async (directory: string): Promise<string[]> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(directory.length + 1))
    .sort();
};

/** Writes files into a folder of the project, whose modules are ES modules or CommonJS. */
export const written = async (
  { directory }: Project,
  type: 'module' | 'commonjs',
  files: Readonly<Record<string, string>>,
): Promise<string> => {
  const folder = await mkdtemp(join(directory, `${type}-`));
  for (const [name, text] of Object.entries({ ...files, 'package.json': JSON.stringify({ type }) })) {
    await writeFile(join(folder, name), text);
  }
  return folder;
};

/** What tsc says of some files, with the options of the README, and these. */
export const compile = async (
  { directory }: Project,
  folder: string,
  files: readonly string[],
  options: readonly string[] = [],
): Promise<string> => {
  const tsc = join(directory, 'node_modules/typescript/bin/tsc');
  const readme = ['--strict', '--module', 'nodenext', '--target', 'es2024'];
  return (await run(folder, process.execPath, [tsc, ...readme, ...options, ...files])).stdout;
};

/** The code of the README's section for consumers by file name, and what it says that running `try.ts` prints. */
export const readme = async (): Promise<{ files: Readonly<Record<string, string>>; printed: string }> => {
  const text = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, section = ''] = /^## Consume$([\s\S]+?)^## /m.exec(text) ?? [];
  const files = [...section.matchAll(/^```ts\n(\/\/ (\S+)\n[\s\S]+?)^```$/gm)].map(
    ([, code = '', name = '']) => [name, code] as const,
  );
  const [, printed = ''] = /node try\.js\n```\n\n```\n([\s\S]+?)```/.exec(section) ?? [];
  return { files: Object.fromEntries(files), printed };
};

/** What an editor shows where the pointer rests on the end of each of these texts. */
export const descriptions = ({ directory }: Project, file: string, texts: readonly string[]): string[] => {
  const options = { strict: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2024 };
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => directory,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
  });
  const code = ts.sys.readFile(file) ?? '';
  return texts.map((text) => {
    const info = service.getQuickInfoAtPosition(file, code.indexOf(text) + text.length - 1);
    return ts.displayPartsToString(info?.documentation);
  });
};
