import { readApp } from '../events/app.ts';
import { dataIfAny } from '../events/items.ts';
import { app } from '../schemas/app.ts';
import { defineEvent } from './definition.ts';

export const OnAppTest = /* @__PURE__ */ defineEvent({
  name: 'OnAppTest',
  family: 'app',
  type: 'com.bitrix24.app.tested.v1',
  route: '/events/on-app-test',
  schema: app,
  items: dataIfAny,
  read: readApp,
});
