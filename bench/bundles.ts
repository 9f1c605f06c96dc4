import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { catalogue } from '../lib/catalogue/index.ts';
import { bundleFunctions } from '../lib/package/bundle.ts';
import { planFunctions } from '../lib/package/functions.ts';
import { ROOT } from './measure.ts';

/** One way to build OnSessionStart's function. */
export type Variant = {
  readonly name: string;
  readonly options?: BuildOptions;
  readonly nodeOptions?: readonly string[];
};

/** A built variant: the module to import, and its sizes. */
export type BuiltVariant = Variant & {
  readonly module: string;
  readonly bytes: number;
  readonly gzip: number;
};

const FUNCTION = 'on-session-start';

/** Of lib/package/bundle.ts, without what only concerns the project; `assertSame` notices when they part. */
const OPTIONS: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  external: [
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
    '@smithy/credential-provider-imds',
  ],
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
};

/** Replaces the text of one module of lib/ for a variant. */
export const replacing = (file: string, edit: (text: string) => string): Plugin => ({
  name: `replacing ${file}`,
  setup: ({ onLoad }) => {
    const escaped = file.replaceAll(/[./]/g, (sign) => (sign === '/' ? '[\\\\/]' : `\\${sign}`));
    onLoad({ filter: new RegExp(`${escaped}$`) }, ({ path }) => ({
      contents: edit(readFileSync(path, 'utf8')),
      loader: 'ts',
    }));
  },
});

/** Finds packages of a scope in another directory's node_modules. */
export const resolvingIn = (directory: string, scope: string): Plugin => ({
  name: `resolving ${scope} elsewhere`,
  setup: ({ onResolve, resolve }) => {
    onResolve({ filter: new RegExp(`^${scope}/`) }, ({ path, kind, pluginData }) =>
      pluginData === directory
        ? undefined
        : resolve(path, { kind, resolveDir: directory, pluginData: directory }),
    );
  },
});

/** Builds the variants next to each other, outside of the project; a variant without options is the project's own. */
export const buildVariants = async (variants: readonly Variant[]): Promise<BuiltVariant[]> => {
  const scratch = mkdtempSync(join(tmpdir(), 'b24bus-bench-'));
  // The entry points, and packages for a variant that does not bundle them.
  for (const directory of ['functions', 'node_modules'])
    symlinkSync(join(ROOT, directory), join(scratch, directory), 'junction');
  await bundleFunctions(planFunctions(Object.values(catalogue), ROOT), scratch);
  const own = join(scratch, 'dist', FUNCTION);
  await assertSame(own, join(scratch, 'same'));
  return Promise.all(
    variants.map(async (variant, position) => {
      const directory = variant.options === undefined ? own : join(scratch, `variant-${position}`);
      if (variant.options !== undefined) await buildTo(directory, variant.options);
      return { ...variant, module: join(directory, 'index.mjs'), ...sizesOf(directory) };
    }),
  );
};

const buildTo = async (outdir: string, options: BuildOptions): Promise<void> => {
  mkdirSync(outdir, { recursive: true });
  await build({
    ...OPTIONS,
    ...options,
    absWorkingDir: ROOT,
    entryPoints: [{ in: `functions/imopenlines/${FUNCTION}.ts`, out: 'index' }],
    outdir,
  });
};

const assertSame = async (own: string, directory: string): Promise<void> => {
  await buildTo(directory, {});
  const module = (of: string): Buffer => readFileSync(join(of, 'index.mjs'));
  if (module(own).equals(module(directory))) return;
  throw new Error('bench/bundles.ts no longer builds what lib/package/bundle.ts builds; copy its options');
};

const sizesOf = (directory: string): { bytes: number; gzip: number } => {
  const modules = readdirSync(directory)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => join(directory, file));
  return {
    bytes: modules.reduce((sum, file) => sum + statSync(file).size, 0),
    gzip: modules.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0),
  };
};
