import { healthEvent } from '../health/health-event.ts';
import type { Portal } from '../portals/portal.ts';
import type { Publication } from '../publish/destination.ts';

/** 2026-03-17T15:00:00Z. */
const CHECKED = 1_773_759_600_000;

const MEMBER_ID = 'a223c6b3710f85df22e9377d6c4f7553';

// What an event tells of a portal, which has much more.
const ill = {
  memberId: MEMBER_ID,
  domain: 'example-portal.bitrix24.com',
  problems: [
    {
      check: 'bindings',
      code: 'NOT_BOUND',
      message: 'The portal does not post this event here.',
      cure: `Run npx b24bus portals bind ${MEMBER_ID}, or wait for the scheduled check, which does it by itself.`,
      event: 'OnSessionStart',
    },
  ],
} as const;

/** A portal falls ill, and recovers an hour later. No wire sample leads to this event: it is b24bus's own. */
export const healthExamples = (): Publication[] => {
  const recovered = CHECKED + 3_600_000;
  return [
    healthEvent(
      ill as object as Portal,
      { status: 'unhealthy', changedAt: CHECKED, announced: false },
      CHECKED,
    ),
    healthEvent(
      { ...ill, problems: [] } as object as Portal,
      { status: 'healthy', changedAt: recovered, announced: false },
      recovered,
    ),
  ];
};
