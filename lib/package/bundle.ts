import { isBuiltin } from 'node:module';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { BUILTIN, builtins } from './builtins.ts';
import type { PlannedFunction } from './functions.ts';
import { withoutUnused } from './unused.ts';

/** A built function, its directory in `dist/`, and the size of its module in bytes. */
export type Bundle = {
  readonly name: string;
  readonly directory: string;
  readonly bytes: number;
  /** The files that something of is in it, from the project's root. */
  readonly modules: readonly string[];
  /** Node's own modules that it takes as soon as it is loaded. */
  readonly builtins: readonly string[];
};

// The SDK asks these through `import()`: for credentials where the environment has none, and for events in a stream,
// which no operation here has. In Lambda there are always credentials, and all this would be 100 KB of every bundle.
// If the SDK ever imported one of them statically, the build would fail, see `unresolvable`.
const NEVER_ASKED_IN_LAMBDA = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
];

/** How a function is bundled. */
export const bundleOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // ES modules first: esbuild leaves out what nobody uses only from these.
  mainFields: ['module', 'main'],
  external: NEVER_ASKED_IN_LAMBDA,
  plugins: [builtins, withoutUnused] as Plugin[],
  // Beside the module, for whoever reads a stack; nothing reads it in Lambda, so it is not in the zip.
  sourcemap: 'external',
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
} as const satisfies BuildOptions;

/**
 * Writes `dist/<directory>/index.mjs` and its source map for every planned function.
 *
 * @throws Error where a bundle would not load without `node_modules`.
 */
export const bundleFunctions = async (
  planned: readonly PlannedFunction[],
  root: string,
  plugins: Plugin[] = [],
): Promise<Bundle[]> => {
  const { metafile } = await build({
    ...bundleOptions,
    plugins: [...bundleOptions.plugins, ...plugins],
    absWorkingDir: root,
    entryPoints: planned.map(({ entry, directory }) => ({ in: entry, out: `${directory}/index` })),
    outdir: 'dist',
  });
  return planned.map(({ name, directory }) => {
    const output = metafile.outputs[`dist/${directory}/index.mjs`];
    if (output === undefined) throw new Error(`esbuild wrote no bundle for ${name}`);
    const missing = unresolvable(output.imports);
    if (missing.length > 0)
      throw new Error(`${name} would not load in Lambda: ${missing.join(', ')} is not bundled`);
    return { name, directory, bytes: output.bytes, ...loadedWith(output) };
  });
};

const loadedWith = ({ inputs }: Metafile['outputs'][string]): Pick<Bundle, 'modules' | 'builtins'> => {
  const loaded = Object.keys(inputs).filter((path) => (inputs[path]?.bytesInOutput ?? 0) > 0);
  const prefix = `${BUILTIN}:`;
  return {
    modules: loaded.filter((path) => !path.startsWith(prefix)),
    builtins: loaded.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length)),
  };
};

// An ES module has no `require`, not even for what Node brings along.
const unresolvable = (imports: Metafile['outputs'][string]['imports']): string[] =>
  imports
    .filter(({ path, kind }) => kind === 'require-call' || (kind !== 'dynamic-import' && !isBuiltin(path)))
    .map(({ path }) => path);
