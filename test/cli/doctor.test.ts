import { once } from 'node:events';
import {
  DeleteEventBusCommand,
  DeleteRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand, startCommand } from './command-line.ts';
import {
  clientOf,
  type Deployment,
  type Environment,
  startDeployment,
  withEnvironment,
} from './deployment.ts';
import { checkNames, examine, leaked, namesOf } from './doctor-report.ts';
import { temporaries } from './temporaries.ts';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});

afterAll(() => deployment.stop());

/** EventBridge deletes a bus that has no rules. */
const deleteBus = async (environment: Environment): Promise<void> => {
  const bridge = new EventBridgeClient(clientOf(environment, 'EVENTBRIDGE'));
  const EventBusName = environment['EVENT_BUS_NAME'];
  const { Rules = [] } = await bridge.send(new ListRulesCommand({ EventBusName }));
  for (const { Name: Rule } of Rules) {
    const { Targets = [] } = await bridge.send(new ListTargetsByRuleCommand({ EventBusName, Rule }));
    const Ids = Targets.map(({ Id = '' }) => Id);
    await bridge.send(new RemoveTargetsCommand({ EventBusName, Rule, Ids }));
    await bridge.send(new DeleteRuleCommand({ EventBusName, Name: Rule }));
  }
  await bridge.send(new DeleteEventBusCommand({ Name: EventBusName }));
};

describe('doctor', () => {
  it('asks for an installation where there is none', async () => {
    const { report, code } = await examine(deployment.url);
    expect(code).toBe(1);
    expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([
      {
        name: 'portal',
        status: 'fail',
        seen: 'No portal has the application installed.',
        cure: `Enter ${deployment.url}/app/install as the path for the initial installation in Bitrix24's form of the local application, and install it.`,
      },
    ]);
  });

  it('finds all well in a deployment that works, with the only portal there is', async () => {
    const { memberId } = await deployment.installed();
    const { report, code, printed } = await examine(deployment.url);
    expect(namesOf(report, 'ok')).toEqual(checkNames);
    expect(report).toMatchObject({
      target: `the local run at ${deployment.url}`,
      portal: memberId,
      ok: true,
    });
    expect(report.checks.at(-1)?.seen).toMatch(
      /^event\.test was seen on the bus after [\d.]+ s, on the topic after [\d.]+ s$/,
    );
    expect(code).toBe(0);
    expect(await leaked(printed, deployment)).toEqual([]);
    expect(await temporaries(deployment.environment, 'doctor')).toEqual([]);
  });

  it('prints a row per check and a summary, without colours where it is no terminal', async () => {
    const { memberId } = await deployment.installed();
    const { stdout, stderr } = await runCommand(['doctor', '--url', deployment.url, '--portal', memberId]);
    const lines = stdout.split('\n');
    expect(lines.map((line) => line.slice(0, 27).trimEnd())).toEqual([
      ...checkNames.map((name) => `ok       ${name}`),
      '',
      'All is well.',
      '',
    ]);
    expect(stderr).toBe('');
  });

  it('colours the states of checks where colours are wanted', async () => {
    const { stdout } = await runCommand(['doctor', '--url', deployment.url, '--portal', 'none'], {
      FORCE_COLOR: '1',
    });
    expect(stdout).toContain('\u001b[32mok     \u001b[39m  settings  ');
    expect(stdout).toContain('\n\u001b[31mfail   \u001b[39m  portal  ');
  });

  it('asks which portal is meant where there are several', async () => {
    const [one, other] = [await deployment.installed(), await deployment.installed()];
    const { report, code } = await examine(deployment.url);
    const row = report.checks.find(({ name }) => name === 'portal');
    expect(row).toMatchObject({ status: 'fail', cure: 'Say which: --portal <member_id>' });
    for (const { memberId } of [one, other]) expect(row?.seen).toContain(memberId);
    expect(code).toBe(1);
  });

  it('says which portals there are when it does not know the one given', async () => {
    const { report } = await examine(deployment.url, '--portal', 'f'.repeat(32));
    expect(report.checks.find(({ name }) => name === 'portal')).toEqual({
      name: 'portal',
      status: 'fail',
      seen: `There is no portal ${'f'.repeat(32)}.`,
      cure: `See which there are: npx b24bus portals list --url ${deployment.url}`,
    });
  });

  it('makes nothing and sends nothing with --no-round-trip', async () => {
    const { memberId } = await deployment.installed();
    const { report, code } = await examine(deployment.url, '--portal', memberId, '--no-round-trip');
    expect(report.checks.map(({ name }) => name)).toEqual(checkNames.slice(0, -1));
    expect(code).toBe(0);
    const { deliveries } = await deployment.bitrix24.portal(memberId);
    expect(deliveries.map(({ event }) => event)).not.toContain('ONAPPTEST');
  });

  it('leaves a check out whose part the deployment does not have', async () => {
    const { memberId } = await deployment.installed();
    const { report } = await withEnvironment({ ...deployment.environment, DESTINATIONS: 'sns' }, (url) =>
      examine(url, '--portal', memberId),
    );
    expect(namesOf(report, 'ok')).toEqual(checkNames.filter((name) => name !== 'event bus'));
    expect(report.checks.at(-1)?.seen).toMatch(/^event\.test was seen on the topic after [\d.]+ s$/);
  });

  it('only warns of events that an older portal does not have', async () => {
    const { memberId } = await deployment.bitrix24.createPortal({ unknownEvents: ['OnSessionFinish'] });
    await deployment.bitrix24.install(memberId, { url: `${deployment.url}/app/install` });
    const { report, code } = await examine(deployment.url, '--portal', memberId, '--no-round-trip');
    expect(report.checks.at(-1)).toEqual({
      name: 'bindings',
      status: 'warn',
      seen: 'This version of the portal does not have OnSessionFinish; the others are bound.',
    });
    expect(code).toBe(0);
  });

  it('warns of events that lie in a queue', async () => {
    const { memberId } = await deployment.installed();
    const QueueUrl = deployment.environment['QUARANTINE_QUEUE_URL'];
    const sqs = new SQSClient(clientOf(deployment.environment, 'SQS'));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    const { report, code } = await examine(deployment.url, '--portal', memberId, '--no-round-trip');
    expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([
      {
        name: 'quarantine queue',
        status: 'warn',
        seen: '1 message',
        cure: `They are events of a shape that b24bus does not know, each with what is wrong. See: npx b24bus quarantine list --url ${deployment.url}`,
      },
    ]);
    expect(code).toBe(0);
  });

  it('removes what the round trip has made when it is interrupted', async () => {
    const { memberId } = await deployment.installed();
    await deployment.bitrix24.changePortal(memberId, { silent: true });
    const child = startCommand(['doctor', '--url', deployment.url, '--portal', memberId]);
    await vi.waitFor(
      async () => expect(await temporaries(deployment.environment, 'doctor')).toHaveLength(4),
      {
        timeout: 15_000,
        interval: 100,
      },
    );
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await temporaries(deployment.environment, 'doctor')).toEqual([]);
  });

  it('notices that the bus and the undelivered queue were deleted', async () => {
    const { environment } = deployment;
    await deleteBus(environment);
    const QueueUrl = environment['UNDELIVERED_QUEUE_URL'];
    await new SQSClient(clientOf(environment, 'SQS')).send(new DeleteQueueCommand({ QueueUrl }));
    const { memberId } = await deployment.installed();
    const { report, code } = await examine(deployment.url, '--portal', memberId);
    expect(namesOf(report, 'fail')).toEqual(['event bus', 'undelivered queue']);
    expect(namesOf(report, 'skipped')).toEqual(['round trip']);
    expect(code).toBe(1);
  });
});
