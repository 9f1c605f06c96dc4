import { readApp } from '../events/app.ts';
import { dataIfAny } from '../events/items.ts';
import { app } from '../schemas/app.ts';
import { defineEvent } from './definition.ts';

// Each row stands alone: esbuild keeps one that spreads what they have in common in every bundle of the family.

export const OnAppInstall = /* @__PURE__ */ defineEvent({
  name: 'OnAppInstall',
  family: 'app',
  type: 'com.bitrix24.app.installed.v1',
  route: '/app/install',
  aliases: ['ONAPPUSERREADY'],
  schema: app,
  items: dataIfAny,
  read: readApp,
});

export const OnAppUpdate = /* @__PURE__ */ defineEvent({
  name: 'OnAppUpdate',
  family: 'app',
  type: 'com.bitrix24.app.updated.v1',
  route: '/app/update',
  schema: app,
  items: dataIfAny,
  read: readApp,
});

export const OnAppUninstall = /* @__PURE__ */ defineEvent({
  name: 'OnAppUninstall',
  family: 'app',
  type: 'com.bitrix24.app.uninstalled.v1',
  route: '/app/uninstall',
  schema: app,
  items: dataIfAny,
  read: readApp,
});

export const OnAppTest = /* @__PURE__ */ defineEvent({
  name: 'OnAppTest',
  family: 'app',
  type: 'com.bitrix24.app.tested.v1',
  route: '/events/on-app-test',
  schema: app,
  items: dataIfAny,
  read: readApp,
});
