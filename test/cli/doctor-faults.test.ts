import { createServer, type Server } from 'node:http';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listen, shutDown } from '../../lib/local/http.ts';
import type { Faults } from '../bitrix24/faults.ts';
import type { PortalChange } from '../bitrix24/portal.ts';
import { playFaults } from '../local-run.ts';
import {
  clientOf,
  type Deployment,
  type Environment,
  startDeployment,
  withEnvironment,
} from './deployment.ts';
import { after, checkNames, examine, leaked, namesOf } from './doctor-report.ts';

let deployment: Deployment;
/** A page where something else should be. */
let website: Server;
let websiteUrl: string;

beforeAll(async () => {
  website = createServer((_, response) => {
    response.writeHead(403, { 'content-type': 'text/xml' });
    response.end(
      '<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>',
    );
  });
  websiteUrl = `http://127.0.0.1:${await listen(website, 0)}`;
  deployment = await startDeployment();
});

afterAll(async () => {
  await shutDown(website);
  await deployment.stop();
});

afterEach(async () => {
  await playFaults(deployment.url, {});
  await deployment.bitrix24.setFaults({});
});

/** Switches a fault on for one portal. @returns settings that are otherwise than those of the local run. */
type SwitchOn = (memberId: string) => Promise<Environment | undefined>;

const aws =
  (faults: Record<string, string>): SwitchOn =>
  async () => {
    await playFaults(deployment.url, faults);
    return undefined;
  };

const bitrix24 =
  (faults: Faults): SwitchOn =>
  async () => {
    await deployment.bitrix24.setFaults(faults);
    return undefined;
  };

const portal =
  (change: PortalChange): SwitchOn =>
  async (memberId) => {
    await deployment.bitrix24.changePortal(memberId, change);
    return undefined;
  };

const setting =
  (settings: () => Environment): SwitchOn =>
  async () =>
    settings();

const wrongSecret: SwitchOn = async () => {
  const Name = '/b24bus/local/wrong';
  const ssm = new SSMClient(clientOf(deployment.environment, 'SSM'));
  const Value = JSON.stringify({ client_id: 'local.0123456789abcd.01234567', client_secret: 'another' });
  await ssm.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', Overwrite: true }));
  return { APPLICATION_PARAMETER: Name };
};

type Case = {
  readonly fault: string;
  readonly switchOn: SwitchOn;
  readonly failing: readonly string[];
  /** Of the first that fails. */
  readonly seen: string;
  readonly cure: string;
  readonly skipped: readonly string[];
  /** Seconds for the round trip; 2 where it does not matter. */
  readonly timeout?: string;
};

const afterRest = after('REST');

const cases: readonly Case[] = [
  {
    fault: 'a setting is missing',
    switchOn: setting(() => ({ TOKEN_KEY_ID: '' })),
    failing: ['settings'],
    seen: 'TOKEN_KEY_ID',
    cure: 'Start the local run again: npm start',
    skipped: after('settings'),
  },
  {
    fault: 'AWS refuses the credentials',
    switchOn: setting(() => ({ AWS_ENDPOINT_URL_STS: websiteUrl })),
    failing: ['AWS credentials'],
    seen: 'InvalidClientTokenId',
    cure: 'Put AWS credentials into the environment',
    skipped: after('AWS credentials').filter((name) => name !== 'handler URL'),
  },
  {
    fault: 'the bus is missing',
    switchOn: setting(() => ({ EVENT_BUS_NAME: 'b24bus-gone' })),
    failing: ['event bus'],
    seen: 'The event bus b24bus-gone cannot be found',
    cure: 'Events are being lost: EventBridge accepts them for a bus that is missing. Start the local run again',
    skipped: ['round trip'],
  },
  {
    fault: 'the topic is missing',
    switchOn: setting(() => ({ TOPIC_ARN: 'arn:aws:sns:eu-central-1:000000000000:b24bus-gone' })),
    failing: ['topic'],
    seen: 'b24bus-gone cannot be found',
    cure: 'Start the local run again: npm start',
    skipped: ['round trip'],
  },
  {
    fault: 'the undelivered queue is missing',
    switchOn: setting(() => ({
      UNDELIVERED_QUEUE_URL: `${deployment.environment['UNDELIVERED_QUEUE_URL']}-gone`,
    })),
    failing: ['undelivered queue'],
    seen: 'b24bus-local-undelivered-gone cannot be looked at',
    cure: 'Start the local run again: npm start',
    skipped: [],
  },
  {
    fault: 'the table is missing',
    switchOn: setting(() => ({ PORTALS_TABLE: 'b24bus-gone' })),
    failing: ['portals table'],
    seen: 'The table b24bus-gone cannot be read: ResourceNotFoundException',
    cure: 'there is no table b24bus-gone. Deploying makes it.',
    skipped: after('handler URL'),
  },
  {
    fault: 'DynamoDB is down',
    switchOn: aws({ dynamodb: 'error' }),
    failing: ['portals table'],
    seen: 'The table b24bus-local-portals cannot be read',
    cure: 'look for an outage at https://health.aws.amazon.com',
    skipped: after('handler URL'),
  },
  {
    fault: 'the parameter of the application is missing',
    switchOn: setting(() => ({ APPLICATION_PARAMETER: '/b24bus/local/gone' })),
    failing: ['application'],
    seen: 'The application cannot be read from the parameter /b24bus/local/gone',
    cure: 'Set it: aws ssm put-parameter --name /b24bus/local/gone --type SecureString',
    skipped: after('tokens'),
  },
  {
    fault: 'KMS is down',
    switchOn: aws({ kms: 'error' }),
    failing: ['tokens'],
    seen: 'cannot be decrypted with the key',
    cure: 'look for an outage at https://health.aws.amazon.com',
    skipped: after('tokens'),
  },
  {
    fault: 'the client secret is wrong',
    switchOn: wrongSecret,
    failing: ['OAuth'],
    seen: 'invalid_client',
    cure: "Set client_id and client_secret in /b24bus/local/wrong as the application's form in Bitrix24 shows them",
    skipped: after('OAuth'),
  },
  {
    fault: 'the refresh token is revoked',
    switchOn: portal({ revokeRefreshTokens: true }),
    failing: ['OAuth'],
    seen: 'invalid_grant',
    cure: 'The refresh token is used up, expired (180 days) or revoked. Reinstall the application in Bitrix24.',
    skipped: after('OAuth'),
  },
  {
    fault: 'the subscription is not paid',
    switchOn: bitrix24({ oauth: 'PAYMENT_REQUIRED' }),
    failing: ['OAuth'],
    seen: 'PAYMENT_REQUIRED',
    cure: "Renew the portal's plan or the subscription of the application.",
    skipped: after('OAuth'),
  },
  {
    fault: 'the portal answers a page',
    switchOn: bitrix24({ rest: 'html' }),
    failing: ['REST'],
    seen: 'NOT_JSON',
    cure: 'A page came instead of an answer: the portal may be in maintenance or closed. Try again later.',
    skipped: afterRest,
  },
  {
    fault: 'the portal answers 500',
    switchOn: bitrix24({ rest: 'error' }),
    failing: ['REST'],
    seen: 'HTTP_500',
    cure: 'It is tried again by itself; if it lasts, look at the state of the portal.',
    skipped: afterRest,
  },
  {
    fault: 'the application is not INSTALLED',
    switchOn: portal({ installed: false }),
    failing: ['installed'],
    seen: 'NOT_INSTALLED',
    cure: 'Finish the installation: open the application in Bitrix24 as an administrator, or reinstall it.',
    skipped: ['round trip'],
  },
  {
    fault: 'a scope is missing',
    switchOn: portal({ scopes: ['imopenlines'] }),
    failing: ['scopes'],
    seen: 'The application lacks the scope imconnector.',
    cure: "Tick imopenlines and imconnector in the application's form in Bitrix24",
    skipped: [],
  },
  {
    fault: 'a binding is gone',
    switchOn: portal({ unbind: ['OnSessionStart'] }),
    failing: ['bindings'],
    seen: 'Not bound: OnSessionStart.',
    cure: 'npx b24bus portals bind ',
    skipped: [],
  },
  {
    fault: 'the binding of the test event is gone',
    switchOn: portal({ unbind: ['OnAppTest'] }),
    failing: ['bindings'],
    seen: 'Not bound: OnAppTest.',
    cure: 'npx b24bus portals bind ',
    skipped: ['round trip'],
  },
  {
    fault: 'the user is no administrator',
    switchOn: portal({ admin: false }),
    failing: ['bindings'],
    seen: 'Not bound: ',
    cure: 'Let an administrator of the portal reinstall the application',
    skipped: ['round trip'],
  },
  {
    fault: 'the portal does not post its events',
    switchOn: portal({ silent: true }),
    failing: ['round trip'],
    seen: 'The portal took event.test, and its event reached neither the bus and the topic within 2 s nor a queue',
    cure: 'Look in the output of npm start.',
    skipped: [],
  },
  {
    fault: 'EventBridge does not accept the event',
    switchOn: aws({ eventbridge: 'partial' }),
    failing: ['round trip'],
    seen: 'the bus did not accept it, and it lies in the undelivered queue.',
    cure: 'See why: npx b24bus undelivered list --url http://127.0.0.1:',
    skipped: [],
    // A function tries for 1.6 s before it stores an event.
    timeout: '6',
  },
  {
    fault: 'something else answers at the handler URL',
    switchOn: setting(() => ({ HANDLER_BASE_URL: websiteUrl })),
    failing: ['handler URL', 'bindings'],
    seen: 'Something else than b24bus answers at ',
    cure: 'Check the domain, its certificate and the API behind it',
    skipped: ['round trip'],
  },
];

describe('doctor', () => {
  it.each(cases)('names the fault and its cure when $fault', async (row) => {
    const { memberId } = await deployment.installed();
    await deployment.secrets();
    const settings = await row.switchOn(memberId);
    const { report, code, printed } = await withEnvironment(
      { ...deployment.environment, ...settings },
      (url) => examine(url, '--portal', memberId, '--timeout', row.timeout ?? '2'),
    );
    expect(namesOf(report, 'fail')).toEqual(row.failing);
    expect(namesOf(report, 'skipped')).toEqual(row.skipped);
    const failing = report.checks.find(({ status }) => status === 'fail');
    expect(failing?.seen).toContain(row.seen);
    expect(failing?.cure).toContain(row.cure);
    expect(report.checks.map(({ name }) => name)).toEqual(checkNames);
    expect(report.ok).toBe(false);
    expect(code).toBe(1);
    expect(await leaked(printed, deployment)).toEqual([]);
  });
});
