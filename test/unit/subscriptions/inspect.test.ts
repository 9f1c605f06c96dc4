import { afterEach, describe, expect, test } from 'vitest';
import type { CommandResult } from '../../../lib/bitrix24/batch.ts';
import { bindAll } from '../../../lib/subscriptions/bind.ts';
import { inspectApplication, requiredScopes } from '../../../lib/subscriptions/inspect.ts';
import { wantedBindings } from '../../../lib/subscriptions/wanted.ts';
import type { PortalOptions } from '../../bitrix24/portal.ts';
import { refusalOf } from '../bitrix24/refusal-of.ts';
import { type InstalledPortal, installedPortal } from './stand-in.ts';

const open: InstalledPortal[] = [];
const install = async (options?: PortalOptions): Promise<InstalledPortal> => {
  const portal = await installedPortal(options);
  open.push(portal);
  return portal;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ bitrix24 }) => bitrix24.close()));
});

describe('an inspection', () => {
  test('tells that all is well', async () => {
    const { rest } = await install({ scopes: ['imconnector', 'imopenlines', 'im'] });
    expect(await inspectApplication(rest)).toStrictEqual({
      installed: true,
      scopes: ['imconnector', 'imopenlines', 'im'],
      bindings: [],
      problems: [],
    });
  });

  test('lists what is bound', async () => {
    const { rest } = await install();
    await bindAll(rest, { baseUrl: 'https://api.example', earlierBaseUrls: [] });
    await rest.call('event.bind', { event: 'ONSESSIONSTART', event_type: 'offline' });
    expect((await inspectApplication(rest)).bindings).toStrictEqual([
      ...wantedBindings('https://api.example').map(({ event, handler }) => ({
        event,
        handler,
        offline: false,
        authType: 0,
      })),
      { event: 'ONSESSIONSTART', handler: '', offline: true, authType: 0 },
    ]);
  });

  test('tells an installation that is not finished, and scopes that lack', async () => {
    const { rest } = await install({ installed: false, scopes: ['imopenlines', 'crm'] });
    expect(await inspectApplication(rest)).toStrictEqual({
      installed: false,
      scopes: ['imopenlines', 'crm'],
      bindings: [],
      problems: [
        {
          check: 'installed',
          code: 'NOT_INSTALLED',
          message:
            'The installation of the application is not finished, and until then the portal delivers nothing.',
          cure: 'Finish the installation: open the application in Bitrix24 as an administrator, or reinstall it.',
        },
        {
          check: 'scope',
          code: 'insufficient_scope',
          message: 'The application lacks the scope imconnector.',
          cure: "Tick imopenlines and imconnector in the application's form in Bitrix24, then reinstall the application.",
        },
      ],
    });
  });

  test('tells every scope that lacks', async () => {
    const { rest } = await install({ scopes: [] });
    expect((await inspectApplication(rest)).problems.map(({ message }) => message)).toStrictEqual([
      `The application lacks the scope ${requiredScopes.join(' and ')}.`,
    ]);
  });

  test.each([
    ['app.info', 'installed', 'installed'],
    ['scope', 'scope', 'scopes'],
    ['event.get', 'bindings', 'bindings'],
  ] as const)('tells that %s was refused, and what the others said', async (method, check, field) => {
    const { rest, bitrix24 } = await install();
    await bitrix24.setFaults({ rest: { code: 'ACCESS_DENIED', method } });
    const inspection = await inspectApplication(rest);
    expect(inspection[field]).toBeUndefined();
    expect(inspection.problems).toMatchObject([{ check, code: 'ACCESS_DENIED' }]);
    expect(Object.values(inspection).filter((value) => value === undefined)).toHaveLength(1);
  });

  test('is a fault if the portal refuses to be asked', async () => {
    const { rest, bitrix24 } = await install();
    await bitrix24.setFaults({ rest: 'user_access_error' });
    expect((await refusalOf(inspectApplication(rest))).code).toBe('user_access_error');
  });

  type Answers = { readonly info: unknown; readonly scope: unknown; readonly events: unknown };
  const answering = (answers: Answers) => ({
    batch: <Name extends string>() =>
      Promise.resolve(
        Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, { value }])) as Record<
          Name,
          CommandResult
        >,
      ),
  });

  test.each<[unknown, boolean]>([
    [true, true],
    [false, false],
    ['Y', true],
    ['N', false],
    ['1', true],
    ['0', false],
    [1, true],
    [0, false],
  ])('takes INSTALLED %j as %s', async (INSTALLED, installed) => {
    const rest = answering({ info: { INSTALLED }, scope: [], events: [] });
    expect((await inspectApplication(rest)).installed).toBe(installed);
  });

  test('reads lists that PHP has written as objects', async () => {
    const handler = 'https://api.example/x';
    const rest = answering({
      info: { INSTALLED: true },
      scope: { 0: 'imconnector', 2: 'imopenlines' },
      events: { 1: { event: 'OnSessionStart', handler, auth_type: '15', offline: '0', connector_id: null } },
    });
    expect(await inspectApplication(rest)).toStrictEqual({
      installed: true,
      scopes: ['imconnector', 'imopenlines'],
      bindings: [{ event: 'ONSESSIONSTART', handler, authType: 15, offline: false }],
      problems: [],
    });
  });

  test('tells answers of another shape, without their values', async () => {
    const rest = answering({
      info: { INSTALLED: 'secret' },
      scope: 'secret',
      events: [{ handler: 'secret' }],
    });
    const { problems, ...rest_ } = await inspectApplication(rest);
    expect(rest_).toStrictEqual({ installed: undefined, scopes: undefined, bindings: undefined });
    expect(problems.map(({ check, code }) => `${check} ${code}`)).toStrictEqual([
      'installed UNEXPECTED_ANSWER',
      'scope UNEXPECTED_ANSWER',
      'bindings UNEXPECTED_ANSWER',
    ]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });
});
