import * as v from 'valibot';
import type { Exchange } from './exchange.ts';
import type { Row } from './protocol.ts';
import { lostIn, reasonsIn, type Summary } from './told.ts';

/** What became of one event, and why if it is not published. */
export type Fate = Pick<Row, 'outcome' | 'why'>;

/** What became of the parts of a body. */
export type Fates = {
  /** @param id of an event that is valid. */
  ofEvent(id: string): Fate;
  /** @param why what is not valid of it. */
  ofInvalid(why: string): Fate;
};

/**
 * Tells by the log, and by what the undelivered queue holds; the answer only names the worst of a body.
 *
 * @param ids of the body's events.
 */
export const fatesOf = (
  { log, reasons }: Pick<Exchange, 'log' | 'reasons'>,
  { outcome, reason, Stored: stored = 0 }: Summary & { readonly outcome: Row['outcome'] },
  ids: readonly string[],
): Fates => {
  if (reason !== undefined) return unverified(outcome, reason);
  const lost = lostIn(log);
  const lostEvents = reasonsIn(lost);
  // Redelivery was quicker than whoever asked the queue.
  const untold = stored > 0 && !ids.some((id) => reasons?.has(id));
  return {
    ofEvent: (id) => {
      const inLog = lostEvents.get(id);
      if (inLog !== undefined) return { outcome: 'undelivered', why: notAccepted(inLog) };
      const inQueue = reasons?.get(id);
      if (inQueue !== undefined) return { outcome: 'stored', why: notAccepted(inQueue) };
      return untold
        ? { outcome: 'stored', why: 'not accepted by every destination in time' }
        : { outcome: 'published' };
    },
    ofInvalid: (why) => {
      const inLog = lost.some(({ kind }) => kind === 'quarantined');
      return { outcome: inLog ? 'undelivered' : 'quarantined', why };
    },
  };
};

/** A body whose sender nobody could check is stored, or not, as a whole. */
const unverified = (outcome: Row['outcome'], reason: string): Fates => {
  const fate = { outcome, why: `the sender could not be checked: ${reason}` };
  return { ofEvent: () => fate, ofInvalid: () => fate };
};

const notAccepted = (reasons: string): string => `not accepted (${reasons})`;

const answered = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ events: v.array(v.object({ id: v.string() })) }),
);

/** The ids of a body's events; a log names only the first of many. */
export const idsIn = ({ answer }: Pick<Exchange, 'answer'>, { ids = [] }: Summary): readonly string[] => {
  const read = v.safeParse(answered, answer?.body);
  return read.success ? read.output.events.map(({ id }) => id) : ids;
};
