import { catalogue } from '../catalogue/index.ts';
import type { Capture } from './capture.ts';
import { type LocalIngest, startIngest } from './ingest.ts';

/**
 * Starts `ingest: queued`. Its settings are those of this process, which has to be set up by now.
 *
 * @param environment of the functions.
 * @throws Error if INGEST_VISIBILITY_SECONDS is no number of seconds.
 */
export const startLocalIngest = async (
  environment: Readonly<Record<string, string>>,
  capture: Pick<Capture, 'consume'>,
): Promise<LocalIngest> => {
  const { INGEST_VISIBILITY_SECONDS = '60' } = process.env;
  if (!/^\d{1,5}$/.test(INGEST_VISIBILITY_SECONDS) || Number(INGEST_VISIBILITY_SECONDS) > 43_200) {
    throw new Error('INGEST_VISIBILITY_SECONDS must be a number of seconds, up to 43200');
  }
  const { consumer } = await import('../ingest/consumer.ts');
  const { receiverRuntime } = await import('../middleware/receiver-runtime.ts');
  const runtime = receiverRuntime(process.env);
  return startIngest({
    endpoint: environment['AWS_ENDPOINT_URL_SQS'] ?? '',
    visibilitySeconds: Number(INGEST_VISIBILITY_SECONDS),
    consume: (name, event) => capture.consume(name, event, () => consumer(catalogue[name], runtime)(event)),
  });
};
