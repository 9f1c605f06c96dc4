import { build } from 'esbuild';

/**
 * Writes the command line with all that it needs as `main.mjs`, for `npx b24bus` of the installed package: Node does
 * not strip types under node_modules. The clients of AWS are files of their own, which only the commands that need
 * them load.
 */
export const bundleCommandLine = async (root: string, directory: string): Promise<void> => {
  await build({
    absWorkingDir: root,
    entryPoints: ['lib/cli/main.ts'],
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
  });
};
