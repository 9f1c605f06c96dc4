import type { EventDefinition } from '../catalogue/definition.ts';
import { eventSteps, type Receiver, receiver } from './receiver.ts';
import { runtimeFrom } from './runtime.ts';

// Made while Lambda initialises the container, when it has a full CPU.
const runtime = runtimeFrom(process.env);

/** The Lambda handler of one event. */
export const receive = (definition: EventDefinition): Receiver =>
  receiver(definition, runtime, eventSteps(runtime));
