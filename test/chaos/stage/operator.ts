import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { listen, shutDown } from '../../../lib/local/http.ts';
import { ROOT } from '../../../lib/package/build.ts';

const run = promisify(execFile);

const report = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ recovered: v.object({ undelivered: v.number() }) }),
);

/** Someone at a terminal, with `npx b24bus`. */
type Operator = {
  /**
   * Replays what the logs of the functions have, as in an outage: `b24bus recover`.
   *
   * @param since Unix milliseconds.
   * @returns the records that went into the undelivered queue.
   * @throws Error if the command fails.
   */
  recover(since: number): Promise<number>;
  close(): Promise<void>;
};

/** @param environment of a local run, which the command line asks for as it does for that of `npm start`. */
export const startOperator = async (environment: Readonly<Record<string, string>>): Promise<Operator> => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(environment));
  });
  const url = `http://127.0.0.1:${await listen(server, 0)}`;
  const directory = await mkdtemp(join(tmpdir(), 'b24bus-chaos-'));
  const state = join(directory, 'recovered');
  return {
    recover: async (since) => {
      const { stdout } = await run(
        process.execPath,
        [
          join(ROOT, 'lib/cli/b24bus.mjs'),
          ...['recover', '--json', '--url', url, '--state', state],
          ...['--since', new Date(since).toISOString()],
        ],
        { maxBuffer: 64 * 2 ** 20 },
      );
      return v.parse(report, stdout).recovered.undelivered;
    },
    close: async () => {
      await shutDown(server);
      await rm(directory, { recursive: true });
    },
  };
};
