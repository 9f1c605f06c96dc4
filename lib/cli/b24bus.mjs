#!/usr/bin/env node
// What npx starts, with whatever Node comes first on the PATH. Plain JavaScript, because an older Node cannot read
// the TypeScript behind it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;

/** Whether the sources are here, as in a clone; the installed package has them bundled. */
const isClone = existsSync(new URL('./main.ts', import.meta.url));

/** The Node 24 that `npm ci` brings along on Linux and Windows. */
const bundledNode = () => {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = `../../node_modules/node-${system}-${process.arch}/bin/${binary}`;
  return fileURLToPath(new URL(path, import.meta.url));
};

const [major = 0] = process.versions.node.split('.').map(Number);

if (major >= OLDEST) {
  const bundle = new URL('../../dist/cli/main.mjs', import.meta.url).href;
  await (isClone ? import('./main.ts') : import(bundle));
} else if (!isClone) {
  process.stderr.write(`b24bus needs Node ${OLDEST} or newer; this is Node ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (existsSync(bundledNode())) {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(bundledNode(), [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal interrupts both; this one waits until the other has cleaned up.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  // Says the cure, and ends the process.
  await import('../local/node-version.mjs');
}
