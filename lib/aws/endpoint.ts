import type { Environment } from './environment.ts';

/** The services that are called, and how variables of the environment name them. */
const services = { dynamodb: 'DYNAMODB', events: 'EVENTBRIDGE', sns: 'SNS' } as const;

/** As host names and signatures have it. */
export type ServiceName = keyof typeof services;

/** How a partition's regions begin, and how its host names end; the latter once more for dual-stack ones. */
const partitions = [
  ['cn-', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['eusc-', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['us-iso-', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['us-isof-', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['', 'amazonaws.com', 'api.aws'],
] as const;

/**
 * Where a service is called: as the SDK's endpoint rules have it, from the same variables. Endpoints of single
 * accounts (DynamoDB) are left out, for which Lambda sets nothing.
 *
 * @throws Error where the environment contradicts itself or names no region.
 */
export const endpointOf = (service: ServiceName, environment: Environment): URL => {
  const custom = environment[`AWS_ENDPOINT_URL_${services[service]}`] || environment['AWS_ENDPOINT_URL'];
  const isFips = isOn('AWS_USE_FIPS_ENDPOINT', environment);
  const isDualStack = isOn('AWS_USE_DUALSTACK_ENDPOINT', environment);
  if (custom) {
    if (isFips || isDualStack) {
      throw new Error(
        `Unset AWS_USE_${isFips ? 'FIPS' : 'DUALSTACK'}_ENDPOINT: ${service} has an endpoint of its own`,
      );
    }
    return new URL(custom);
  }
  const { AWS_REGION: region } = environment;
  if (!region) throw new Error('AWS_REGION is missing');
  const [, suffix, dualStackSuffix] =
    partitions.find(([prefix]) => region.startsWith(prefix)) ?? partitions[6];
  const host = isFips && hasFipsHost(service, region, isDualStack) ? `${service}-fips` : service;
  return new URL(`https://${host}.${region}.${isDualStack ? dualStackSuffix : suffix}`);
};

/** In GovCloud every endpoint is a FIPS one, under its plain name; only those of dual stack have two. */
const hasFipsHost = (service: ServiceName, region: string, isDualStack: boolean): boolean =>
  !region.startsWith('us-gov-') || (isDualStack && service !== 'events');

const isOn = (name: string, { [name]: value = 'false' }: Environment): boolean => {
  if (value !== 'true' && value !== 'false') throw new Error(`${name} must be true or false`);
  return value === 'true';
};
