import type { EventDefinition } from '../catalogue/definition.ts';
import type { Problem } from '../errors.ts';
import type { Envelope } from '../form/envelope.ts';
import { type LogSink, type RequestMetrics, summaryLine } from '../log.ts';
import type { Arrival } from './arrival.ts';
import type { Outcome } from './outcome.ts';
import type { Stopwatch } from './stopwatch.ts';

/** Ids told in one line; a body of thousands of messages still makes one line. */
const MAX_IDS = 20;

/** Logs what became of an authentic body. */
export const logOutcome = (
  log: LogSink,
  definition: EventDefinition,
  arrival: Arrival,
  outcome: Outcome,
  status: number,
): void => {
  const { envelope, requestId, stopwatch, unverified } = arrival;
  const { events, quarantine } = outcome;
  log(
    summaryLine(
      {
        event: definition.name,
        outcome: outcome.status,
        status,
        requestId,
        portal: envelope.memberId,
        ids: events.slice(0, MAX_IDS).map(({ id }) => id),
        ...(quarantine && { reference: quarantine.reference }),
        ...(unverified && { reason: unverified.reason }),
        durations: stopwatch.durations(),
        metrics: { ...metricsOf(outcome), ...lagOf(arrival) },
      },
      Date.now(),
    ),
  );
};

/** An event that is in the log only is counted once, as Undelivered. */
const metricsOf = ({ events, stored, undelivered, quarantine }: Outcome): RequestMetrics => ({
  ...(events.length > stored && { Published: events.length - stored }),
  ...(stored > 0 && undelivered === 0 && { Stored: stored }),
  ...(quarantine && { Quarantined: 1 }),
  ...(undelivered > 0 && { Undelivered: undelivered }),
});

/** Not below 0, where the portal's clock is ahead: CloudWatch has no percentiles of a metric that was negative. */
const lagOf = ({ envelope: { ts }, received }: Arrival): RequestMetrics =>
  ts !== undefined && /^\d{1,12}$/.test(ts) ? { Lag: Math.max(0, received - Number(ts) * 1000) } : {};

/** Logs why a request was refused. Who claims to have sent it is told, if it looks like a member_id at all. */
export const logProblem = (
  log: LogSink,
  definition: EventDefinition,
  {
    envelope,
    requestId,
    stopwatch,
  }: { readonly envelope?: Envelope; readonly requestId: string; readonly stopwatch: Stopwatch },
  problem: Problem,
): void => {
  const claimed = envelope?.memberId;
  log(
    summaryLine(
      {
        event: definition.name,
        outcome: problem.code,
        status: problem.status,
        requestId,
        ...(claimed !== undefined && /^[\da-f]{32}$/i.test(claimed) && { portal: claimed }),
        reason: problem.reason ?? problem.message,
        durations: stopwatch.durations(),
        metrics: { Refused: 1, ...(problem.reason === 'wrong token' && { WrongToken: 1 }) },
      },
      Date.now(),
    ),
  );
};
