import { parseArgs } from 'node:util';
import { explained } from './compatibility.ts';
import { documents, releaseVersion } from './documents.ts';
import { RELEASED, staleFiles, writeFiles } from './files.ts';
import { release } from './release.ts';

const USAGE = `Usage: npm run schemas [-- --check | --release]

Writes docs/schemas and docs/events.md from lib/schemas and test/wire.

  --check    writes nothing, names what is not current; exit code 1 if anything is
  --release  makes the schemas those of the last release, unless they could break its consumers`;

const say = (line: string): number => {
  process.stdout.write(`${line}\n`);
  return 0;
};

const complain = (line: string): number => {
  process.stderr.write(`${line}\n`);
  return 1;
};

const write = (): number => {
  const written = writeFiles(documents().files);
  if (written.length === 0) return say('Everything is current.');
  return say(`New, changed or gone:\n  ${written.join('\n  ')}`);
};

const check = (): number => {
  const stale = staleFiles(documents().files);
  if (stale.length === 0) return say('Everything is current.');
  return complain(`Not current, run npm run schemas:\n  ${stale.join('\n  ')}`);
};

const publishRelease = (): number => {
  const { schemas, files } = documents();
  const breaking = release(schemas, releaseVersion());
  if (breaking.length > 0) {
    const changes = breaking.map(explained).join('\n');
    return complain(`These changes could break consumers of the last release:\n${changes}`);
  }
  writeFiles(files);
  return say(`${RELEASED} has the schemas of ${releaseVersion()}.`);
};

const run = (): number => {
  const { values } = parseArgs({
    options: { check: { type: 'boolean' }, release: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return say(USAGE);
  if (values.check && values.release) return complain(`Either --check or --release.\n\n${USAGE}`);
  if (values.check) return check();
  return values.release ? publishRelease() : write();
};

try {
  process.exitCode = run();
} catch (fault) {
  process.exitCode = complain(fault instanceof Error ? fault.message : String(fault));
}
