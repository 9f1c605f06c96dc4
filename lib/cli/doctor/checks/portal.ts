import type { Portal } from '../../../portals/portal.ts';
import { shownTime } from '../../portals/portal-view.ts';
import { type Check, type Facts, type Finding, known } from '../check.ts';

export const portal: Check = {
  name: 'portal',
  needs: ['portals table'],
  run: async (facts) => {
    const found = await portalOf(facts);
    if ('seen' in found) return found;
    if (found.status === 'uninstalled') {
      const seen = `The application was uninstalled in ${nameOf(found)}.`;
      return {
        status: 'fail',
        seen,
        cure: 'Install the application again in this portal, if its events are wanted.',
      };
    }
    return {
      status: 'ok',
      seen: `${nameOf(found)}, installed ${shownTime(found.installedAt)}`,
      learnt: { portal: found },
    };
  },
};

const MOST_NAMED = 5;

const nameOf = ({ memberId, domain }: Portal): string =>
  domain === undefined ? memberId : `${domain} (${memberId})`;

/** The portal asked for, or the only one that is installed. */
const portalOf = async (facts: Facts): Promise<Portal | Finding> => {
  const { target, memberId } = facts;
  if (memberId === undefined) return onlyInstalled(facts);
  const stored = await known(facts, 'lifecycle').table.get(memberId);
  return (
    stored ?? {
      status: 'fail',
      seen: `There is no portal ${memberId}.`,
      cure: `See which there are: npx b24bus portals list${target.options}`,
    }
  );
};

const onlyInstalled = async (facts: Facts): Promise<Portal | Finding> => {
  const { table, baseUrl } = known(facts, 'lifecycle');
  const installed: Portal[] = [];
  for await (const each of table.list()) if (each.status === 'installed') installed.push(each);
  const [only, ...others] = installed;
  if (only === undefined) {
    return {
      status: 'fail',
      seen: 'No portal has the application installed.',
      cure: `Enter ${baseUrl}/app/install as the path for the initial installation in Bitrix24's form of the local application, and install it.`,
    };
  }
  if (others.length === 0) return only;
  const names = installed.slice(0, MOST_NAMED).map(nameOf).join(', ');
  const more = installed.length > MOST_NAMED ? ', …' : '';
  return {
    status: 'fail',
    seen: `There are ${installed.length} portals: ${names}${more}`,
    cure: 'Say which: --portal <member_id>',
  };
};

export const applicationToken: Check = {
  name: 'application token',
  needs: ['portal'],
  run: async (facts) => {
    if (known(facts, 'portal').tokenDigest !== undefined)
      return { status: 'ok', seen: 'its digest is known' };
    return {
      status: 'fail',
      seen: 'The portal has not told its application token, so its events are refused.',
      cure: 'Reinstall the application in Bitrix24: ONAPPINSTALL brings the token.',
    };
  },
};
