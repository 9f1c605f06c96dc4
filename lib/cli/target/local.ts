import * as v from 'valibot';
import { exitCodes, Failure } from '../failure.ts';
import type { Target } from './target.ts';

/** The emulators' credentials have to be there: those of the user are not for whoever answers at a URL. */
const environment = v.objectWithRest(
  { AWS_REGION: v.string(), AWS_ACCESS_KEY_ID: v.string(), AWS_SECRET_ACCESS_KEY: v.string() },
  v.string(),
);

const PATIENCE_MS = 5_000;

/**
 * The local run, which tells how its emulators are reached.
 *
 * @throws Failure if nothing, or something else, answers there.
 */
export const localTarget = async (
  given: string | undefined,
  { PORT = '3000' } = process.env,
): Promise<Target> => {
  const url = new URL(given ?? `http://127.0.0.1:${PORT}`);
  const answer: unknown = await fetch(new URL('/_local/environment', url), {
    signal: AbortSignal.timeout(PATIENCE_MS),
  })
    .catch(() => {
      throw notThere(`No local run answers at ${url.origin}.`);
    })
    .then((response) => response.json())
    .catch((fault: unknown) => {
      throw fault instanceof Failure ? fault : notThere(`What answers at ${url.origin} is no local run.`);
    });
  const read = v.safeParse(environment, answer);
  if (!read.success) throw notThere(`What answers at ${url.origin} is no local run of this version.`);
  return {
    name: `the local run at ${url.origin}`,
    environment: read.output,
    options: given === undefined ? '' : ` --url ${url.origin}`,
    rebuild: 'Start the local run again: npm start',
    logOf: () => 'the output of npm start',
    logGroupPrefix: '/aws/lambda/b24bus-local-',
  };
};

const notThere = (message: string): Failure =>
  new Failure(
    exitCodes.unreachable,
    'NO_LOCAL_RUN',
    message,
    'Start it with `npm start` (another port: --url <url>), or name a deployed stack: --stage <stage>.',
  );
