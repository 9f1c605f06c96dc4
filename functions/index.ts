import type { EventName } from '../lib/catalogue/index.ts';
import type { Receiver } from '../lib/middleware/receiver.ts';
import { handler as OnAppInstall } from './app/install.ts';
import { handler as OnAppTest } from './app/on-app-test.ts';
import { handler as OnAppUninstall } from './app/uninstall.ts';
import { handler as OnAppUpdate } from './app/update.ts';
import { handler as OnImConnectorDialogFinish } from './imconnector/on-im-connector-dialog-finish.ts';
import { handler as OnImConnectorDialogStart } from './imconnector/on-im-connector-dialog-start.ts';
import { handler as OnImConnectorLineDelete } from './imconnector/on-im-connector-line-delete.ts';
import { handler as OnImConnectorMessageAdd } from './imconnector/on-im-connector-message-add.ts';
import { handler as OnImConnectorMessageDelete } from './imconnector/on-im-connector-message-delete.ts';
import { handler as OnImConnectorMessageUpdate } from './imconnector/on-im-connector-message-update.ts';
import { handler as OnImConnectorStatusDelete } from './imconnector/on-im-connector-status-delete.ts';
import { handler as OnOpenLineMessageAdd } from './imopenlines/on-open-line-message-add.ts';
import { handler as OnOpenLineMessageDelete } from './imopenlines/on-open-line-message-delete.ts';
import { handler as OnOpenLineMessageUpdate } from './imopenlines/on-open-line-message-update.ts';
import { handler as OnSessionFinish } from './imopenlines/on-session-finish.ts';
import { handler as OnSessionStart } from './imopenlines/on-session-start.ts';

/** Every function, for the local run; the compiler complains if an event of the catalogue has none. */
export const functions: Readonly<Record<EventName, Receiver>> = {
  OnAppInstall,
  OnAppTest,
  OnAppUninstall,
  OnAppUpdate,
  OnImConnectorDialogFinish,
  OnImConnectorDialogStart,
  OnImConnectorLineDelete,
  OnImConnectorMessageAdd,
  OnImConnectorMessageDelete,
  OnImConnectorMessageUpdate,
  OnImConnectorStatusDelete,
  OnOpenLineMessageAdd,
  OnOpenLineMessageDelete,
  OnOpenLineMessageUpdate,
  OnSessionFinish,
  OnSessionStart,
};
