import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, test } from 'vitest';
import { endpointOf } from '../../../lib/aws/endpoint.ts';

// One of each kind that the rules tell apart, and some more.
const regions = [
  'eu-central-1',
  'us-east-1',
  'ap-southeast-7',
  'il-central-1',
  'mx-central-1',
  'cn-north-1',
  'cn-northwest-1',
  'us-gov-east-1',
  'us-gov-west-1',
  'eusc-de-east-1',
  'us-iso-east-1',
  'us-iso-west-1',
  'us-isob-east-1',
  'us-isof-south-1',
  'eu-isoe-west-1',
];

const clients = { dynamodb: DynamoDBClient, events: EventBridgeClient, sns: SNSClient } as const;

const byTheSdk = (
  service: keyof typeof clients,
  Region: string,
  UseFIPS: boolean,
  UseDualStack: boolean,
): string => {
  const { config } = new clients[service]({ region: Region });
  return config.endpointProvider({ Region, UseFIPS, UseDualStack }).url.origin;
};

const services = Object.keys(clients) as (keyof typeof clients)[];

describe.each(services)('%s', (service) => {
  test.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('is where the SDK finds it, FIPS %s, dual stack %s', (fips, dualStack) => {
    const found = regions.map((AWS_REGION) =>
      endpointOf(service, {
        AWS_REGION,
        AWS_USE_FIPS_ENDPOINT: String(fips),
        AWS_USE_DUALSTACK_ENDPOINT: String(dualStack),
      }),
    );
    expect(found.map(({ origin }) => origin)).toEqual(
      regions.map((region) => byTheSdk(service, region, fips, dualStack)),
    );
  });
});

describe('an endpoint of its own', () => {
  test.each([
    ['of the service', { AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:1' }, 'http://127.0.0.1:1/'],
    ['of all services', { AWS_ENDPOINT_URL: 'http://127.0.0.1:2/all' }, 'http://127.0.0.1:2/all'],
    [
      'of the service before that of all',
      { AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:1', AWS_ENDPOINT_URL: 'http://127.0.0.1:2' },
      'http://127.0.0.1:1/',
    ],
    [
      'of all where that of the service is empty',
      { AWS_ENDPOINT_URL_EVENTBRIDGE: '', AWS_ENDPOINT_URL: 'http://127.0.0.1:2' },
      'http://127.0.0.1:2/',
    ],
    [
      'of another service, which does not count',
      { AWS_ENDPOINT_URL_SNS: 'http://127.0.0.1:3' },
      'https://events.eu-central-1.amazonaws.com/',
    ],
  ])('is taken from the environment: %s', (_, environment, url) => {
    expect(endpointOf('events', { AWS_REGION: 'eu-central-1', ...environment }).href).toBe(url);
  });

  test.each(['FIPS', 'DUALSTACK'])('cannot be one of %s too', (kind) => {
    const environment = {
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      [`AWS_USE_${kind}_ENDPOINT`]: 'true',
    };
    expect(() => endpointOf('events', environment)).toThrow(
      `Unset AWS_USE_${kind}_ENDPOINT: events has an endpoint of its own`,
    );
  });
});

test.each([
  [{}, 'AWS_REGION is missing'],
  [
    { AWS_REGION: 'eu-central-1', AWS_USE_FIPS_ENDPOINT: 'yes' },
    'AWS_USE_FIPS_ENDPOINT must be true or false',
  ],
])('an environment %j has no endpoint', (environment, message) => {
  expect(() => endpointOf('events', environment)).toThrow(message);
});
