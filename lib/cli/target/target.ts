import { exitCodes, Failure } from '../failure.ts';
import { localTarget } from './local.ts';

/** The deployment that a command is about. */
export type Target = {
  /** For people: `the local run at http://127.0.0.1:3000`, `the stack b24bus-prod`. */
  readonly name: string;
  /** As its functions have it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The options that lead here, for the commands that cures name; empty or with a space before. */
  readonly options: string;
  /** What to do where a part of it is missing. */
  readonly rebuild: string;
  /** Where a function's log is. */
  readonly logOf: (functionName: string) => string;
  /** What the names of the functions' log groups begin with. */
  readonly logGroupPrefix: string;
};

export type TargetOptions = { readonly stage?: string; readonly region?: string; readonly url?: string };

/**
 * Finds the deployment, and points the AWS clients of this process to it: one target per process.
 *
 * @throws Failure if it is not to be found, with the cure.
 */
export const openTarget = async ({ stage, region, url }: TargetOptions): Promise<Target> => {
  if (stage !== undefined) {
    if (url !== undefined)
      throw wrong('--stage and --url are given.', 'Give one: a deployed stack, or a local run.');
    const { stackTarget } = await import('./stack.ts');
    const target = await stackTarget(stage, region);
    process.env['AWS_REGION'] = target.environment['AWS_REGION'];
    return target;
  }
  if (region !== undefined) {
    throw wrong(
      '--region is given without --stage.',
      'Add --stage <stage>: the region is that of a deployed stack.',
    );
  }
  const target = await localTarget(url);
  // A profile or a session of the user's own would go before the emulators' credentials.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  Object.assign(process.env, target.environment);
  return target;
};

const wrong = (message: string, cure: string): Failure =>
  new Failure(exitCodes.usage, 'USAGE', message, cure);
