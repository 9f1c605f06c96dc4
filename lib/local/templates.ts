import { readFile } from 'node:fs/promises';
import type { EventName } from '../catalogue/index.ts';
import { type DecodedObject, decodedObject } from '../form/decoded.ts';
import { nest } from '../form/nest.ts';
import { pairsOf } from '../form/pairs.ts';

/** The sample that stands for each event: where there are several, the shape that portals were seen to send. */
const samples: Readonly<Record<EventName, string>> = {
  OnImConnectorMessageAdd: 'imconnector-message-add.code-text',
  OnImConnectorMessageUpdate: 'imconnector-message-update.code',
  OnImConnectorMessageDelete: 'imconnector-message-delete.doc-2026',
  OnImConnectorDialogStart: 'imconnector-dialog-start.code',
  OnImConnectorDialogFinish: 'imconnector-dialog-finish.doc-2026',
  OnImConnectorStatusDelete: 'imconnector-status-delete.doc-2026',
  OnImConnectorLineDelete: 'imconnector-line-delete.doc-2026-scalar',
  OnOpenLineMessageAdd: 'openline-message-add.code-incoming-custom',
  OnOpenLineMessageUpdate: 'openline-message-update.code-outgoing',
  OnOpenLineMessageDelete: 'openline-message-delete.code-outgoing-list',
  OnSessionStart: 'session-start.code-custom-connector',
  OnSessionFinish: 'session-finish.code-livechat',
  OnAppInstall: 'app-install.code-local-null-version',
  OnAppUpdate: 'app-update.doc',
  OnAppUninstall: 'app-uninstall.doc-clean-1',
  OnAppTest: 'app-test.capture',
};

/** Decodes a form as the receivers do. @throws Problem for a key that is nested too deep. */
export const decodedForm = (form: string): DecodedObject => nest(pairsOf(form), { maxDepth: 16 });

/** The decoded body of an event's sample. */
export const templateOf = async (name: EventName): Promise<DecodedObject> => {
  const file = new URL(`../../test/wire/${samples[name]}.form`, import.meta.url);
  return decodedForm(await readFile(file, 'utf8'));
};

/** A path that leads through a text; the message begins with it. */
export class UnsettablePath extends Error {
  override readonly name = 'UnsettablePath';
}

/**
 * Sets one value of a body by its dotted path, making containers where there are none.
 *
 * @throws UnsettablePath
 */
export const setValue = (body: DecodedObject, path: string, value: string): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let parent = body;
  for (const [depth, key] of keys.entries()) {
    const child = parent[key] ?? decodedObject();
    if (typeof child === 'string') {
      const place = keys.slice(0, depth + 1).join('.');
      throw new UnsettablePath(`${path}: ${place} is a text here ("${child}") and has nothing inside`);
    }
    parent[key] = child;
    parent = child;
  }
  parent[last] = value;
};
