import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf } from './caller.ts';
import { isOfRequest, isTransport, type Transport } from './faults.ts';
import { refresh } from './oauth.ts';
import { parametersOf } from './parameters.ts';
import { countRequest } from './rate-limit.ts';
import { Refusal, type RefusalCode } from './refusal.ts';
import { callMethod, isMethod } from './rest.ts';
import type { Site } from './site.ts';

type Answer = { readonly status: number; readonly body: object };

/** Answers a request to the OAuth server or to a portal, unless a fault is to be played on it. */
export const serveEndpoint = (
  site: Site,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  body: Buffer,
): void => {
  const endpoint = endpointOf(url.pathname);
  if (endpoint === undefined) {
    reply(response, 404, { message: `Not Found. There are: /oauth/token/, /portals/<id>/rest/<method>` });
    return;
  }
  const { kind, method } = endpoint;
  const fault = site.faults.take(kind, (played) => isOfRequest(played, method));
  const carryOut = (): Answer => {
    const parameters = parametersOf(request, url.search, body);
    const played = fault !== undefined && !isTransport(fault.code) ? fault : undefined;
    if (kind === 'oauth') return { status: 200, body: refresh(site, parameters, played) };
    if (played !== undefined) throw new Refusal(played.code as RefusalCode);
    return { status: 200, body: callPortal(site, request, endpoint, parameters) };
  };
  if (fault !== undefined && isTransport(fault.code)) playTransport(fault.code, response, carryOut);
  else {
    const { status, body: answer } = orRefused(carryOut);
    reply(response, status, answer);
  }
};

type Endpoint = { readonly kind: 'oauth' | 'rest'; readonly memberId: string; readonly method: string };

/** What a path leads to; methods may end in `.json`, and are written in any case. */
const endpointOf = (path: string): Endpoint | undefined => {
  if (/^\/oauth\/token\/?$/.test(path)) return { kind: 'oauth', memberId: '', method: '' };
  const [, memberId, method] = /^\/portals\/([^/]+)\/rest\/([^/]+?)(?:\.json)?\/?$/.exec(path) ?? [];
  return memberId === undefined || method === undefined
    ? undefined
    : { kind: 'rest', memberId, method: method.toLowerCase() };
};

const callPortal = (
  site: Site,
  request: IncomingMessage,
  { memberId, method }: Endpoint,
  parameters: ReturnType<typeof parametersOf>,
): object => {
  const portal = site.portals.get(memberId);
  if (portal === undefined) throw new Refusal('PORTAL_DELETED');
  countRequest(portal, site.clock());
  if (!isMethod(method)) throw new Refusal('ERROR_METHOD_NOT_FOUND');
  const caller = callerOf(request, parameters, portal, site.clock());
  return callMethod(method, { site, portal, caller, parameters });
};

const orRefused = (carryOut: () => Answer): Answer => {
  try {
    return carryOut();
  } catch (refusal) {
    if (refusal instanceof Refusal) return { status: refusal.status, body: refusal.body() };
    throw refusal;
  }
};

const playTransport = (fault: Transport, response: ServerResponse, carryOut: () => Answer): void => {
  if (fault === 'hang') return;
  if (fault === 'html' || fault === 'error') {
    response.writeHead(fault === 'html' ? 200 : 500, { 'content-type': 'text/html; charset=UTF-8' });
    response.end('<!DOCTYPE html><html><body><h1>We will be back soon</h1></body></html>');
    return;
  }
  if (fault === 'reset') orRefused(carryOut);
  response.socket?.resetAndDestroy();
};

/** Answers with JSON. */
export const reply = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
};
