import { expect, test } from 'vitest';
import { catalogue, type EventName } from '../../lib/catalogue/index.ts';
import { normalise } from '../../lib/events/normalise.ts';
import { envelopeOf } from '../../lib/form/envelope.ts';
import { healthEvent } from '../../lib/health/health-event.ts';
import { decodeForm } from '../../lib/middleware/decode.ts';
import { contracts } from '../../lib/schemas/index.ts';
import examples from '../../lib/testing/examples.json' with { type: 'json' };
import { formOf, limits } from '../samples.ts';
import { newPortal } from '../unit/portals/sample.ts';

const memberId = 'a223c6b3710f85df22e9377d6c4f7553';

const samples: Readonly<Record<EventName, string>> = {
  OnImConnectorMessageAdd: 'imconnector-message-add.doc-2026',
  OnImConnectorMessageUpdate: 'imconnector-message-update.doc-2026',
  OnImConnectorMessageDelete: 'imconnector-message-delete.doc-2026',
  OnImConnectorDialogStart: 'seed-dialog-start',
  OnImConnectorDialogFinish: 'imconnector-dialog-finish.doc-2026',
  OnImConnectorStatusDelete: 'imconnector-status-delete.doc-2026',
  OnImConnectorLineDelete: 'imconnector-line-delete.doc-2026-scalar',
  OnOpenLineMessageAdd: 'openline-message-add.code-incoming-custom',
  OnOpenLineMessageUpdate: 'openline-message-update.code-outgoing',
  OnOpenLineMessageDelete: 'openline-message-delete.code-outgoing-list',
  OnSessionStart: 'seed-session-start',
  OnSessionFinish: 'session-finish.doc-2026-list-session',
  OnAppInstall: 'app-install.doc',
  OnAppUpdate: 'app-update.doc',
  OnAppUninstall: 'app-uninstall.doc-clean-1',
  OnAppTest: 'app-test.capture',
};

test.each(Object.entries(samples) as [EventName, string][])(
  'the example of %s is what the receiver makes of %s',
  (name, sample) => {
    const envelope = { ...envelopeOf(decodeForm(formOf(sample), limits)), memberId };
    const { valid } = normalise(catalogue[name], envelope, Number(envelope.ts) * 1000 + 1250);
    expect(examples[name]).toEqual(valid[0]?.event);
  },
);

test('the example of AppHealthChanged is what the check of portals makes', () => {
  const changedAt = Date.UTC(2026, 2, 17, 15, 5, 30, 412);
  const problem = {
    check: 'installed',
    code: 'PAYMENT_REQUIRED',
    message: 'The portal answered PAYMENT_REQUIRED.',
    cure: "Renew the portal's plan or the subscription of the application.",
  };
  const portal = { ...newPortal(memberId), domain: 'example-portal.bitrix24.com', problems: [problem] };
  const health = { status: 'unhealthy', changedAt, announced: false } as const;
  expect(examples.AppHealthChanged).toEqual(healthEvent(portal, health, changedAt + 180).event);
});

test('every event has an example', () => {
  expect(Object.keys(examples).sort()).toEqual(Object.keys(contracts).sort());
});
