import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue, eventNames } from '../../lib/catalogue/index.ts';
import type { Template, TemplateField } from '../../lib/inspector/protocol.ts';
import { decodedForm } from '../../lib/local/templates.ts';
import { clearBus } from '../local-run.ts';
import { sampleSecrets } from '../samples.ts';
import { type Detail, type Scene, startScene, unstopped } from './local-actions.ts';

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const template = async (event: string): Promise<Template> =>
  (await scene.actions.template(event)) ?? expect.fail(`there is no template of ${event}`);

const at = (within: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], within);

/** What a field says in the words of the wire. */
const onWire = (event: Detail, { field = '', value, kind }: TemplateField): unknown => {
  const found = at(event, field);
  if (field === 'time') return String(Date.parse(event.time) / 1000);
  if (field === 'source') return event.source.replace('urn:bitrix24:portal:', '');
  // Neither says anything.
  if (found === undefined) return value === '0' ? '0' : '';
  if (kind === 'boolean') return /^[yn]$/i.test(value) ? (found ? 'Y' : 'N') : found ? '1' : '0';
  return String(found);
};

describe.each(eventNames)('the template of %s', (name) => {
  it('is published as it is', async () => {
    await clearBus(scene.url);
    const { form, route } = await template(name);
    expect(route).toBe(catalogue[name].route);
    const report = await scene.actions.send({ event: name, form }, unstopped);
    expect(report).toMatchObject({ sent: 1, accepted: 1, status: 200 });
    expect(new Set((await scene.published()).map((event) => event.name))).toEqual(new Set([name]));
  });

  it('names the fields that its values feed', async () => {
    await clearBus(scene.url);
    const { form, fields } = await template(name);
    await scene.actions.send({ event: name, form }, unstopped);
    const [event] = await scene.published();
    // A body of several items makes several events; the first is that of the first item.
    const fed = fields.filter(({ field, wire }) => field !== undefined && !/\.DATA\.[1-9]/.test(wire));
    for (const each of fed) {
      expect([each.wire, onWire(event ?? expect.fail('nothing'), each)]).toEqual([each.wire, each.value]);
      expect(each.description).toMatch(/./);
    }
  });

  it('holds no secret, and no key of one as a field', async () => {
    const told = await template(name);
    expect(sampleSecrets.filter((secret) => JSON.stringify(told).includes(secret))).toEqual([]);
    expect(told.fields.filter(({ wire }) => /token/.test(wire))).toEqual([]);
    expect(decodedForm(told.form)['auth']).toMatchObject({ application_token: '••••••' });
  });
});

describe('a template', () => {
  it('says what the fields are', async () => {
    const { fields, form } = await template('OnSessionStart');
    const { ts } = decodedForm(form);
    expect(Math.abs(Number(ts) - Date.now() / 1000)).toBeLessThan(60);
    expect(fields).toEqual([
      { wire: 'event', value: 'ONSESSIONSTART', kind: 'text' },
      { wire: 'event_handler_id', value: '555', kind: 'text' },
      {
        wire: 'data.DATA.connector.connector_id',
        value: 'myconnector',
        field: 'data.connector.id',
        description:
          "The connector's code, as it was registered: `livechat`, `telegrambot`, or one of your own.",
        kind: 'text',
      },
      {
        wire: 'data.DATA.connector.line_id',
        value: '107',
        field: 'data.line.id',
        description: "The Open Line's id.",
        kind: 'number',
      },
      {
        wire: 'data.DATA.connector.chat_id',
        value: '1807',
        description: 'Says the same as data.DATA.chat.chat_id, and is changed with it.',
        kind: 'text',
      },
      {
        wire: 'data.DATA.connector.user_id',
        value: '1985',
        field: 'data.user.id',
        description: "The user's id; a group chat has none.",
        kind: 'number',
      },
      {
        wire: 'data.DATA.chat.chat_id',
        value: '1807',
        field: 'data.chat.id',
        description: "Bitrix24's chat.",
        kind: 'number',
      },
      {
        wire: 'data.DATA.line.id',
        value: '107',
        description: 'Says the same as data.DATA.connector.line_id, and is changed with it.',
        kind: 'text',
      },
      {
        wire: 'data.DATA.line.name',
        value: 'Линия "A&B"',
        field: 'data.line.name',
        description: "The Open Line's name.",
        kind: 'text',
      },
      {
        wire: 'ts',
        value: ts,
        field: 'time',
        description: 'When the portal queued it, in Unix seconds.',
        kind: 'number',
      },
      {
        wire: 'auth.domain',
        value: 'example-portal.bitrix24.com',
        field: 'portaldomain',
        description:
          "The portal's domain at that time, such as `some-domain.bitrix24.com`. Domains change; `source` does not.",
        kind: 'text',
      },
      { wire: 'auth.client_endpoint', value: 'https://example-portal.bitrix24.com/rest/', kind: 'text' },
      { wire: 'auth.server_endpoint', value: 'https://oauth.bitrix.info/rest/', kind: 'text' },
      {
        wire: 'auth.member_id',
        value: 'a223c6b3710f85df22e9377d6c4f7553',
        field: 'source',
        description: '`urn:bitrix24:portal:<member_id>`: the portal that the event comes from.',
        kind: 'text',
      },
    ]);
  });

  it.each([
    ['OnImConnectorDialogStart', 'data.DATA.0.session.closed', 'data.session.closed', 'boolean'],
    ['OnImConnectorDialogStart', 'data.DATA.0.session.parent_id', 'data.session.parentId', 'number'],
    ['OnImConnectorLineDelete', 'data', 'data.line.id', 'number'],
    ['OnImConnectorStatusDelete', 'data.connector', 'data.connector.id', 'text'],
    ['OnOpenLineMessageUpdate', 'data.DATA.message.id.0', 'data.message.externalIds.0', 'text'],
    ['OnAppTest', 'data.QUERY.nested.a', 'data.app.query.nested.a', 'text'],
    ['OnAppUninstall', 'data.CLEAN', 'data.app.clean', 'boolean'],
    ['OnAppTest', 'auth.status', 'data.app.status', 'text'],
  ])('of %s has %s for %s, a %s', async (event, wire, field, kind) => {
    const { fields } = await template(event);
    expect(fields.find((each) => each.wire === wire)).toMatchObject({ field, kind });
  });

  it('has nothing to fill in where a portal installs the application', async () => {
    expect((await template('OnAppInstall')).fields).toEqual([]);
  });

  it('is only of an event that there is', async () => {
    expect(await scene.actions.template('OnSesionStart')).toBeUndefined();
    expect(await scene.actions.template('__proto__')).toBeUndefined();
  });
});
