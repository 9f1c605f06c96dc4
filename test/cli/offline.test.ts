import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runCommand } from './command-line.ts';
import { type Deployment, startDeployment } from './deployment.ts';
import { leaked } from './doctor-report.ts';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});

afterAll(() => deployment.stop());

/** Runs `portals offline ...`; whatever it prints holds no secret. */
const offline = async (...args: readonly string[]): Promise<Ended> => {
  const ended = await runCommand(['portals', 'offline', ...args, '--url', deployment.url]);
  expect(await leaked(ended.stdout + ended.stderr, deployment)).toEqual([]);
  return ended;
};

const boundOffline = async (memberId: string): Promise<number> =>
  (await deployment.bitrix24.portal(memberId)).bindings.filter((binding) => binding.offline === 1).length;

describe('portals offline', () => {
  it('switches it on and off', async () => {
    const { memberId } = await deployment.installed();
    const on = await offline(memberId, 'on');
    expect(on).toMatchObject({ code: 0, stdout: expect.stringContaining('12 bound') });
    expect(await boundOffline(memberId)).toBe(12);
    const off = await offline(memberId, 'off', '--json');
    expect(off.code).toBe(0);
    expect(JSON.parse(off.stdout)).toMatchObject({ memberId, offline: false, events: [], problems: [] });
    expect(await boundOffline(memberId)).toBe(0);
  });

  it('says so where the plan of the portal lacks it', async () => {
    const { memberId } = await deployment.installed();
    await deployment.bitrix24.changePortal(memberId, { offlineExtended: false });
    const { code, stderr } = await offline(memberId, 'on');
    expect(code).not.toBe(0);
    expect(stderr).toContain('rest_offline_extended');
    expect(stderr).toContain('Events are taken online only, as before.');
    expect(await boundOffline(memberId)).toBe(0);
  });

  it('lists the events that an installer who is no administrator cannot bind', async () => {
    const { memberId } = await deployment.installed();
    await deployment.bitrix24.changePortal(memberId, { admin: false });
    const { code, stdout } = await offline(memberId, 'on', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ offline: false, events: [] });
    expect((JSON.parse(stdout) as { problems: unknown[] }).problems).toHaveLength(12);
  });

  it('is on or off', async () => {
    const { memberId } = await deployment.installed();
    const { code, stderr } = await offline(memberId, 'maybe');
    expect(code).toBe(2);
    expect(stderr).toContain('Offline events are on or off, not maybe.');
    expect(stderr).toContain(`npx b24bus portals offline ${memberId} on`);
  });
});
