import type { Listening } from '../../../lib/local/http.ts';
import type { Call, Control } from './faults.ts';
import { startProxy } from './proxy.ts';

type Environment = Readonly<Record<string, string>>;

const endpoints = {
  eventbridge: 'AWS_ENDPOINT_URL_EVENTBRIDGE',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
} as const satisfies Record<Call['service'], string>;

/** The environment of the functions, in which the bus, the queues and the table are behind proxies. */
export const startProxies = async (
  direct: Environment,
  control: Control,
): Promise<{ readonly environment: Environment; close(): Promise<void> }> => {
  const services = Object.keys(endpoints) as (keyof typeof endpoints)[];
  const proxies = await Promise.all(
    services.map(async (service): Promise<readonly [target: string, proxy: Listening]> => {
      const target = direct[endpoints[service]] ?? '';
      return [target, await startProxy(target, service, control)];
    }),
  );
  // The URLs of the queues begin with the endpoint of SQS, and that is where the SDK then calls.
  const behind = (value: string): string =>
    proxies.reduce((text, [target, proxy]) => text.replace(target, proxy.url), value);
  return {
    environment: Object.fromEntries(Object.entries(direct).map(([name, value]) => [name, behind(value)])),
    close: async () => {
      await Promise.all(proxies.map(([, proxy]) => proxy.close()));
    },
  };
};
