import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import ts from 'typescript';
import { eventTypes } from './kit-event-types.ts';

/**
 * Writes the declarations of these modules of lib/, one file for each and each kind of module, with what several of
 * them need in a file of its own.
 *
 * @throws Error where TypeScript cannot declare something.
 */
export const declareKit = async (
  modules: readonly string[],
  external: readonly string[],
  root: string,
  directory: string,
): Promise<void> => {
  const temporary = await mkdtemp(join(tmpdir(), 'b24bus-declarations-'));
  try {
    await declareModules(modules, root, temporary);
    const input = Object.fromEntries(modules.map((module) => [module, join(temporary, `${module}.d.ts`)]));
    const declarations = await rollup({
      ...{ input, plugins: [dts()], external: [...external] },
      // That a type of ours cannot be named matters only where TypeScript says so, in a project that declares itself.
      onLog: (level, { plugin, message }) => {
        if (level === 'warn' && plugin !== 'dts') throw new Error(message);
      },
    });
    for (const extension of ['d.mts', 'd.cts']) {
      await declarations.write({
        dir: directory,
        entryFileNames: `[name].${extension}`,
        chunkFileNames: `schemas/index.${extension}`,
        hoistTransitiveImports: false,
        minifyInternalExports: false,
      });
    }
    await declarations.close();
  } finally {
    await rm(temporary, { recursive: true });
  }
};

const declareModules = async (modules: readonly string[], root: string, directory: string): Promise<void> => {
  const lib = join(root, 'lib');
  const program = programOf(
    modules.map((module) => join(lib, `${module}.ts`)),
    root,
    { rootDir: lib, declarationDir: directory },
  );
  const schemas = program.getSourceFile(join(lib, 'schemas/index.ts'));
  if (schemas === undefined) throw new Error('The consumer kit does not import lib/schemas/index.ts');
  const written = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) =>
    written.set(relative(directory, path), text),
  );
  refuse(diagnostics);
  for (const [path, text] of [...written, ...Object.entries(eventTypes(program.getTypeChecker(), schemas))]) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
};

const programOf = (files: readonly string[], root: string, changed: ts.CompilerOptions): ts.Program => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  return ts.createProgram(files, {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    ...changed,
  });
};

const refuse = (diagnostics: readonly ts.Diagnostic[]): void => {
  if (diagnostics.length === 0) return;
  const host = {
    getCanonicalFileName: String,
    getCurrentDirectory: ts.sys.getCurrentDirectory,
    getNewLine: () => '\n',
  };
  throw new Error(ts.formatDiagnostics(diagnostics, host));
};
