import { join } from 'node:path';
import { transform } from 'esbuild';
import { type Plugin, rollup } from 'rollup';
import { evaluated } from './kit-data.ts';

/**
 * Writes these modules of lib/ and all that they import, each as one ES module and one CommonJS module: a bundler that
 * knows `sideEffects: false` then leaves out every file that nobody needs.
 *
 * @param external the packages that they may import.
 * @throws Error where they import another one, or nothing is exported under a name.
 */
export const bundleKit = async (
  modules: readonly string[],
  external: readonly string[],
  root: string,
  directory: string,
): Promise<void> => {
  const lib = join(root, 'lib');
  const kit = await rollup({
    input: modules.map((module) => join(lib, `${module}.ts`)),
    external: [...external, /^node:/],
    plugins: [evaluated(join(lib, 'consumer/shapes.ts')), withoutTypes],
    treeshake: { moduleSideEffects: false },
    // An import that leads nowhere or to a package that is not allowed is only a warning.
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(message);
    },
  });
  for (const [format, extension] of [
    ['es', 'mjs'],
    ['cjs', 'cjs'],
  ] as const) {
    await kit.write({
      ...{ dir: directory, format, entryFileNames: `[name].${extension}` },
      ...{ preserveModules: true, preserveModulesRoot: lib, exports: 'named' },
      ...{ interop: 'esModule', generatedCode: 'es2015', hoistTransitiveImports: false },
    });
  }
  await kit.close();
};

const withoutTypes: Plugin = {
  name: 'without-types',
  transform: async (code, path) =>
    path.endsWith('.json')
      ? { code: `export default ${code}`, map: null }
      : { code: (await transform(code, { loader: 'ts', target: 'es2022' })).code, map: null },
};
