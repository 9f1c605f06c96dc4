import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildFunctions, ROOT } from '../../lib/package/build.ts';
import { bodyMaker } from './bodies.ts';
import { documentOf } from './document.ts';
import { duplicatesOf, faultsOf, tableOf } from './report.ts';
import { play, type Result } from './run.ts';
import { CLIENT, genuineClient, plainClient } from './runtime-client.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { findsLoss, warmUp } from './self-test.ts';
import { startStage } from './stage/stage.ts';

const { values: options } = parseArgs({
  options: {
    /** Distinct events in all. */
    events: { type: 'string', default: '20000' },
    /** Only scenarios whose name has this in it. */
    scenario: { type: 'string', default: '' },
    /** Processes per event type. */
    sandboxes: { type: 'string', default: '8' },
    /** `lambda`, `plain`, or `auto`: `plain` where the other cannot be built. */
    client: { type: 'string', default: 'lambda' },
    /** Where `dist/` is; built unless given. */
    task: { type: 'string' },
  },
});

const FULL = 20_000;

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const started = performance.now();

const elapsed = (): number => (performance.now() - started) / 1000;

const progress = (text: string): void => {
  process.stderr.write(`${elapsed().toFixed(0).padStart(4)} s  ${text}\n`);
};

const chosen = scenarios.filter(({ name }) => name.includes(options.scenario));
const sandboxes = Number(options.sandboxes);
const events = Number(options.events);
const genuine = genuineClientIn(ROOT, options.client);
const plain = genuine === undefined;

/** Builds what is deployed, and the client that runs it; the built-in one wants the whole name of the file. */
const prepare = async () => {
  if (options.task === undefined) await buildFunctions();
  return {
    taskRoot: options.task ?? ROOT,
    handlerOf: (directory: string) => `dist/${directory}/index${plain ? '.mjs' : ''}.handler`,
    client: genuine ?? plainClient(),
  };
};

const playAll = async (): Promise<Result[]> => {
  const stage = await startStage(await prepare(), sandboxes);
  const make = await bodyMaker();
  const results: Result[] = [];
  try {
    progress('warming up');
    await warmUp(stage, make, sandboxes);
    progress('dropping events on purpose: the check has to find them');
    if (!(await findsLoss(stage, make)))
      throw new Error('Events were dropped, and the check has not noticed.');
    const weights = chosen.reduce((sum, { weight }) => sum + weight, 0);
    for (const scenario of chosen) {
      const share = Math.ceil((events * scenario.weight) / weights);
      progress(`${scenario.name}: ${share} events`);
      if (scenario.clocks) await warmUp(stage, make, sandboxes, scenario.clocks);
      results.push(await play(stage, scenario, share, make));
    }
  } finally {
    await stage.close();
  }
  return results;
};

if (chosen.length === 0) {
  throw new Error(`No scenario has "${options.scenario}" in its name. There are:\n  ${names(scenarios)}`);
}
const results = await playAll();
const seconds = elapsed();
const faults = results.flatMap(faultsOf);
say(`\n${tableOf(results)}\n\nDuplicates:\n${duplicatesOf(results)}\n`);
for (const fault of faults) say(fault);
const client = plain ? 'a runtime client of our own' : `${CLIENT.name} ${CLIENT.version}`;
say(`${faults.length === 0 ? 'Nothing was lost' : 'FAILED'}; ${client}, ${Math.round(seconds)} s`);
if (faults.length > 0) process.exitCode = 1;
else if (!plain && events >= FULL && chosen.length === scenarios.length) {
  const circumstances = { client, seconds, sandboxes, date: new Date().toISOString() };
  await writeFile(join(ROOT, 'docs/reliability.md'), documentOf(results, circumstances));
}

/** What starts Lambda's own client; undefined where one of ours is to take its place. */
function genuineClientIn(root: string, wanted: string): readonly string[] | undefined {
  if (wanted === 'plain') return undefined;
  try {
    return genuineClient(root);
  } catch (fault) {
    if (wanted !== 'auto') throw fault;
    process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\nGoing on without it.\n`);
    return undefined;
  }
}

function names(of: readonly Scenario[]): string {
  return of.map(({ name }) => name).join('\n  ');
}
