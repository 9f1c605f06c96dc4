import { createServer, type RequestListener } from 'node:http';
import { onTestFinished, vi } from 'vitest';
import { OnImConnectorMessageAdd } from '../../../lib/catalogue/imconnector.ts';
import { normalise } from '../../../lib/events/normalise.ts';
import { envelopeOf } from '../../../lib/form/envelope.ts';
import { listen, shutDown } from '../../../lib/local/http.ts';
import { decodeForm } from '../../../lib/middleware/decode.ts';
import type { Publication } from '../../../lib/publish/destination.ts';
import { sdkTransport } from '../../../lib/publish/sdk-transport.ts';
import { signedTransport } from '../../../lib/publish/signed-transport.ts';
import type { Transport } from '../../../lib/publish/transport.ts';
import { sourceOf } from '../../../lib/schemas/contract.ts';
import { formOf, limits } from '../../samples.ts';

export const memberId = 'a223c6b3710f85df22e9377d6c4f7553';

/** The event that the adapters are tried with. */
export const definition = OnImConnectorMessageAdd;
export const { name } = definition;
export const source = sourceOf(definition);

/** The events of a sample of OnImConnectorMessageAdd. */
export const publicationsOf = (sample: string): Publication[] => {
  const envelope = envelopeOf(decodeForm(formOf(sample), limits));
  return normalise(definition, { ...envelope, memberId }, 0).valid.map((event) => ({
    ...event,
    name,
    source,
  }));
};

/** Leads the SDK to an endpoint through the environment, as in Lambda; the test's end takes it back. */
export const reachAws = (
  service: 'EVENTBRIDGE' | 'SNS' | 'SQS' | 'DYNAMODB' | 'KMS' | 'SSM',
  url: string,
): void => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  vi.stubEnv(`AWS_ENDPOINT_URL_${service}`, url);
};

/** An endpoint for as long as the test runs; answers its URL. */
export const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  const port = await listen(server, 0);
  onTestFinished(() => shutDown(server));
  return `http://127.0.0.1:${port}`;
};

/** A signal that aborts after so many milliseconds. */
export const soon = (milliseconds = 5000): AbortSignal => AbortSignal.timeout(milliseconds);

/** Both ways to AWS, made anew when the environment leads there. What a test says of one holds for the other. */
export const transports: readonly [name: string, transport: () => Transport][] = [
  ['the SDK', () => sdkTransport],
  ['signed requests', () => signedTransport(process.env)],
];
