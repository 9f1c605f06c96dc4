import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as consumer from '../../lib/consumer/index.ts';
import * as fastCheck from '../../lib/testing/fast-check.ts';
import * as testing from '../../lib/testing/index.ts';
import { endWatches, startWatch } from '../cli/watching.ts';
import { postForm, startLocalProcess } from '../local-run.ts';
import { formOf } from '../samples.ts';
import {
  compile,
  descriptions,
  installedPackage,
  type Project,
  readme,
  run,
  written,
} from './kit-project.ts';
import { ROOT } from './service.ts';

const entries = {
  'b24bus/consumer': consumer,
  'b24bus/testing': testing,
  'b24bus/testing/fast-check': fastCheck,
};

// TypeScript's compiler is slow where something else is running.
vi.setConfig({ testTimeout: 60_000 });

let project: Project;
let manual: Awaited<ReturnType<typeof readme>>;

beforeAll(async () => {
  manual = await readme();
  project = await installedPackage();
  return () => rm(project.directory, { recursive: true });
}, 120_000);

const textOf = (path: string): Promise<string> =>
  readFile(join(project.directory, 'node_modules/b24bus', path), 'utf8');

describe('the tarball', () => {
  it('holds the kit, the command line and its page, what is written about events, and nothing else', async () => {
    const schemas = await readdir(join(ROOT, 'docs/schemas'), { withFileTypes: true });
    expect(project.files.filter((path) => !path.startsWith('dist/'))).toEqual(
      [
        ...['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json', 'docs/events.md', 'lib/cli/b24bus.mjs'],
        ...schemas.filter((entry) => entry.isFile()).map(({ name }) => `docs/schemas/${name}`),
      ].sort(),
    );
    const built = /^dist\/(kit\/.+|cli\/[\w-]+\.mjs|inspector\/(index\.html|assets\/[\w-]+\.(js|css)))$/;
    expect(project.files.filter((path) => path.startsWith('dist/') && !built.test(path))).toEqual([]);
    expect(project.files).toContain('dist/inspector/index.html');
  });

  it('has each module of the kit for import and require, and declarations of what is exported', () => {
    const kit = project.files.flatMap((path) => (path.startsWith('dist/kit/') ? [path.slice(9)] : []));
    const modules = kit.flatMap((path) => (/\.d\.[cm]ts$/.test(path) ? [] : [path.replace(/\.[cm]js$/, '')]));
    const distinct = [...new Set(modules)];
    expect(modules).toHaveLength(2 * distinct.length);
    expect(
      distinct.filter((path) => !existsSync(join(ROOT, 'lib', /\.json$/.test(path) ? path : `${path}.ts`))),
    ).toEqual([]);
    const declared = ['consumer/index', 'schemas/index', 'testing/fast-check', 'testing/index'];
    expect(kit.filter((path) => /\.d\.[cm]ts$/.test(path))).toEqual(
      declared.flatMap((path) => [`${path}.d.cts`, `${path}.d.mts`]),
    );
  });

  it('says nothing of the machine that made it', async () => {
    for (const path of project.files) {
      const text = await textOf(path);
      expect(
        [ROOT, join(tmpdir(), 'b24bus-')].filter((place) => text.includes(place)),
        path,
      ).toEqual([]);
    }
  });

  it('brings nothing but valibot along', () => {
    expect(project.installed).toEqual(['b24bus', 'valibot']);
  });

  it('is what publint wants', async () => {
    const tarball = new Uint8Array(await readFile(project.tarball)).buffer;
    const { messages } = await publint({ pack: { tarball }, strict: true });
    expect(messages).toEqual([]);
  });

  it('has the right types wherever `exports` is known', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(await readFile(project.tarball)));
    const { problems, entrypoints } = analysis.types ? analysis : { problems: [], entrypoints: {} };
    // Node 10 knows no `exports`. It is the only one that does not, and cannot read the rest of the package either.
    expect(
      problems.filter((problem) => !('resolutionKind' in problem && problem.resolutionKind === 'node10')),
    ).toEqual([]);
    expect(Object.keys(entrypoints)).toEqual([
      './consumer',
      './testing',
      './testing/fast-check',
      './schemas/*',
      './package.json',
    ]);
  });
});

describe('what somebody types from the README', () => {
  it('is a consumer of fewer than 30 lines', () => {
    expect(Object.keys(manual.files)).toEqual(['consumer.ts', 'try.ts', 'once.ts', 'subscription.ts']);
    expect(manual.files['consumer.ts']?.split('\n').length).toBeLessThan(30);
  });

  it.each(['module', 'commonjs'] as const)('compiles and runs as %s', async (type) => {
    const folder = await written(project, type, manual.files);
    expect(await compile(project, folder, ['consumer.ts', 'try.ts', 'subscription.ts'])).toBe('');
    expect(await run(folder, process.execPath, ['try.js'])).toEqual({
      code: 0,
      stdout: manual.printed,
      stderr: '',
    });
    const { stdout } = await run(folder, process.execPath, ['subscription.js']);
    const promised = manual.files['subscription.ts']?.matchAll(/^\/\/ (\{.+)$/gm) ?? [];
    expect(stdout).toBe([...promised].map(([, json]) => `${json}\n`).join(''));
  });

  it('does not compile with a misspelt field, a missing case or a misspelt event', async () => {
    const { 'consumer.ts': good = '' } = manual.files;
    const folder = await written(project, 'module', {
      'field.ts': good.replace('data.line.id', 'data.line.ib'),
      'case.ts': good.replace(/\n.*not for us.*\n/, '\n'),
      'event.ts': good.replace('OnSessionStart', 'OnSessionBegin'),
    });
    const said = await compile(project, folder, ['field.ts', 'case.ts', 'event.ts'], ['--noEmit']);
    const first = (name: string) => said.split('\n').find((line) => line.startsWith(name));
    expect(first('field.ts')).toMatch(
      /^field\.ts\(8,97\): error TS2339: Property 'ib' does not exist on type/,
    );
    expect(first('case.ts')).toMatch(/^case\.ts\(6,5\): error TS2345: Argument of type/);
    expect(said).toMatch(/is missing the following properties from type 'Handlers': AppHealthChanged, OnApp/);
    expect(first('event.ts')).toMatch(
      /^event\.ts\(7,7\): error TS2353: .+'OnSessionBegin' does not exist in type/,
    );
  });

  it('compiles with Powertools, and where the project declares its own types', async () => {
    const folder = await written(project, 'module', {
      'once.ts': manual.files['once.ts'] ?? '',
      'declared.ts': [
        "import { lambdaHandler, parse, route } from 'b24bus/consumer';",
        "import { eventOf, inEventBridge, inSns, inSqs } from 'b24bus/testing';",
        "import { arbitraryOf } from 'b24bus/testing/fast-check';",
        "export const event = eventOf('OnSessionStart');",
        'export const { data } = event;',
        'export const parsed = parse(event);',
        'export const routed = route({ OnSessionStart: ({ data }) => data.line }, () => undefined);',
        'export const handler = lambdaHandler(routed);',
        'export const records = [inEventBridge(event), inSns(event), inSqs([event])];',
        "export const arbitrary = arbitraryOf('OnSessionStart');",
      ].join('\n'),
    });
    const options = ['--declaration', '--skipLibCheck', '--outDir', 'out'];
    expect(await compile(project, folder, ['once.ts', 'declared.ts'], options)).toBe('');
  });
});

describe('the declarations', () => {
  it('import nothing that has to be installed but fast-check', async () => {
    const imported = await Promise.all(
      project.files
        .filter((path) => path.endsWith('.d.mts'))
        .map(async (path) =>
          [...(await textOf(path)).matchAll(/from '([^'.][^']*)'|import '(.+)'/g)].map(([, name]) => name),
        ),
    );
    expect(imported.flat()).toEqual(['fast-check']);
  });

  it('describe events and fields, where an editor shows it', async () => {
    const folder = await written(project, 'module', {
      'hover.ts': [
        "import { type BusEvent, type EventData, parse } from 'b24bus/consumer';",
        'const event: BusEvent = parse({});',
        "if (event.name === 'OnSessionStart') event.data.line.name;",
        'event.partitionkey;',
      ].join('\n'),
    });
    const file = join(folder, 'hover.ts');
    const shown = descriptions(project, file, [
      'event.data.line.name',
      'event.data.line',
      'event.partitionkey',
    ]);
    expect(shown).toEqual([
      "The Open Line's name.",
      'The Open Line.',
      "Events with the same key belong in order: a portal's chat, else its line.",
    ]);
  });

  it('say of every event what the sources say', async () => {
    const source = JSON.stringify(join(ROOT, 'lib/schemas/index.ts'));
    const folder = await written(project, 'module', {
      'same.ts': [
        "import type { EventData as Declared, EventName } from 'b24bus/consumer';",
        "import type { PublishedEvent as DeclaredEvent } from 'b24bus/testing';",
        `import type { ContractName, EventData, PublishedEvent } from ${source};`,
        'type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;',
        'type Alike<A, B> = [A, B] extends [B, A] ? true : false;',
        'type Differing = {',
        '  [Name in ContractName | EventName]: [',
        '    Same<Declared<Name>, EventData<Name>>,',
        '    Alike<DeclaredEvent<Name>, PublishedEvent<Name>>,',
        '  ] extends [true, true] ? never : Name;',
        '}[ContractName | EventName];',
        "export const differing: [Differing] extends [never] ? 'none' : Differing = 'none';",
      ].join('\n'),
    });
    const strict = [
      '--noEmit',
      '--allowImportingTsExtensions',
      '--exactOptionalPropertyTypes',
      '--skipLibCheck',
    ];
    const node = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    expect(await compile(project, folder, ['same.ts'], [...strict, ...node])).toBe('');
  });
});

describe('the modules', () => {
  // In a process of its own: this one takes `b24bus/consumer` for the sources.
  const exportsOf = async (type: 'module' | 'commonjs', code: string): Promise<unknown> => {
    const folder = await written(project, type, { 'entry.js': code });
    const { stdout, stderr } = await run(folder, process.execPath, ['entry.js']);
    expect(stderr).toBe('');
    return JSON.parse(stdout);
  };

  it('export the same to import and require as the sources', async () => {
    const names = JSON.stringify(Object.keys(entries));
    const print = 'console.log(JSON.stringify(modules.map((module) => Object.keys(module).sort())));';
    const sources = Object.values(entries).map((module) => Object.keys(module).sort());
    const imported = `const modules = await Promise.all(${names}.map((name) => import(name)));`;
    expect(await exportsOf('module', imported + print)).toEqual(sources);
    expect(await exportsOf('commonjs', `const modules = ${names}.map(require);${print}`)).toEqual(sources);
  });

  it('of b24bus/schemas are JSON', () => {
    const resolver = createRequire(join(project.directory, 'package.json'));
    const type = 'com.bitrix24.imopenlines.session.started.v1';
    expect(resolver(`b24bus/schemas/${type}.json`)).toMatchObject({ properties: { type: { const: type } } });
    expect(resolver('b24bus/package.json')).toMatchObject({ name: 'b24bus' });
  });

  it.each([
    ['parse, route, lambdaHandler', 'b24bus/consumer', 10_000],
    ['toPlainText', 'b24bus/consumer', 3_500],
    ['senderOf', 'b24bus/consumer', 600],
    ['pattern, filterPolicy', 'b24bus/consumer', 10_000],
  ])('of { %s } are small, and need neither Node nor AWS', async (names, from, limit) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: `export { ${names} } from '${from}'`, resolveDir: project.directory },
      ...{ bundle: true, minify: true, format: 'esm', platform: 'neutral', write: false, metafile: true },
    });
    expect(outputFiles[0]?.contents.length).toBeLessThan(limit);
    expect(
      Object.keys(metafile.inputs).filter((path) => !/<stdin>|node_modules\/(b24bus|valibot)\//.test(path)),
    ).toEqual([]);
  });

  it('of b24bus/testing do without fast-check', async () => {
    const { metafile } = await build({
      stdin: { contents: "export * from 'b24bus/testing'", resolveDir: project.directory },
      ...{ bundle: true, format: 'esm', platform: 'node', write: false, metafile: true },
    });
    expect(Object.keys(metafile.inputs).filter((path) => path.includes('fast-check'))).toEqual([]);
  });
});

describe('the command line', () => {
  const nobody = (): NodeJS.ProcessEnv => {
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|npm_|FORCE_COLOR)/.test(name));
    const settings = { AWS_EC2_METADATA_DISABLED: 'true', npm_config_update_notifier: 'false' };
    return { ...Object.fromEntries(own), HOME: project.directory, ...settings };
  };

  it('answers npx', async () => {
    const ended = await run(project.directory, 'npx', ['--no', '--', 'b24bus', '--version'], nobody());
    expect(ended).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
  });

  it.each([
    ['--help', 0, 'Usage: b24bus [options] [command]'],
    ['doctor --region eu-central-1 --stage prod', 3, 'credentials'],
    ['portals lsit', 2, "unknown command 'lsit'"],
  ])('answers %s as in a clone', async (line, code, text) => {
    const start = (script: string) =>
      run(project.directory, process.execPath, [script, ...line.split(' ')], nobody());
    const installed = await start('node_modules/.bin/b24bus');
    expect(installed).toEqual(await start(join(ROOT, 'lib/cli/b24bus.mjs')));
    expect(installed.code).toBe(code);
    expect(`${installed.stdout}${installed.stderr}`).toContain(text);
  });

  it('shows what is published, in the page that came along', async ({ onTestFinished }) => {
    const { url, stop } = await startLocalProcess();
    onTestFinished(async () => {
      await endWatches();
      await stop();
    });
    const watching = await startWatch(url, (args) =>
      spawn(process.execPath, ['node_modules/.bin/b24bus', ...args], {
        cwd: project.directory,
        env: nobody(),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const page = await fetch(watching.document.url);
    const packed = 'node_modules/b24bus/dist/inspector/index.html';
    expect(await page.text()).toBe(await readFile(join(project.directory, packed), 'utf8'));
    await postForm(url, '/events/on-session-start', formOf('seed-session-start'));
    expect(await watching.rows(1)).toMatchObject([{ event: 'OnSessionStart', outcome: 'published' }]);
    expect(await watching.end('SIGINT')).toBe(0);
  });

  it('runs from the sources where they are, whatever has been built', async () => {
    const folder = await written(project, 'module', {});
    for (const place of ['lib/cli', 'dist/cli']) await mkdir(join(folder, place), { recursive: true });
    await copyFile(join(ROOT, 'lib/cli/b24bus.mjs'), join(folder, 'lib/cli/b24bus.mjs'));
    await writeFile(join(folder, 'dist/cli/main.mjs'), "process.stdout.write('bundle');");
    await writeFile(join(folder, 'lib/cli/main.ts'), "process.stdout.write('sources' satisfies string);");
    const start = async () => (await run(folder, process.execPath, ['lib/cli/b24bus.mjs'])).stdout;
    expect(await start()).toBe('sources');
    await rm(join(folder, 'lib/cli/main.ts'));
    expect(await start()).toBe('bundle');
  });
});
