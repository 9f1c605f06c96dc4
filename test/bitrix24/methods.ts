import { confirmDelivery } from './connector-methods.ts';
import * as eventMethods from './event-methods.ts';
import * as offlineMethods from './offline-methods.ts';
import type { Call } from './rest.ts';

/** `app.info` of a local application. */
const applicationInfo = ({ portal }: Call): object => ({
  ID: 1,
  CODE: 'local.stand-in',
  VERSION: portal.version,
  STATUS: 'L',
  INSTALLED: portal.installed,
  PAYMENT_EXPIRED: 'N',
  DAYS: null,
  LANGUAGE_ID: portal.language,
  LICENSE: `${portal.language}_basic`,
  LICENSE_TYPE: 'basic',
  LICENSE_FAMILY: 'basic',
});

const profile = ({ portal, caller }: Call): object => ({
  ID: String(caller.userId),
  ADMIN: portal.admin,
  NAME: 'Demo',
  LAST_NAME: 'User',
  PERSONAL_GENDER: '',
  TIME_ZONE: '',
  TIME_ZONE_OFFSET: 0,
});

/** The methods that an application about events calls; `batch` apart. */
export const methods: ReadonlyMap<string, (call: Call) => unknown> = new Map<string, (call: Call) => unknown>(
  [
    ['app.info', applicationInfo],
    ['scope', ({ portal }) => portal.scopes],
    ['profile', profile],
    ['user.admin', ({ portal }) => portal.admin],
    ['events', eventMethods.events],
    ['event.bind', eventMethods.bind],
    ['event.unbind', eventMethods.unbind],
    ['event.get', eventMethods.list],
    ['event.test', eventMethods.test],
    ['feature.get', offlineMethods.feature],
    ['event.offline.get', offlineMethods.get],
    ['event.offline.list', offlineMethods.list],
    ['event.offline.clear', offlineMethods.clear],
    ['event.offline.error', offlineMethods.error],
    ['imconnector.send.status.delivery', confirmDelivery],
  ],
);
