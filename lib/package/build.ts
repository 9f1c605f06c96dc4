import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../catalogue/index.ts';
import { type Bundle, bundleFunctions } from './bundle.ts';
import { planFunctions } from './functions.ts';
import { queuedFunctions } from './ingest.ts';
import { receiveFromQueue } from './ingest-bundle.ts';
import { queueConsumers } from './queues.ts';
import { schedules } from './schedules.ts';
import { table } from './table.ts';
import { templateParts } from './template-parts.ts';

/** The project's directory, whatever the working directory is. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// What `npm pack` takes, see kit.ts and lib/inspector/build.ts, which builds in `inspector.<random>` first.
const BUILT_ELSEWHERE = /^(kit|cli|inspector(\..+)?)$/;

/**
 * Builds `dist/` anew: a bundle per function, for queued events a second one, and for each kind of ingest the
 * functions and the resources that serverless.yml reads.
 */
export const buildFunctions = async (): Promise<Bundle[]> => {
  const events = Object.values(catalogue);
  const planned = planFunctions(events, [...schedules, ...queueConsumers], ROOT);
  const queued = queuedFunctions(planned, events);
  const dist = join(ROOT, 'dist');
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (!BUILT_ELSEWHERE.test(name)) await rm(join(dist, name), { recursive: true });
  }
  const bundles = [
    ...(await bundleFunctions(planned, ROOT)),
    ...(await bundleFunctions(queued, ROOT, [receiveFromQueue])),
  ];
  for (const [file, content] of Object.entries(templateParts(planned, events))) {
    await writeFile(join(dist, file), `${JSON.stringify(content, null, 2)}\n`);
  }
  return bundles;
};

if (import.meta.main) {
  const bundles = await buildFunctions();
  process.stdout.write(
    table(
      ['dist/', 'bundle KB'],
      bundles.map(({ directory, bytes }) => [directory, bytes]),
    ),
  );
}
