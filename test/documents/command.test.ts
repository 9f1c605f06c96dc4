import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

type Run = { readonly code: number; readonly stdout: string; readonly stderr: string };

const schemas = (...options: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const main = fileURLToPath(new URL('../../lib/documents/main.ts', import.meta.url));
    execFile(process.execPath, [main, ...options], (fault, stdout, stderr) =>
      resolve({ code: fault === null ? 0 : Number(fault.code), stdout, stderr }),
    );
  });

describe('npm run schemas', () => {
  test('-- --check says that everything is current', async () => {
    expect(await schemas('--check')).toEqual({ code: 0, stdout: 'Everything is current.\n', stderr: '' });
  }, 60_000);

  test('-- --help says what it does', async () => {
    const { code, stdout } = await schemas('--help');
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'Usage: npm run schemas [-- --check | --release]']);
  });

  test.each([
    [['--check', '--release'], /^Either --check or --release\.\n\nUsage: npm run schemas /],
    [['--force'], /^Unknown option '--force'/],
    [['now'], /^Unexpected argument 'now'/],
  ])('-- %j is refused', async (options, reason) => {
    expect(await schemas(...options)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(reason) });
  });
});
