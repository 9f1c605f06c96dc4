import { compareBindings, type Drift } from '../../../subscriptions/drift.ts';
import { type Check, type Facts, type Finding, known } from '../check.ts';
import { problemOf } from './bitrix24.ts';

export const bindings: Check = {
  name: 'bindings',
  needs: ['REST'],
  run: async (facts) => problemOf(facts, 'bindings') ?? compared(facts, driftOf(facts)),
};

/** How what is bound differs from what should be. */
export const driftOf = (facts: Facts): Drift => {
  const { baseUrl } = known(facts, 'lifecycle');
  const portal = known(facts, 'portal');
  const earlierBaseUrls = [...portal.earlierBaseUrls, portal.baseUrl];
  return compareBindings(known(facts, 'inspection').bindings ?? [], { baseUrl, earlierBaseUrls });
};

const compared = (facts: Facts, { missing, foreignOurs, duplicate }: Drift): Finding => {
  const { baseUrl } = known(facts, 'lifecycle');
  const { memberId } = known(facts, 'portal');
  const cure = `npx b24bus portals bind ${memberId}${facts.target.options}`;
  const lacking = missing.filter(({ name }) => !isUnknownThere(facts, name));
  if (lacking.length > 0) {
    const admin =
      facts.isAdmin === false
        ? 'Let an administrator of the portal reinstall the application: nobody else sees all handlers. Or bind them for this user: '
        : '';
    return {
      status: 'fail',
      seen: `Not bound: ${lacking.map(({ name }) => name).join(', ')}.`,
      cure: admin + cure,
    };
  }
  const odd = [...foreignOurs, ...duplicate].map(({ event, handler }) => `${event} at ${handler}`);
  if (odd.length > 0)
    return { status: 'warn', seen: `Handlers that should not be there: ${odd.join(', ')}.`, cure };
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    return {
      status: 'warn',
      seen: `This version of the portal does not have ${names}; the others are bound.`,
    };
  }
  return { status: 'ok', seen: `all events, to ${baseUrl}` };
};

/** Older self-hosted portals lack some events; that was found when they were bound. */
const isUnknownThere = (facts: Facts, name: string): boolean =>
  known(facts, 'portal').problems.some(
    ({ code, event }) => code === 'ERROR_EVENT_NOT_FOUND' && event === name,
  );
