import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { EventDefinition } from '../catalogue/definition.ts';
import { Problem } from '../errors.ts';
import { bodyText } from '../form/body.ts';
import { type Envelope, envelopeOf } from '../form/envelope.ts';
import { faultLine, summaryLine } from '../log.ts';
import { decodeForm } from '../middleware/decode.ts';
import { deliver } from '../middleware/deliver.ts';
import type { Runtime } from '../middleware/runtime.ts';
import { Stopwatch } from '../middleware/stopwatch.ts';
import { logOutcome, logProblem } from '../middleware/summary.ts';
import { PortalsUnreachable, verify } from '../portals/portals.ts';
import { type Posted, postedIn } from './posted.ts';

/** A Lambda handler for the messages of an event's queue; those that it names stay there and come again. */
type Consumer = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** One message on its way. */
type Message = Posted & { readonly stopwatch: Stopwatch; envelope?: Envelope };

/**
 * Takes an event's bodies from its queue and sends each the way of a receiver: decode, verify, then validate,
 * normalise and publish. A body that a receiver would refuse is logged and gone. One that met a fault, or that
 * nobody could check or keep, stays in the queue; the others of its batch do not.
 */
export const consumer =
  (definition: EventDefinition, runtime: Runtime): Consumer =>
  async ({ Records }) => {
    const done = await Promise.all(Records.map((record) => consume(definition, runtime, record)));
    const left = Records.filter((_, position) => !done[position]);
    return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };

/** Never rejects; false where the message has to stay. */
const consume = async (
  definition: EventDefinition,
  runtime: Runtime,
  record: SQSRecord,
): Promise<boolean> => {
  const { log } = runtime.delivery;
  const message: Message = { ...postedIn(record), stopwatch: new Stopwatch() };
  try {
    const reason = await pass(definition, runtime, message);
    if (reason !== undefined) leave(definition, runtime, message, reason);
    return reason === undefined;
  } catch (fault) {
    if (fault instanceof Problem && fault.status < 500) {
      logProblem(log, definition, message, fault);
      return true;
    }
    const known = fault instanceof PortalsUnreachable;
    if (!known) log(faultLine(fault, message.requestId));
    leave(definition, runtime, message, known ? fault.message : 'a fault of b24bus');
    return false;
  }
};

/** @returns why the message has to stay, if it has to. */
const pass = async (
  definition: EventDefinition,
  { limits, portals, delivery }: Runtime,
  message: Message,
): Promise<string | undefined> => {
  const { received, requestId, stopwatch } = message;
  message.envelope = envelopeOf(decodeForm(bodyText(message, limits.maxBodyBytes), limits));
  stopwatch.lap('decode');
  const envelope = await verify(message.envelope, portals, received);
  stopwatch.lap('verify');
  const arrival = { envelope, received, requestId, stopwatch };
  const outcome = await deliver(definition, arrival, { ...delivery, callerKeeps: true });
  if (outcome.status === 'undelivered') {
    return `neither the destinations nor the queue behind them took ${outcome.undelivered} of its events`;
  }
  logOutcome(delivery.log, definition, arrival, outcome, outcome.status === 'published' ? 200 : 202);
  return undefined;
};

/** Counted when it comes again, not now. */
const leave = (
  { name }: EventDefinition,
  { delivery }: Pick<Runtime, 'delivery'>,
  { requestId, stopwatch }: Message,
  reason: string,
): void => {
  const facts = { event: name, outcome: 'left in the queue', status: 503, requestId, reason };
  delivery.log(summaryLine({ ...facts, durations: stopwatch.durations(), metrics: {} }, Date.now()));
};
