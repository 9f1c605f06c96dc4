import { openSession } from '../../../lifecycle/session.ts';
import { inspectApplication } from '../../../subscriptions/inspect.ts';
import { type Check, type Facts, type Finding, known } from '../check.ts';

/** Milliseconds for OAuth and REST together. */
const PATIENCE_MS = 60_000;

export const oauth: Check = {
  name: 'OAuth',
  needs: ['application', 'tokens'],
  run: async (facts) => {
    const deadline = Date.now() + PATIENCE_MS;
    const session = await openSession(known(facts, 'portal'), known(facts, 'lifecycle'), deadline);
    await session.refresh();
    const { oauthEndpoint } = session.portal();
    return {
      status: 'ok',
      seen: `${new URL(oauthEndpoint).host} gave new tokens, which are stored`,
      learnt: { session, portal: session.portal() },
    };
  },
};

export const rest: Check = {
  name: 'REST',
  needs: ['OAuth'],
  run: async (facts) => {
    const inspection = await inspectApplication(known(facts, 'session').rest);
    return { status: 'ok', seen: known(facts, 'portal').clientEndpoint, learnt: { inspection } };
  },
};

/** What the portal said about one thing, if that is wrong. */
export const problemOf = (facts: Facts, check: string): Finding | undefined => {
  const [problem] = known(facts, 'inspection').problems.filter((each) => each.check === check);
  if (problem === undefined) return undefined;
  return { status: 'fail', seen: `${problem.message} (${problem.code})`, cure: problem.cure };
};

export const installed: Check = {
  name: 'installed',
  needs: ['REST'],
  run: async (facts) => problemOf(facts, 'installed') ?? { status: 'ok', seen: 'INSTALLED' },
};

export const scopes: Check = {
  name: 'scopes',
  needs: ['REST'],
  run: async (facts) =>
    problemOf(facts, 'scope') ?? {
      status: 'ok',
      seen: known(facts, 'inspection').scopes?.join(', ') ?? '',
    },
};

export const administrator: Check = {
  name: 'administrator',
  needs: ['REST'],
  run: async (facts) => {
    const isAdmin = (await known(facts, 'session').rest.call('user.admin')) === true;
    if (isAdmin) return { status: 'ok', seen: 'the tokens are those of one', learnt: { isAdmin } };
    return {
      status: 'warn',
      seen: 'The tokens are those of a user who is no administrator, and who sees and changes his own handlers only.',
      cure: 'Let an administrator of the portal reinstall the application.',
      learnt: { isAdmin },
    };
  },
};
