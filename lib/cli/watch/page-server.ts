import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Inspector } from '../../inspector/server.ts';
import { exitCodes, Failure } from '../failure.ts';

type PageServer = {
  readonly url: string;
  /** Also drops who waits for more. */
  close(): Promise<void>;
};

/** Serves the inspector on loopback. @param port 0 for a free one. @throws Failure if it is taken. */
export const servePage = async (inspector: Inspector, port: number): Promise<PageServer> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!inspector.handles(pathname)) {
      response.writeHead(404).end();
      return;
    }
    // Nothing can be done to what is watched, so nobody has anything to say in a body.
    void inspector.serve(request, response, Buffer.of());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => reject(notListening(port, fault)));
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      inspector.close();
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      server.closeAllConnections();
      await closed;
    },
  };
};

const notListening = (port: number, { code = 'Unknown' }: NodeJS.ErrnoException): Failure =>
  new Failure(
    exitCodes.problem,
    code === 'EADDRINUSE' ? 'PORT_IN_USE' : code,
    code === 'EADDRINUSE' ? `Port ${port} is in use.` : `Port ${port} cannot be had: ${code}.`,
    `Choose another: --port ${port < 65_525 ? port + 10 : 0}`,
  );
