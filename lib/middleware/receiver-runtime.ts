import { connect } from '../aws/connect.ts';
import { endpointOf } from '../aws/endpoint.ts';
import type { Environment } from '../aws/environment.ts';
import { readConfig } from '../config.ts';
import { signedTransport } from '../publish/signed-transport.ts';
import type { BatchResults, Transport } from '../publish/transport.ts';
import { type Runtime, runtimeOn } from './runtime-on.ts';

/** What a receiver works with: signed requests instead of the SDK's clients. */
export type ReceiverRuntime = Runtime & {
  /** Opens connections to the services in use, by calls that have no effect; they reject where that fails. */
  prime(signal: AbortSignal): readonly Promise<void>[];
  /** The same, but whatever is delivered is heard of by nobody: not published, not stored, not logged. */
  unheard(): Runtime;
};

/** @throws SettingsError */
export const receiverRuntime = (environment: Environment): ReceiverRuntime => {
  const config = readConfig(environment);
  const transport = signedTransport(environment);
  const connectToTable = async (signal: AbortSignal): Promise<void> =>
    connect(endpointOf('dynamodb', environment), signal);
  return {
    ...runtimeOn(transport, config, environment),
    prime: (signal) => [
      ...config.DESTINATIONS.map((name) => transport.prime[name](signal, config.TOPIC_ARN)),
      ...(config.PORTALS_TABLE === '' ? [] : [connectToTable(signal)]),
    ],
    unheard: () => {
      const { limits, delivery } = runtimeOn(silence, config, environment);
      const { admit: _, ...unlogged } = { ...delivery, log: () => undefined };
      return { limits, delivery: unlogged, portals: { prove: async () => 'proven' } };
    },
  };
};

const allOf = async (
  _target: string,
  entries: readonly { readonly Id: string }[],
): Promise<BatchResults> => ({ Successful: entries });

/** Takes everything, and does nothing with it. */
const silence: Transport = {
  eventBridge: () => async (entries) => ({ Entries: entries.map(() => ({ EventId: 'rehearsal' })) }),
  sns: () => allOf,
  sqs: () => allOf,
};
