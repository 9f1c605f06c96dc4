import { type Check, known } from '../check.ts';

/** A key that no portal has: 32 hex digits are theirs. */
const NOBODY = 'doctor';

export const portalsTable: Check = {
  name: 'portals table',
  needs: ['settings', 'AWS credentials'],
  run: async (facts) => {
    await known(facts, 'lifecycle').table.get(NOBODY);
    return { status: 'ok', seen: known(facts, 'config').PORTALS_TABLE };
  },
};

export const application: Check = {
  name: 'application',
  needs: ['settings', 'AWS credentials'],
  run: async (facts) => {
    const { clientId, parameter = 'the parameter' } = await known(facts, 'lifecycle').application.get();
    return { status: 'ok', seen: `${clientId}, from ${parameter}` };
  },
};

export const tokens: Check = {
  name: 'tokens',
  needs: ['portal'],
  run: async (facts) => {
    const { memberId, sealedTokens, tokenOwner } = known(facts, 'portal');
    await known(facts, 'lifecycle').seal.open(memberId, sealedTokens);
    return { status: 'ok', seen: `decrypted; those of a ${tokenOwner === 'user' ? 'user' : 'system user'}` };
  },
};
