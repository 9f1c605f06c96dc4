import middy, { type Request } from '@middy/core';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { EventDefinition } from '../catalogue/definition.ts';
import { Problem } from '../errors.ts';
import type { Envelope } from '../form/envelope.ts';
import { faultLine } from '../log.ts';
import { verify } from '../portals/portals.ts';
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

/** What the steps hand on to each other. */
type Internal = {
  stopwatch: Stopwatch;
  /** Unix milliseconds. */
  received: number;
  envelope?: Envelope;
};

type Receiving = Request<APIGatewayProxyEventV2 | Arrival, Outcome | Answer, Error, Context, Internal>;

/**
 * The way of every event: request, decode, verify, then validate, normalise and publish (`deliver`), answer.
 * Whatever a step throws becomes an answer and a line in the log.
 */
export const receiver = (definition: EventDefinition, runtime: Runtime): Receiver => {
  const { log } = runtime.delivery;
  const handler = middy<APIGatewayProxyEventV2 | Arrival, Outcome | Answer, Error, Context, Internal>({
    requestStart: (request) => {
      Object.assign(request.internal, { stopwatch: new Stopwatch(), received: Date.now() });
    },
  })
    .before(({ event }) => checkRequest(event as APIGatewayProxyEventV2, definition.route))
    .before(({ event, internal }) => {
      internal.envelope = decodeRequest(event as APIGatewayProxyEventV2, runtime.limits);
      internal.stopwatch.lap('decode');
    })
    .before(async (request) => {
      request.event = await verifiedArrival(request, runtime);
      request.internal.stopwatch.lap('verify');
    })
    .handler((arrival) => deliver(definition, arrival as Arrival, runtime.delivery))
    .after((request) => {
      const outcome = request.response as Outcome;
      const answer = answerTo(outcome);
      logOutcome(log, definition, request.event as Arrival, outcome, answer.statusCode);
      request.response = answer;
    })
    .onError((request) => {
      const { error, internal, context } = request;
      const problem =
        error instanceof Problem ? error : new Problem('fault', 'b24bus met a fault of its own.');
      if (problem !== error) log(faultLine(error, context.awsRequestId));
      logProblem(log, definition, { ...internal, requestId: context.awsRequestId }, problem);
      request.response = problemAnswer(problem);
    });
  return (event, context) => handler(event, context) as Promise<Answer>;
};

const verifiedArrival = async ({ internal, context }: Receiving, { portals }: Runtime): Promise<Arrival> => {
  const { envelope, received, stopwatch } = internal;
  if (envelope === undefined) throw new Error('verified before it was decoded');
  return {
    envelope: await verify(envelope, portals, received),
    received,
    stopwatch,
    requestId: context.awsRequestId,
  };
};
