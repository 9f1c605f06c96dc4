import { statSync } from 'node:fs';
import { join } from 'node:path';
import { buildFunctions, ROOT } from './build.ts';
import type { Bundle } from './bundle.ts';
import { runFramework } from './framework.ts';
import { checkPackagedSettings } from './settings.ts';
import { table } from './table.ts';

// Packaging asks AWS nothing; placeholders keep the framework from looking for credentials elsewhere.
const credentials =
  process.env['AWS_ACCESS_KEY_ID'] === undefined && process.env['AWS_PROFILE'] === undefined
    ? { AWS_ACCESS_KEY_ID: 'placeholder', AWS_SECRET_ACCESS_KEY: 'placeholder' }
    : {};

const withZip = ({ name, bytes }: Bundle) =>
  [name, bytes, statSync(join(ROOT, '.serverless', `${name}.zip`)).size] as const;

/**
 * Builds and packages the service, checks its settings and prints the size of each function.
 *
 * @param options of osls, such as `--stage prod`.
 * @returns the exit code.
 */
export const packageService = async (options: readonly string[]): Promise<number> => {
  const bundles = await buildFunctions();
  const status = runFramework('package', options, { ...process.env, ...credentials });
  if (status !== 0) return status;
  try {
    checkPackagedSettings();
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    return 1;
  }
  process.stdout.write(table(['function', 'bundle KB', 'zip KB'], bundles.map(withZip)));
  return 0;
};

if (import.meta.main) process.exitCode = await packageService(process.argv.slice(2));
