import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions, ROOT } from './build.ts';
import type { Bundle } from './bundle.ts';
import { table } from './table.ts';

// Packaging asks AWS nothing; placeholders keep the framework from looking for credentials elsewhere.
const credentials =
  process.env['AWS_ACCESS_KEY_ID'] === undefined && process.env['AWS_PROFILE'] === undefined
    ? { AWS_ACCESS_KEY_ID: 'placeholder', AWS_SECRET_ACCESS_KEY: 'placeholder' }
    : {};

/** Runs the framework, which says itself what is wrong with serverless.yml or the options. */
const packageService = (options: readonly string[]): number | null => {
  const framework = fileURLToPath(import.meta.resolve('osls/bin/serverless.js'));
  const { status, error } = spawnSync(process.execPath, [framework, 'package', ...options], {
    cwd: ROOT,
    env: { ...process.env, ...credentials },
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return status;
};

const withZip = ({ name, bytes }: Bundle) =>
  [name, bytes, statSync(join(ROOT, '.serverless', `${name}.zip`)).size] as const;

const bundles = await buildFunctions();
const status = packageService(process.argv.slice(2));
if (status === 0) process.stdout.write(table(['function', 'bundle KB', 'zip KB'], bundles.map(withZip)));
process.exitCode = status ?? 1;
