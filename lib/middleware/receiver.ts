import middy from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { EventDefinition } from '../catalogue/definition.ts';
import { Problem } from '../errors.ts';
import type { FormLimits } from '../form/decoded.ts';
import type { Envelope } from '../form/envelope.ts';
import { faultLine } from '../log.ts';
import { credentialsOf, PortalsUnreachable, type VerifiedEnvelope, verify } from '../portals/portals.ts';
import { type Answer, answerTo, problemAnswer } from './answer.ts';
import type { Arrival } from './arrival.ts';
import { decodeRequest } from './decode.ts';
import { deliver } from './deliver.ts';
import type { Outcome } from './outcome.ts';
import { checkRequest } from './request.ts';
import type { Runtime } from './runtime.ts';
import { Stopwatch } from './stopwatch.ts';
import { logOutcome, logProblem } from './summary.ts';

/** A Lambda handler for API Gateway's payload format 2.0. */
export type Receiver = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/**
 * The steps at which the lifecycle of the application differs from an event. `verify` proves the sender; where it
 * throws PortalsUnreachable, the body is held.
 */
export type Steps<Read extends Envelope, Verified extends VerifiedEnvelope> = {
  readonly decode: (event: APIGatewayProxyEventV2, limits: FormLimits) => Read;
  readonly verify: (envelope: Read, received: number) => Promise<Verified>;
  readonly conclude: (
    outcome: Outcome,
    arrival: Arrival<VerifiedEnvelope | Verified>,
  ) => Promise<Answer> | Answer;
  readonly refuse: (problem: Problem, event: APIGatewayProxyEventV2) => Answer;
};

/** The steps of every event. */
export const eventSteps = ({ portals }: Pick<Runtime, 'portals'>): Steps<Envelope, VerifiedEnvelope> => ({
  decode: decodeRequest,
  verify: (envelope, received) => verify(envelope, portals, received),
  conclude: answerTo,
  refuse: problemAnswer,
});

/** What the steps hand on to each other. */
type Internal<Read> = {
  stopwatch: Stopwatch;
  /** Unix milliseconds. */
  received: number;
  posted: APIGatewayProxyEventV2;
  envelope?: Read;
};

/**
 * The way of every event: request, decode, verify, then validate, normalise and publish (`deliver`), answer.
 * Whatever a step throws becomes an answer and a line in the log.
 */
export const receiver = <Read extends Envelope, Verified extends VerifiedEnvelope>(
  definition: EventDefinition,
  { delivery, limits }: Pick<Runtime, 'delivery' | 'limits'>,
  steps: Steps<Read, Verified>,
): Receiver => {
  const { log } = delivery;
  type Arrived = Arrival<VerifiedEnvelope | Verified>;
  const handler = middy<APIGatewayProxyEventV2 | Arrived, Outcome | Answer, Error, Context, Internal<Read>>({
    // Deadlines of our own end before Lambda's; a clock that is wrong must not end an event that could be kept.
    timeoutEarlyInMillis: 0,
    requestStart: (request) => {
      const posted = request.event;
      Object.assign(request.internal, { stopwatch: new Stopwatch(), received: Date.now(), posted });
    },
  })
    .before(({ internal }) => checkRequest(internal.posted, definition.route))
    .before(({ internal }) => {
      internal.envelope = steps.decode(internal.posted, limits);
      internal.stopwatch.lap('decode');
    })
    .before(async (request) => {
      const { envelope, received, stopwatch } = request.internal;
      if (envelope === undefined) throw new Error('verified before it was decoded');
      const admitted = await admit(envelope, () => steps.verify(envelope, received));
      request.event = { ...admitted, received, stopwatch, requestId: request.context.awsRequestId };
      stopwatch.lap('verify');
    })
    .handler((arrival) => deliver(definition, arrival as Arrived, delivery))
    .after(async (request) => {
      const [arrival, outcome] = [request.event as Arrived, request.response as Outcome];
      const answer = await steps.conclude(outcome, arrival);
      logOutcome(log, definition, arrival, outcome, answer.statusCode);
      request.response = answer;
    })
    .onError((request) => {
      const { error, internal, context } = request;
      const problem =
        error instanceof Problem ? error : new Problem('fault', 'b24bus met a fault of its own.');
      if (problem !== error) log(faultLine(error, context.awsRequestId));
      logProblem(log, definition, { ...internal, requestId: context.awsRequestId }, problem);
      request.response = steps.refuse(problem, internal.posted);
    });
  return async (event, context) => {
    // An answer would tell a queue that its messages are done.
    if (event.requestContext === undefined)
      throw new TypeError('this function takes requests of an HTTP API');
    return handler(event, context) as Promise<Answer>;
  };
};

/** The envelope of a proven sender, or of one whom nobody could check. */
const admit = async <Read extends Envelope, Verified extends VerifiedEnvelope>(
  envelope: Read,
  verifying: () => Promise<Verified>,
): Promise<Pick<Arrival<VerifiedEnvelope | Verified>, 'envelope' | 'unverified'>> => {
  try {
    return { envelope: await verifying() };
  } catch (fault) {
    if (!(fault instanceof PortalsUnreachable)) throw fault;
    const { memberId, token } = credentialsOf(envelope);
    const unverified = { reason: fault.message, tokenDigest: token.digest().toString('hex') };
    return { envelope: { ...envelope, memberId }, unverified };
  }
};
