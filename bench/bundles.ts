import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { bundleOptions } from '../lib/package/bundle.ts';
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
  // Packages for a variant that does not bundle them.
  symlinkSync(join(ROOT, 'node_modules'), join(scratch, 'node_modules'), 'junction');
  return Promise.all(
    variants.map(async (variant, position) => {
      const directory = join(scratch, `variant-${position}`);
      await buildTo(directory, variant.options ?? {});
      return { ...variant, module: join(directory, 'index.mjs'), ...sizesOf(directory) };
    }),
  );
};

const buildTo = async (outdir: string, options: BuildOptions): Promise<void> => {
  mkdirSync(outdir, { recursive: true });
  await build({
    ...bundleOptions,
    ...options,
    absWorkingDir: ROOT,
    entryPoints: [{ in: `functions/imopenlines/${FUNCTION}.ts`, out: 'index' }],
    outdir,
  });
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
