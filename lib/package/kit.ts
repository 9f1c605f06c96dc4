import { readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './build.ts';
import { bundleCommandLine } from './kit-command-line.ts';
import { declareKit } from './kit-declarations.ts';
import { bundleKit } from './kit-modules.ts';

type Manifest = {
  readonly exports: Readonly<Record<string, string | { readonly 'b24bus-source': string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
};

/** Builds what `npm pack` takes from `dist/` anew: the consumer kit and the command line. */
export const buildKit = async (): Promise<void> => {
  const manifest: Manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const modules = kitModules(manifest);
  const external = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const directory of [kit, commandLine]) await rm(directory, { recursive: true, force: true });
  await bundleCommandLine(ROOT, commandLine);
  await bundleKit(modules, external, ROOT, kit);
  await declareKit(modules, external, ROOT, kit);
};

const kit = join(ROOT, 'dist/kit');
const commandLine = join(ROOT, 'dist/cli');

/** The modules of lib/ that package.json exports, as `consumer/index`. */
const kitModules = ({ exports }: Manifest): string[] =>
  Object.values(exports).flatMap((conditions) =>
    typeof conditions === 'string' ? [] : [conditions['b24bus-source'].replace(/^\.\/lib\/(.+)\.ts$/, '$1')],
  );

const bytesIn = async (directory: string): Promise<number> => {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
};

if (import.meta.main) {
  await buildKit();
  for (const directory of [kit, commandLine]) {
    process.stdout.write(
      `${directory.slice(ROOT.length)}  ${((await bytesIn(directory)) / 1000).toFixed(1)} KB\n`,
    );
  }
}
