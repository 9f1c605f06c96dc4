import type { EventDefinition } from '../catalogue/definition.ts';
import { eventSteps, type Receiver, receiver } from './receiver.ts';
import { receiverRuntime } from './receiver-runtime.ts';
import { warmUp } from './warm-up.ts';

// Made while Lambda initialises the container, when it has a full CPU.
const runtime = receiverRuntime(process.env);

/** The Lambda handler of one event, ready for the first one. */
export const receive = async (definition: EventDefinition): Promise<Receiver> => {
  await warmUp(definition, runtime, process.env);
  return receiver(definition, runtime, eventSteps(runtime));
};
