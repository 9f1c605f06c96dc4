import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../lib/cli/b24bus.mjs', import.meta.url));

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** The AWS settings of whoever runs the tests have no part in them; a profile that does not exist would be noticed. */
const environmentOf = (settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv => {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('AWS_') && name !== 'FORCE_COLOR',
  );
  return {
    ...Object.fromEntries(own),
    AWS_PROFILE: 'nobody',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...settings,
  };
};

/** Starts the command line as npx does. */
export const startCommand = (args: readonly string[], settings: Readonly<Record<string, string>> = {}) =>
  spawn(process.execPath, [bin, ...args], {
    env: environmentOf(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs a command to its end. */
export const runCommand = async (
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> => {
  const child = startCommand(args, settings);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
};
