import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refused } from './refusal.ts';

/** The names of loopback. A name that is not, and still leads here, was made to lead here (DNS rebinding). */
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Lets pass only what our own page, or a program on this machine, asks: not a page of another site that a browser
 * shows, whatever name that site has given to this address.
 *
 * @throws Refused 421 for another host, 403 for a change that another site asks for.
 */
export const guard = (request: IncomingMessage): void => {
  checkHost(request);
  if (isRead(request)) return;
  checkSite(request);
  checkJson(request);
};

/** The same for programs that send no content type, such as `curl -X PUT -d`; browsers name the origin. */
export const guardPrograms = (request: IncomingMessage): void => {
  checkHost(request);
  if (isRead(request)) return;
  checkSite(request);
  if (request.headers.origin !== undefined) checkJson(request);
};

const isRead = ({ method }: IncomingMessage): boolean => method === 'GET' || method === 'HEAD';

const checkHost = ({ headers: { host = '' }, socket: { localPort } }: IncomingMessage): void => {
  const own = LOOPBACK.map((name) => (localPort === 80 ? name : `${name}:${localPort}`));
  if (own.includes(host.toLowerCase())) return;
  throw new Refused(421, `This is not served under that name. Open http://${own[0]}/ instead.`);
};

const checkSite = ({ headers }: IncomingMessage): void => {
  const { origin, 'sec-fetch-site': site = 'none' } = headers;
  const isOwn = origin === undefined || origin.toLowerCase() === `http://${headers.host?.toLowerCase()}`;
  if (isOwn && (site === 'none' || site === 'same-origin')) return;
  throw new Refused(403, 'A page of another site has sent this. Use the page at this address.');
};

/** A form of another site can be posted without asking; JSON cannot. */
const checkJson = ({ headers }: IncomingMessage): void => {
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new Refused(403, 'Send it as application/json.');
};

const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Sets what a browser is to do with any answer of the inspector. */
export const protect = (response: ServerResponse): void => {
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('cache-control', 'no-store');
};
