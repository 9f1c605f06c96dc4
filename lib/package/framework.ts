import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT } from './build.ts';

/**
 * Runs osls, which says itself what is wrong with serverless.yml or the options.
 *
 * @returns its exit code.
 */
export const runFramework = (
  command: 'package' | 'deploy',
  options: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): number => {
  const framework = fileURLToPath(import.meta.resolve('osls/bin/serverless.js'));
  const { status, error } = spawnSync(process.execPath, [framework, command, ...options], {
    cwd: ROOT,
    env: environment,
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  return status ?? 1;
};
