import { exchange } from './exchange.ts';

const limits = { connection: 500, answer: 500 };

/** Opens a connection to a service, for the next call to find: asks for `/`, without a signature. @throws Error */
export const connect = async (url: URL, signal: AbortSignal): Promise<void> => {
  const headers = { host: url.host };
  await exchange({ method: 'GET', url, headers, body: Buffer.of() }, limits, signal);
};
