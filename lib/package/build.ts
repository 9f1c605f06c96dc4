import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../catalogue/index.ts';
import { type Bundle, bundleFunctions } from './bundle.ts';
import { planFunctions, toServerless } from './functions.ts';
import { schedules } from './schedules.ts';
import { table } from './table.ts';

/** The project's directory, whatever the working directory is. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Builds `dist/` anew: a bundle per event of the catalogue, and the functions.json that serverless.yml reads. */
export const buildFunctions = async (): Promise<Bundle[]> => {
  const planned = planFunctions(Object.values(catalogue), schedules, ROOT);
  const dist = join(ROOT, 'dist');
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist);
  const bundles = await bundleFunctions(planned, ROOT);
  await writeFile(join(dist, 'functions.json'), `${JSON.stringify(toServerless(planned), null, 2)}\n`);
  return bundles;
};

if (import.meta.main) {
  const bundles = await buildFunctions();
  process.stdout.write(
    table(
      ['function', 'bundle KB'],
      bundles.map(({ name, bytes }) => [name, bytes]),
    ),
  );
}
