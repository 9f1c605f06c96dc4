/**
 * What a cold start costs: a fresh Node process imports the bundle of OnSessionStart and answers one event,
 * against a stub of EventBridge on loopback; for the bundle as it is and for other ways to build it.
 * `node bench/cold-load.ts [rounds]`
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { request } from '../test/package/lambda.ts';
import { type BuiltVariant, buildVariants } from './bundles.ts';
import {
  interleaved,
  median,
  medianInterval,
  print,
  printMachine,
  printSamples,
  printTable,
  ROOT,
  type Samples,
} from './measure.ts';
import { variants } from './variants.ts';

const rounds = Number(process.argv[2] ?? 60);
const run = promisify(execFile);

// --- One cold start --------------------------------------------------------------------------------------------

const scratch = mkdtempSync(join(tmpdir(), 'b24bus-bench-'));
const bootstrap = join(scratch, 'bootstrap.mjs');

// The process tells its own times: since it was started, and of CPU in all its threads.
writeFileSync(
  bootstrap,
  `const [module, event] = process.argv.slice(2);
  let statusCode = 200;
  if (module !== 'none') {
    const { handler } = await import(module);
    ({ statusCode } = await handler(JSON.parse(event), { awsRequestId: 'bench', functionName: 'bench' }));
  }
  const { user, system } = process.cpuUsage();
  const report = { statusCode, wall: performance.now(), cpu: (user + system) / 1000 };
  process.stdout.write('\\n' + JSON.stringify(report), () => process.exit(0));`,
);

const stub = createServer((incoming, response) => {
  incoming.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end('{"FailedEntryCount":0,"Entries":[{"EventId":"11111111-1111-1111-1111-111111111111"}]}');
  });
});
await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));

const environment = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_EVENTBRIDGE: `http://127.0.0.1:${(stub.address() as AddressInfo).port}`,
  DESTINATIONS: 'eventbridge',
  EVENT_BUS_NAME: 'b24bus-bench',
  UNDELIVERED_QUEUE_URL: 'http://127.0.0.1:1/000000000000/undelivered',
  QUARANTINE_QUEUE_URL: 'http://127.0.0.1:1/000000000000/quarantine',
  PORTALS: 'a223c6b3710f85df22e9377d6c4f7553:51856fefc120afa4b628cc82d3935cce',
};

const event = JSON.stringify(
  request(
    'POST',
    '/events/on-session-start',
    readFileSync(join(ROOT, 'test/wire/seed-session-start.form'), 'utf8'),
  ),
);

type Report = { readonly statusCode: number; readonly wall: number; readonly cpu: number };

type Started = Pick<BuiltVariant, 'name' | 'module' | 'nodeOptions'>;

const coldStart = async ({ name, module, nodeOptions = [] }: Started): Promise<Report> => {
  const { stdout } = await run(process.execPath, [...nodeOptions, bootstrap, module, event], {
    cwd: scratch,
    env: environment,
  });
  const report = JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as Report;
  if (report.statusCode !== 200) throw new Error(`${name} answered ${report.statusCode}: ${stdout}`);
  return report;
};

// --- The run ---------------------------------------------------------------------------------------------------

printMachine();
const built = await buildVariants(variants);
const bare: Started = { name: 'Node alone, no bundle', module: 'none' };
const contestants: readonly Started[] = [...built, bare];
for (const contestant of contestants) await coldStart(contestant);
const reports = await interleaved(contestants, rounds, coldStart);
stub.close();

const samples = (pick: (report: Report) => number): Samples =>
  new Map([...reports].map(([name, each]) => [name, each.map(pick)]));

print(`Cold start to the answer of one event, EventBridge only; ${rounds} rounds`);
print();
printSamples(
  'CPU time',
  'ms',
  samples(({ cpu }) => cpu),
);
printSamples(
  'time since process start',
  'ms',
  samples(({ wall }) => wall),
);

// Neighbours on the machine slow down a round, and with it all contestants of the round alike.
const [first = []] = reports.values();

const signed = (value: number): string => `${value > 0 ? '+' : ''}${value.toFixed(1)}`;

print('Difference to the first within each round: median of CPU ms, its 95 % interval; sizes of all modules');
print();
printTable(
  ['variant', 'CPU ms', '95 %', 'bundle KB', 'gzip KB'],
  built.map(({ name, bytes, gzip }) => {
    const each = reports.get(name) ?? [];
    const differences = each.map(({ cpu }, round) => cpu - (first[round]?.cpu ?? Number.NaN));
    const [low, high] = medianInterval(differences);
    return [
      name,
      signed(median(differences)),
      `${signed(low)} to ${signed(high)}`,
      (bytes / 1000).toFixed(1),
      (gzip / 1000).toFixed(1),
    ];
  }),
);
