import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from './command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('npx b24bus', () => {
  it('finds the bin of this package, and hands its exit code on', () => {
    const cache = mkdtempSync(join(tmpdir(), 'b24bus-npx-'));
    const npx = (...args: string[]) =>
      spawnSync('npx', ['--offline', 'b24bus', ...args], {
        cwd: root,
        env: { ...process.env, npm_config_cache: cache },
        encoding: 'utf8',
      });
    try {
      const help = npx('--help');
      expect(help.stdout).toMatch(/^Usage: b24bus \[options\] \[command\]\n/);
      expect(help.status).toBe(0);
      expect(npx('portals', 'list', '--url', 'http://127.0.0.1:1').status).toBe(3);
    } finally {
      rmSync(cache, { recursive: true });
    }
  });
});

describe('b24bus', () => {
  it.each([
    [['--help'], 'Exit codes: 0 all is well, 1 a problem was found, 2 wrong usage, 3 AWS or the local run'],
    [['portals', '--help'], 'forget [options] <member_id>'],
    [['doctor', '--help'], '--no-round-trip'],
    [['quarantine', '--help'], 'replay [options] [references...]'],
    [['undelivered', '--help'], 'redrive [options]'],
    [['recover', '--help'], '--log-group <name...>'],
  ])('explains itself with %j', async (args, text) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(text);
  });

  it.each([
    [[], 'Usage: b24bus'],
    [['portals'], 'Usage: b24bus portals'],
    [['portal'], "error: unknown command 'portal'\n(Did you mean portals?)"],
    [['portals', 'lst'], "error: unknown command 'lst'\n(Did you mean list?)"],
    [['portals', 'show'], "error: missing required argument 'member_id'"],
    [['portals', 'show', 'one', 'other'], 'error: too many arguments'],
    [['doctor', '--portals', 'x'], "error: unknown option '--portals'\n(Did you mean --portal?)"],
    [['doctor', '--timeout', '0'], 'It must be a number of seconds from 1 to 999.'],
    [['doctor', '--stage', 'a b'], 'It must be the name of a stage, such as prod.'],
    [['doctor', '--url', '127.0.0.1:3000'], 'It must be a URL, such as http://127.0.0.1:3000.'],
    [['doctor', '--stage', 'prod', '--url', 'http://127.0.0.1:3000'], '--stage and --url are given.'],
    [['doctor', '--region', 'eu-west-1'], '--region is given without --stage.'],
  ])('ends with 2 for %j', async (args, text) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('tells wrong usage in JSON too', async () => {
    const { code, stdout } = await runCommand(['portals', 'show', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'USAGE',
        message: "error: missing required argument 'member_id'",
        cure: 'Ask the command itself: --help',
      },
    });
  });
});
