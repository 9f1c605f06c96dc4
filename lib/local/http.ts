import type { IncomingMessage, Server } from 'node:http';

/** A server of the local run; `close` drops connections, also those that wait for an answer. */
export type Listening = { readonly port: number; readonly url: string; close(): Promise<void> };

/**
 * Listens on loopback only.
 *
 * @param port 0 for a free one.
 * @throws Error with the cure where the port is taken.
 */
export const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      const taken = fault.code === 'EADDRINUSE';
      reject(
        taken ? new Error(`Port ${port} is in use. Choose another: PORT=${port + 10} npm start`) : fault,
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });

/** Stops listening and drops connections, also those that wait for an answer. */
export const shutDown = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** The whole body, as bytes. */
export const readBody = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
