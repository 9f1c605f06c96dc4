import * as v from 'valibot';
import { contract } from './contract.ts';
import { flag, text, unmapped, verbatim } from './fields.ts';

const app = v.strictObject({
  /** The application. */
  app: v.strictObject({
    /** The installed version; a local application has none. */
    version: v.exactOptional(text),
    /** The version before an update. */
    previousVersion: v.exactOptional(text),
    /** Whether the application is active. */
    active: v.exactOptional(flag),
    /** Whether the installation is complete. */
    installed: v.exactOptional(flag),
    /** The portal's language, such as `en`. */
    language: v.exactOptional(text),
    /** The application's licence: F free, D demo, T trial, P paid, L local, S subscription. */
    status: v.exactOptional(text),
    /** Whether the application's data are to be removed with it. */
    clean: v.exactOptional(flag),
    /** What `event.test` was called with. */
    query: v.exactOptional(verbatim),
  }),
  /** What no field above took, as on the wire, lists as objects with positions as keys. Secrets are removed. */
  unmapped: v.exactOptional(unmapped),
});

/** The application has been installed in a portal. Its tokens are stored, and never on the bus. */
export const OnAppInstall = /* @__PURE__ */ contract({
  name: 'OnAppInstall',
  family: 'app',
  type: 'com.bitrix24.app.installed.v1',
  schema: app,
});

/** The application has been updated to a newer version. */
export const OnAppUpdate = /* @__PURE__ */ contract({
  name: 'OnAppUpdate',
  family: 'app',
  type: 'com.bitrix24.app.updated.v1',
  schema: app,
});

/** The application has been removed from a portal. */
export const OnAppUninstall = /* @__PURE__ */ contract({
  name: 'OnAppUninstall',
  family: 'app',
  type: 'com.bitrix24.app.uninstalled.v1',
  schema: app,
});

/** Somebody, such as `npx b24bus doctor`, has called `event.test`. */
export const OnAppTest = /* @__PURE__ */ contract({
  name: 'OnAppTest',
  family: 'app',
  type: 'com.bitrix24.app.tested.v1',
  schema: app,
});
