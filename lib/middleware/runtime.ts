import type { Environment } from '../aws/environment.ts';
import { readConfig } from '../config.ts';
import { sdkTransport } from '../publish/sdk-transport.ts';
import { type Runtime, runtimeOn } from './runtime-on.ts';

export type { Runtime };

/**
 * What everything works with that delivers events and is no receiver.
 *
 * @throws SettingsError
 */
export const runtimeFrom = (environment: Environment): Runtime =>
  runtimeOn(sdkTransport, readConfig(environment), environment);
