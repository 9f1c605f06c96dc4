import { catalogue } from '../../../catalogue/index.ts';
import { type Check, known } from '../check.ts';

const PATIENCE_MS = 10_000;

/** Every function of ours answers GET with 405 and a problem document. */
export const handler: Check = {
  name: 'handler URL',
  needs: ['settings'],
  run: async (facts) => {
    const url = `${known(facts, 'lifecycle').baseUrl}${catalogue.OnAppTest.route}`;
    const answered = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      ({ status, headers }) => ({ status, type: headers.get('content-type') ?? '' }),
      () => undefined,
    );
    const cure = `Check the domain, its certificate and the API behind it; ${facts.target.logOf('OnAppTest')} may say more.`;
    if (answered === undefined) return { status: 'fail', seen: `Nothing answers at ${url}.`, cure };
    if (answered.status === 405 && answered.type.startsWith('application/problem+json')) {
      return { status: 'ok', seen: url };
    }
    return {
      status: 'fail',
      seen: `Something else than b24bus answers at ${url}: status ${answered.status}.`,
      cure,
    };
  },
};
