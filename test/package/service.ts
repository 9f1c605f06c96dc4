import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { catalogue } from '../../lib/catalogue/index.ts';
import { planFunctions } from '../../lib/package/functions.ts';
import { queueConsumers } from '../../lib/package/queues.ts';
import { schedules } from '../../lib/package/schedules.ts';
import { templateParts } from '../../lib/package/template-parts.ts';
import { unzip } from './zip.ts';

const run = promisify(execFile);

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A value of the template: literal, or what CloudFormation makes of it. */
export type TemplateValue =
  | string
  | number
  | { readonly Ref: string }
  | { readonly 'Fn::GetAtt': readonly [resource: string, attribute: string] }
  | { readonly 'Fn::If': readonly [condition: string, whenTrue: TemplateValue, otherwise: TemplateValue] };

type Resource = {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>> & {
    readonly Environment?: {
      readonly Variables: Readonly<Record<string, TemplateValue>>;
    };
  };
};

/** A CloudFormation template, as far as the tests look into it. */
export type Template = {
  readonly Conditions: unknown;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
};

/** What `npm run package` made. */
export type PackagedService = {
  readonly printed: string;
  readonly template: Template;
  /** What is in the zips, by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Where the zips are unpacked: far from node_modules, so a bundle finds only what it brings along. */
  readonly task: string;
};

// As on a machine that never saw AWS: what a developer has set must not decide a test.
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(AWS|B24BUS)_/.test(name)),
);

const node = async (...parameters: string[]): Promise<string> =>
  (await run(process.execPath, parameters, { cwd: ROOT, env: environment, maxBuffer: 2 ** 24 })).stdout;

/** Runs `npm run package` and unpacks the zips of these functions into one directory. */
export const packageService = async (functions: readonly string[]): Promise<PackagedService> => {
  const printed = await node('lib/package/package.ts');
  const template = JSON.parse((await artifact('cloudformation-template-update-stack.json')).toString());
  const task = await mkdtemp(join(tmpdir(), 'b24bus-'));
  const files = new Map<string, Buffer>();
  for (const name of functions) {
    for (const [path, content] of unzip(await artifact(`${name}.zip`))) {
      files.set(path, content);
      await mkdir(dirname(join(task, path)), { recursive: true });
      await writeFile(join(task, path), content);
    }
  }
  return { printed, template, files, task };
};

const artifact = (name: string): Promise<Buffer> => readFile(join(ROOT, '.serverless', name));

/** Runs `npm run build` and reads these of the files it writes. */
export const rebuild = async (paths: readonly string[]): Promise<Map<string, Buffer>> => {
  await node('lib/package/build.ts');
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path))] as const)),
  );
};

type Configuration = {
  readonly provider: { readonly environment: Readonly<Record<string, unknown>> };
  readonly resources: Template;
};

/** A directory with serverless.yml and what it includes: not `dist/`, which other tests are building. */
const written = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'b24bus-'));
  await mkdir(join(directory, 'dist'));
  await copyFile(join(ROOT, 'serverless.yml'), join(directory, 'serverless.yml'));
  const events = Object.values(catalogue);
  const parts = templateParts(planFunctions(events, [...schedules, ...queueConsumers], ROOT), events);
  for (const [file, content] of Object.entries(parts)) {
    await writeFile(join(directory, 'dist', file), JSON.stringify(content));
  }
  return directory;
};

/** What serverless.yml says with these options, every variable resolved. */
export const resolveConfiguration = async (...options: string[]): Promise<Configuration> => {
  const framework = fileURLToPath(import.meta.resolve('osls/bin/serverless.js'));
  const cwd = await written();
  try {
    const parameters = [framework, 'print', '--format=json', ...options];
    const { stdout } = await run(process.execPath, parameters, { cwd, env: environment, maxBuffer: 2 ** 24 });
    return JSON.parse(stdout);
  } finally {
    await rm(cwd, { recursive: true });
  }
};

/** Runs `npm run package` with settings that it refuses: its exit code and what it said. */
export const refusedSettings = async (
  options: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stderr: string }> => {
  const env = { ...environment, ...settings };
  const packaging = run(process.execPath, ['lib/package/package.ts', ...options], { cwd: ROOT, env });
  return packaging.then(
    () => ({ code: 0, stderr: '' }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
};
