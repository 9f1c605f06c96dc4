import { Problem } from '../errors.ts';
import { faultLine } from '../log.ts';
import type { Outcome } from '../middleware/outcome.ts';
import { PortalsUnreachable } from '../portals/portals.ts';
import type { UnverifiedRecord } from '../publish/record.ts';
import { replayUnverified } from '../replay/replay.ts';
import { buryUnreadable, type Counts, type Fate, type Redelivery, tryLater } from './fate.ts';
import type { Held } from './message.ts';

/** Milliseconds for which a portal that is not known may still be on its way: its installation came in as well. */
const BENEFIT_OF_DOUBT_MS = 10 * 60_000;

/**
 * Checks who sent a held body, and carries on with it. One whose sender is none of ours is dropped, as it would have
 * been at once; a young one is asked about again, because the installation may have come after the event.
 */
export const redeliverUnverified = async (
  held: Held<UnverifiedRecord>,
  redelivery: Redelivery,
  requestId: string,
): Promise<Fate> => {
  const { message, record, received } = held;
  const { delivery, definitionOf, now } = redelivery;
  if (definitionOf(record.route) === undefined) {
    return buryUnreadable(message, 'it is of an event that the catalogue does not have', redelivery);
  }
  try {
    const outcome = await replayUnverified(record, redelivery, { delivery, definitionOf, requestId });
    if (outcome.status === 'undelivered') return await tryLater(held, redelivery);
    if (outcome.status !== 'refused') return { message, counts: countsOf(outcome) };
    if (now() - received < BENEFIT_OF_DOUBT_MS) return await tryLater(held, redelivery);
    delivery.log(refusedLine(record, outcome.reason, requestId));
    return { message, counts: { Refused: 1 } };
  } catch (fault) {
    if (fault instanceof Problem) return buryUnreadable(message, 'its body is none of Bitrix24', redelivery);
    if (!(fault instanceof PortalsUnreachable)) delivery.log(faultLine(fault, requestId));
    return tryLater(held, redelivery);
  }
};

/** What is stored is in the undelivered queue as events of its own. */
const countsOf = ({ events, stored, quarantine }: Outcome): Counts => ({
  Redelivered: events.length - stored,
  Kept: stored,
  Quarantined: quarantine === undefined ? 0 : 1,
});

/** As a receiver logs a 403; who claims to have sent it is told, if it looks like a member_id at all. */
const refusedLine = ({ route, memberId }: UnverifiedRecord, reason: string, requestId: string): string =>
  JSON.stringify({
    level: 'WARN',
    message: 'refused',
    function: 'Redeliver',
    event: route,
    outcome: 'sender-unknown',
    status: 403,
    requestId,
    ...(/^[\da-f]{32}$/i.test(memberId) && { portal: memberId }),
    reason,
  });
