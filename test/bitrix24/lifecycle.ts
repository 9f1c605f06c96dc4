import * as v from 'valibot';
import { type Delivery, deliver, targetsOf } from './delivery.ts';
import { type Portal, randomHex } from './portal.ts';
import type { Site } from './site.ts';

export const updateOptions = v.strictObject({
  /** The update comes with another application token. */
  newToken: v.exactOptional(v.boolean()),
  /** Leaves the bindings, which the documentation says an update removes. */
  keepsHandlers: v.exactOptional(v.boolean()),
});

export type UpdateOptions = v.InferOutput<typeof updateOptions>;

/** Installs the next version; ONAPPUPDATE goes to those who had bound it. */
export const update = async (site: Site, portal: Portal, options: UpdateOptions): Promise<Delivery[]> => {
  const targets = targetsOf(portal, 'ONAPPUPDATE');
  const previous = portal.version;
  portal.version += 1;
  if (options.newToken) portal.applicationToken = randomHex();
  if (!options.keepsHandlers) portal.bindings = [];
  const data = { VERSION: portal.version, PREVIOUS_VERSION: previous, LANGUAGE_ID: portal.language };
  return await deliver(site, portal, { event: 'ONAPPUPDATE', data, tokens: 'long' }, targets);
};

export const uninstallOptions = v.strictObject({
  /** Whether the administrator asks for the application's data to be cleared. */
  clean: v.exactOptional(v.boolean()),
});

export type UninstallOptions = v.InferOutput<typeof uninstallOptions>;

/** Removes the application: its tokens are dead and its bindings gone; ONAPPUNINSTALL has no tokens. */
export const uninstall = async (
  site: Site,
  portal: Portal,
  options: UninstallOptions,
): Promise<Delivery[]> => {
  const targets = targetsOf(portal, 'ONAPPUNINSTALL');
  portal.installed = false;
  portal.removed = true;
  portal.bindings = [];
  const data = { LANGUAGE_ID: portal.language, CLEAN: options.clean ? 1 : 0 };
  return await deliver(site, portal, { event: 'ONAPPUNINSTALL', data, tokens: 'none' }, targets);
};
