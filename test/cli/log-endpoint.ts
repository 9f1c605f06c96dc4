import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen, shutDown } from '../../lib/local/http.ts';

/** A line of a log. */
export type LogLine = { readonly eventId: string; readonly message: string };

/** A CloudWatch Logs of one log group, whose pages come when a test lets them. */
type LogEndpoint = {
  readonly url: string;
  /** Tells when the page after a first one is asked for; the answer waits until `release`. */
  readonly secondAsked: Promise<void>;
  release(): void;
  close(): Promise<void>;
};

/** Serves pages of lines in turn, the first at once, the others when they are released. */
export const startLogEndpoint = async (pages: readonly (readonly LogLine[])[]): Promise<LogEndpoint> => {
  const asked = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    const { nextToken = '0' } = JSON.parse(await text(request)) as { nextToken?: string };
    const page = Number(nextToken);
    if (page > 0) {
      asked.resolve();
      await released.promise;
    }
    const events = (pages[page] ?? []).map((line) => ({
      ...line,
      timestamp: Date.now(),
      logStreamName: 'one',
    }));
    const next = page + 1 < pages.length ? { nextToken: String(page + 1) } : {};
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ events, ...next }));
  });
  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    secondAsked: asked.promise,
    release: () => released.resolve(),
    close: () => shutDown(server),
  };
};
