import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody, shutDown } from '../../lib/local/http.ts';
import { type Control, controlOfSite } from './control-api.ts';
import { isControl, serveControl } from './control-routes.ts';
import { reply, serveEndpoint } from './endpoints.ts';
import { PlayedFaults } from './faults.ts';
import type { Site } from './site.ts';

/** A Bitrix24 of its own: any number of portals, one application, and the OAuth server. */
export type Bitrix24 = Control & {
  readonly url: string;
  readonly oauthUrl: string;
  /** The application's fake credentials. */
  readonly application: { readonly clientId: string; readonly clientSecret: string };
  close(): Promise<void>;
};

type Options = {
  /** 0 for a free one. */
  readonly port?: number;
  /** Unix milliseconds; tokens expire and the request limit recovers by it. */
  readonly clock?: () => number;
};

/**
 * Starts the stand-in on loopback. Portals are told apart by path, as there is neither TLS nor DNS:
 * `<url>/portals/<member_id>/rest/<method>`, and `<url>/oauth/token/` for all.
 *
 * @throws Error with the cure where the port is taken.
 */
export const startBitrix24 = async ({ port = 0, clock = Date.now }: Options = {}): Promise<Bitrix24> => {
  const application = { clientId: 'local.0123456789abcd.01234567', clientSecret: 'fake-client-secret' };
  const site: Site = {
    origin: '',
    application,
    portals: new Map(),
    faults: new PlayedFaults(),
    clock,
    stopped: new AbortController(),
  };
  const control = controlOfSite(site);
  const server = createServer((request, response) => {
    serve(site, control, request, response).catch((fault: unknown) => {
      reply(response, 500, {
        message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
      });
    });
  });
  site.origin = `http://127.0.0.1:${await listen(server, port)}`;
  return {
    ...control,
    url: site.origin,
    oauthUrl: `${site.origin}/oauth/token/`,
    application,
    close: async () => {
      site.stopped.abort(new Error('the stand-in has stopped'));
      await shutDown(server);
    },
  };
};

const serve = async (
  site: Site,
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readBody(request);
  const url = new URL(request.url ?? '/', site.origin);
  if (isControl(url.pathname)) {
    const { status, body: answer } = await serveControl(control, request.method ?? 'GET', url.pathname, body);
    reply(response, status, answer);
    return;
  }
  serveEndpoint(site, request, response, url, body);
};
