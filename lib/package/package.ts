import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeBudget, weightsOf } from './budget.ts';
import { buildFunctions, ROOT } from './build.ts';
import type { Bundle } from './bundle.ts';
import { runFramework } from './framework.ts';
import { checkIngest } from './ingest.ts';
import { checkPackagedSettings } from './settings.ts';
import { table } from './table.ts';

// Packaging asks AWS nothing; placeholders keep the framework from looking for credentials elsewhere.
const credentials =
  process.env['AWS_ACCESS_KEY_ID'] === undefined && process.env['AWS_PROFILE'] === undefined
    ? { AWS_ACCESS_KEY_ID: 'placeholder', AWS_SECRET_ACCESS_KEY: 'placeholder' }
    : {};

const BUDGET = '--budget';

/** The bundles that the template refers to: an event is either called or queued. */
const packaged = (bundles: readonly Bundle[]): Bundle[] => {
  const template = readFileSync(
    join(ROOT, '.serverless', 'cloudformation-template-update-stack.json'),
    'utf8',
  );
  return bundles.filter(({ directory }) => template.includes(`"dist/${directory}/index.handler"`));
};

const withZip = ({ name, bytes }: Bundle) =>
  [name, bytes, statSync(join(ROOT, '.serverless', `${name}.zip`)).size] as const;

/** Whether a check of settings throws nothing; says what it throws. */
const passes = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch (fault) {
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`);
    return false;
  }
};

/**
 * Builds and packages the service, checks its settings and prints the size of each function.
 *
 * @param given options of osls, such as `--stage prod`; with `--budget` among them, what the functions weigh becomes
 *   what they may weigh.
 * @returns the exit code.
 */
export const packageService = async (given: readonly string[]): Promise<number> => {
  const options = given.filter((option) => option !== BUDGET);
  if (!passes(() => checkIngest(options))) return 1;
  const bundles = await buildFunctions();
  const status = runFramework('package', options, { ...process.env, ...credentials });
  if (status !== 0) return status;
  if (!passes(checkPackagedSettings)) return 1;
  if (given.includes(BUDGET)) storeBudget(weightsOf(bundles, join(ROOT, 'dist')));
  process.stdout.write(table(['function', 'bundle KB', 'zip KB'], packaged(bundles).map(withZip)));
  return 0;
};

if (import.meta.main) process.exitCode = await packageService(process.argv.slice(2));
