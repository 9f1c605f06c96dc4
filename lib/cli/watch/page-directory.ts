import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { builtPage } from '../../inspector/build.ts';
import { exitCodes, Failure } from '../failure.ts';

/** Where the page is, built; in a clone it may have to be built first. @throws Failure if it is not there. */
export const pageDirectory = async (): Promise<string> => {
  const directory = await builtPage().catch((fault: Error) => {
    throw notBuilt(fault.message);
  });
  await stat(join(directory, 'index.html')).catch(() => {
    throw notBuilt('This package came without the page to look at.');
  });
  return directory;
};

const notBuilt = (message: string): Failure =>
  new Failure(
    exitCodes.problem,
    'PAGE_NOT_BUILT',
    message,
    'Install b24bus again; in a clone: npm ci, then npm run build.',
  );
