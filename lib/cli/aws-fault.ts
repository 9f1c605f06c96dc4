import { PortalsFault, serviceFault } from '../portals/fault.ts';

const credentials =
  'Put AWS credentials into the environment: AWS_PROFILE, or the keys; `aws sts get-caller-identity` tells whether they work.';
const renew = 'The AWS credentials have expired: get new ones, for example with `aws sso login`.';
const network = 'Check the network, the proxy and the region.';

/** Of any service. */
const common: Readonly<Record<string, string>> = {
  CredentialsProviderError: credentials,
  InvalidClientTokenId: credentials,
  UnrecognizedClientException: credentials,
  InvalidSignatureException: credentials,
  SignatureDoesNotMatch: credentials,
  ExpiredToken: renew,
  ExpiredTokenException: renew,
  RequestExpired: renew,
  TokenProviderError: renew,
  TimeoutError: network,
  ECONNREFUSED: network,
  ENOTFOUND: network,
};

const LONGEST = 300;

/** The first line: the rest of a refused signature spells out the request, session token included. */
const brief = (fault: unknown): Error => {
  const { name, message } = fault instanceof Error ? fault : new Error('the call failed');
  const shown = new Error((message.split('\n', 1)[0] ?? '').slice(0, LONGEST));
  shown.name = networkCode(fault) ?? name;
  return shown;
};

/** A connection's fault has a code instead of a name. */
const networkCode = (fault: unknown): string | undefined =>
  fault instanceof Error && 'code' in fault && typeof fault.code === 'string' && /^E[A-Z]+$/.test(fault.code)
    ? fault.code
    : undefined;

/**
 * A call to AWS that failed, told with its cure.
 *
 * @param what was tried, as the beginning of a sentence.
 * @param cures by the code of the service, beside those that any service has.
 */
export const awsFault = (
  what: string,
  fault: unknown,
  cures: Readonly<Record<string, string>> = {},
): PortalsFault =>
  fault instanceof PortalsFault ? fault : serviceFault(what, brief(fault), { ...common, ...cures });
