import { Bitrix24Error } from './error.ts';

/** Bitrix24's OAuth servers: the world's, and that of `techCountries`. Each knows its own portals only. */
export const OAUTH_ENDPOINTS: readonly string[] = [
  'https://oauth.bitrix.info/oauth/token/',
  'https://oauth.bitrix24.tech/oauth/token/',
];

const TECH_HOST = 'oauth.bitrix24.tech';
const techCountries = new Set(['ru', 'by', 'kz', 'uz', 'am', 'az', 'ge', 'kg']);

const parsed = (text: string): URL | undefined => URL.parse(text) ?? undefined;

/** What an event or an install page says about its portal; not to be trusted. */
type Said = { readonly serverEndpoint?: string | undefined; readonly domain?: string | undefined };

/**
 * The OAuth endpoints in the order in which to try them. What a body says only selects among those allowed: the one
 * with the origin of `server_endpoint`, else the one for the country of the domain.
 */
export const oauthEndpointsFor = (
  { serverEndpoint = '', domain = '' }: Said,
  allowed: readonly string[] = OAUTH_ENDPOINTS,
): readonly string[] => {
  // Some documentation, and what was made from it, ends the URL with an escaped apostrophe.
  const origin = parsed(serverEndpoint.replace(/(?:&#39;|')\s*$/, '').trim())?.origin;
  const country = domain.toLowerCase().split(/[:/]/, 1)[0]?.split('.').at(-1) ?? '';
  const named = allowed.find((endpoint) => parsed(endpoint)?.origin === origin);
  const regional = allowed.find((endpoint) => parsed(endpoint)?.hostname === TECH_HOST);
  const first = named ?? (techCountries.has(country) ? regional : undefined);
  return first === undefined ? allowed : [first, ...allowed.filter((endpoint) => endpoint !== first)];
};

const privateName = /(?:^|\.)(?:localhost|localdomain|local|internal|lan|arpa)$/;
const ipv4 = /^\d+(?:\.\d+){3}$/;

/**
 * Why a host must not be called. WHATWG's parser has normalised it: every notation of an IPv4 address (decimal,
 * octal, hexadecimal, shortened) is four decimal numbers here, IPv6 stands in brackets, letters are lower case.
 */
const hostFault = (host: string): string | undefined => {
  const name = host.replace(/\.$/, '');
  if (name.startsWith('[') || ipv4.test(name)) return 'is an IP address';
  if (privateName.test(name) || !name.includes('.')) return 'is not a public host name';
  return undefined;
};

const shapeFault = (url: URL): string | undefined => {
  if (url.username !== '' || url.password !== '') return 'has a user name';
  if (url.search !== '' || url.hash !== '') return 'has a query or a fragment';
  return url.pathname.endsWith('/rest/') ? undefined : 'does not end with /rest/';
};

const originFault = (url: URL): string | undefined => {
  if (url.protocol !== 'https:') return 'is not https';
  if (url.port !== '') return 'has a port';
  return hostFault(url.hostname);
};

/**
 * Checks the REST endpoint that an OAuth server returned, before anything is sent there.
 *
 * A public name may still resolve to a private address; https then finds no certificate for that name.
 *
 * @param trustedOrigins origins that need be neither https nor public: those of a local run.
 * @throws Bitrix24Error `ENDPOINT_REFUSED`, which says what is wrong.
 */
export const portalEndpoint = (
  text: string,
  { trustedOrigins }: { readonly trustedOrigins: readonly string[] },
): URL => {
  const url = parsed(text);
  if (url === undefined) throw refused('is no URL');
  if (url.pathname.endsWith('/rest')) url.pathname += '/';
  const fault = shapeFault(url) ?? (trustedOrigins.includes(url.origin) ? undefined : originFault(url));
  if (fault !== undefined) throw refused(fault);
  return url;
};

const refused = (fault: string): Bitrix24Error =>
  new Bitrix24Error('ENDPOINT_REFUSED', `The REST endpoint of the portal, as OAuth returned it, ${fault}.`);
