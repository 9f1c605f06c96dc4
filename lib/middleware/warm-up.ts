import type { Environment } from '../aws/environment.ts';
import type { EventDefinition } from '../catalogue/definition.ts';
import type { ReceiverRuntime } from './receiver-runtime.ts';
import { rehearse } from './rehearsal.ts';

/** Milliseconds that the start of a container may take longer for it. */
const PRIMING_MS = 500;

/**
 * Does once, while Lambda initialises the container and gives it a full CPU, what the first event would have to wait
 * for: opens connections, and runs the code. Only in Lambda: elsewhere nobody gains by it, and a local run has its
 * faults to play. Never rejects: what does not work now is tried again by the first event.
 */
export const warmUp = async (
  definition: EventDefinition,
  runtime: ReceiverRuntime,
  { AWS_LAMBDA_FUNCTION_NAME: functionName }: Environment,
): Promise<void> => {
  if (!functionName) return;
  const priming = runtime.prime(AbortSignal.timeout(PRIMING_MS));
  await Promise.allSettled([...priming, rehearseMeanwhile(definition, runtime)]);
};

/** Once the requests are on their way, and while the answers are. */
const rehearseMeanwhile = async (definition: EventDefinition, runtime: ReceiverRuntime): Promise<void> => {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await rehearse(definition, runtime.unheard());
  // Node makes the stream when somebody asks for it.
  process.stdout.write('');
};
