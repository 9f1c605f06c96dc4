import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runCommand } from './command-line.ts';
import { type Deployment, startDeployment, withEnvironment } from './deployment.ts';
import { leaked } from './doctor-report.ts';

const UNKNOWN = 'f'.repeat(32);

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});

afterAll(() => deployment.stop());

/** Runs `portals ...`; whatever it prints holds no secret. */
const portals = async (...args: readonly string[]): Promise<Ended> => {
  const ended = await runCommand(['portals', ...args, '--url', deployment.url]);
  expect(await leaked(ended.stdout + ended.stderr, deployment)).toEqual([]);
  return ended;
};

const json = async <Document>(
  ...args: readonly string[]
): Promise<Document & { readonly code: number | null }> => {
  const { stdout, code } = await portals(...args, '--json');
  return { ...(JSON.parse(stdout) as Document), code };
};

type View = { readonly memberId: string; readonly boundEvents: readonly string[] } & Record<string, unknown>;
type Problem = {
  readonly check: string;
  readonly code: string;
  readonly cure: string;
  readonly event?: string;
};
type Checked = {
  readonly portal: View;
  readonly problems: readonly Problem[];
  readonly repaired: readonly string[];
};

const installed = async () => {
  const state = await deployment.installed();
  const handlers = () => deployment.bitrix24.portal(state.memberId).then(({ bindings }) => bindings);
  return { memberId: state.memberId, handlers };
};

describe('portals list', () => {
  it('tells how to install where there is none, then lists a row per portal', async () => {
    expect(await portals('list')).toEqual({
      code: 0,
      stdout: `No portal has installed the application yet. Its form in Bitrix24 takes ${deployment.url}/app/install as the path for the initial installation.\n`,
      stderr: '',
    });
    const { memberId } = await installed();
    const { stdout, code } = await portals('list');
    const [heading, row, end] = stdout.split('\n');
    expect(heading?.split(/ {2,}/)).toEqual([
      'MEMBER_ID',
      'DOMAIN',
      'STATUS',
      'HEALTH',
      'BOUND',
      'INSTALLED',
      'CHECKED',
    ]);
    expect(row?.split(/ {2,}/)).toEqual([
      memberId,
      new URL(deployment.environment['BITRIX24_URL'] ?? '').host,
      'installed',
      'healthy',
      '16/16',
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      'never',
    ]);
    expect(end).toBe('');
    expect(code).toBe(0);
  });

  it('shows neither digests nor sealed tokens in JSON', async () => {
    const { memberId } = await installed();
    const { portals: all } = await json<{ portals: View[] }>('list');
    const view = all.find((each) => each.memberId === memberId) ?? {};
    expect(Object.keys(view).toSorted()).toEqual(
      [
        'accessExpires',
        'applicationTokenKnown',
        'baseUrl',
        'boundEvents',
        'clientEndpoint',
        'domain',
        'earlierBaseUrls',
        'health',
        'installedAt',
        'installedBy',
        'licence',
        'memberId',
        'oauthEndpoint',
        'problems',
        'provenAt',
        'refreshExpires',
        'scopes',
        'status',
        'tokenOwner',
        'updatedAt',
        'userId',
      ].toSorted(),
    );
  });

  it('cannot be reached without the table', async () => {
    const settings = { ...deployment.environment, PORTALS_TABLE: 'b24bus-gone' };
    const { code, stdout, stderr } = await withEnvironment(settings, (url) =>
      runCommand(['portals', 'list', '--url', url]),
    );
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(
      /^The table b24bus-gone cannot be read: .*\n→ Check PORTALS_TABLE and the region: .*\n$/,
    );
  });
});

describe('portals show', () => {
  it('shows a portal and what is bound of it', async () => {
    const { memberId } = await installed();
    const { stdout, code } = await portals('show', memberId);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^memberId +${memberId}\n`));
    expect(stdout).toMatch(/\nscopes +imconnector, imopenlines\n/);
    expect(stdout).toMatch(/\napplicationTokenKnown +true\n/);
    expect(stdout).toMatch(/\nbound +16\/16\n$/);
  });
});

describe.each(['show', 'check', 'bind', 'unbind', 'forget'])('portals %s', (command) => {
  it('names a portal that it does not know', async () => {
    const { code, stderr } = await portals(command, UNKNOWN);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `There is no portal ${UNKNOWN} in the local run at ${deployment.url}.\n→ See which there are: npx b24bus portals list --url ${deployment.url}\n`,
    );
  });
});

describe.each(['check', 'bind', 'unbind'])('portals %s', (command) => {
  it('does not ask a portal that has uninstalled the application', async () => {
    const { memberId } = await installed();
    await deployment.bitrix24.uninstall(memberId);
    const { error, code } = await json<{ error: Problem }>(command, memberId);
    expect({ code, error }).toMatchObject({ code: 1, error: { code: 'UNINSTALLED' } });
  });
});

describe('portals check and bind', () => {
  it('finds what is not bound without changing it, then binds it', async () => {
    const { memberId, handlers } = await installed();
    await deployment.bitrix24.changePortal(memberId, { unbind: ['OnSessionStart', 'OnSessionFinish'] });
    const before = await handlers();

    const found = await json<{ checked: Checked[] }>('check', memberId);
    expect(found.checked[0]?.problems.map(({ check, event }) => [check, event])).toEqual([
      ['bindings', 'OnSessionFinish'],
      ['bindings', 'OnSessionStart'],
    ]);
    expect(found.code).toBe(1);
    expect(await handlers()).toEqual(before);
    const shown = await portals('show', memberId);
    expect(shown.stdout).toContain('14/16, without OnSessionFinish, OnSessionStart\n');
    expect(shown.stdout.match(/^problem {2}.*$/gm)).toEqual([
      'problem  bindings (OnSessionFinish, OnSessionStart): The portal does not post this event here. (NOT_BOUND)',
    ]);

    const bound = await json<{ checked: Checked[] }>('bind', memberId);
    expect(bound.checked[0]).toMatchObject({ problems: [], repaired: ['OnSessionFinish', 'OnSessionStart'] });
    expect(bound.code).toBe(0);
    expect(await handlers()).toHaveLength(before.length + 2);

    const { stdout, code } = await portals('check', memberId);
    expect(stdout).toMatch(new RegExp(`^${memberId} .* all is well, 16/16 bound\n$`));
    expect(code).toBe(0);
  });

  it('checks every installed portal where none is named', async () => {
    const [one, other] = [await installed(), await installed()];
    const { checked } = await json<{ checked: Checked[] }>('check');
    const ids = checked.map(({ portal }) => portal.memberId);
    expect(ids).toEqual(expect.arrayContaining([one.memberId, other.memberId]));
  });

  it('does not fail for events that an older portal does not have', async () => {
    const { memberId } = await deployment.bitrix24.createPortal({ unknownEvents: ['OnSessionFinish'] });
    await deployment.bitrix24.install(memberId, { url: `${deployment.url}/app/install` });
    const { checked, code } = await json<{ checked: Checked[] }>('bind', memberId);
    expect(checked[0]?.problems.map(({ code: of, event }) => [of, event])).toEqual([
      ['ERROR_EVENT_NOT_FOUND', 'OnSessionFinish'],
    ]);
    expect(code).toBe(0);
  });
});

describe('portals unbind', () => {
  it('removes our handlers and no other', async () => {
    const { memberId, handlers } = await installed();
    const { unbound, problems, code } = await json<{ unbound: number; problems: Problem[] }>(
      'unbind',
      memberId,
    );
    expect({ unbound: unbound > 15, problems, code }).toEqual({ unbound: true, problems: [], code: 0 });
    expect((await handlers()).filter(({ handler }) => handler.startsWith(deployment.url))).toEqual([]);
    const { stdout } = await portals('show', memberId);
    expect(stdout).toContain('0/16');
  });

  it('tells what Bitrix24 refuses', async () => {
    const { memberId } = await installed();
    await deployment.bitrix24.changePortal(memberId, { expireAccessTokens: true, revokeRefreshTokens: true });
    const { error, code } = await json<{ error: Problem }>('unbind', memberId);
    expect({ code, error }).toMatchObject({ code: 1, error: { code: 'invalid_grant' } });
    expect(error.cure).toContain('Reinstall the application in Bitrix24.');
  });
});

describe('portals forget', () => {
  it('does nothing before it is confirmed', async () => {
    const { memberId } = await installed();
    const { code, stdout, stderr } = await portals('forget', memberId);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('its events are refused from then on, and lost.');
    expect(stderr).toContain(`npx b24bus portals forget ${memberId} --yes --url ${deployment.url}`);
    expect((await portals('show', memberId)).code).toBe(0);
  });

  it('removes the portal when it is', async () => {
    const { memberId } = await installed();
    const { forgotten, code } = await json<{ forgotten: string }>('forget', memberId, '--yes');
    expect({ forgotten, code }).toEqual({ forgotten: memberId, code: 0 });
    expect((await portals('show', memberId)).code).toBe(1);
  });
});
