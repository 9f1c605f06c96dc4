import { readApp } from '../events/app.ts';
import { dataIfAny } from '../events/items.ts';
import * as contracts from '../schemas/app.ts';
import { defineEvent } from './definition.ts';

// Each row stands alone: esbuild keeps one that spreads what they have in common in every bundle of the family.

export const OnAppInstall = /* @__PURE__ */ defineEvent(contracts.OnAppInstall, {
  route: '/app/install',
  aliases: ['ONAPPUSERREADY'],
  items: dataIfAny,
  read: readApp,
});

export const OnAppUpdate = /* @__PURE__ */ defineEvent(contracts.OnAppUpdate, {
  route: '/app/update',
  items: dataIfAny,
  read: readApp,
});

export const OnAppUninstall = /* @__PURE__ */ defineEvent(contracts.OnAppUninstall, {
  route: '/app/uninstall',
  items: dataIfAny,
  read: readApp,
});

export const OnAppTest = /* @__PURE__ */ defineEvent(contracts.OnAppTest, {
  route: '/events/on-app-test',
  items: dataIfAny,
  read: readApp,
});
