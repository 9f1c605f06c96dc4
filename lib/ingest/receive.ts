import type { APIGatewayProxyEventV2, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { EventDefinition } from '../catalogue/definition.ts';
import type { Answer } from '../middleware/answer.ts';
import { eventSteps, receiver } from '../middleware/receiver.ts';
import { receiverRuntime } from '../middleware/receiver-runtime.ts';
import { warmUp } from '../middleware/warm-up.ts';
import { consumer } from './consumer.ts';

/** A Lambda handler that a queue or an HTTP API calls. */
type QueuedReceiver = (
  event: SQSEvent | APIGatewayProxyEventV2,
  context: Context,
) => Promise<SQSBatchResponse | Answer>;

// Made while Lambda initialises the container, when it has a full CPU.
const runtime = receiverRuntime(process.env);

/**
 * The Lambda handler of one event where `ingest` is not `direct`; bundled in place of the middleware's `receive`. It
 * takes both kinds of call, because a deployment replaces functions before routes, and keeps no event waiting.
 */
export const receive = async (definition: EventDefinition): Promise<QueuedReceiver> => {
  await warmUp(definition, runtime, process.env);
  const direct = receiver(definition, runtime, eventSteps(runtime));
  const queued = consumer(definition, runtime);
  return (event, context) => ('Records' in event ? queued(event) : direct(event, context));
};
